"""The knowledge is found by meaning and by words, kept in step with its sources, and only within the company."""

from __future__ import annotations

import pytest
from django.db import connection

from mentor.core.tenancy import company_scope
from mentor.knowledge import actions, indexing, retrieval
from mentor.knowledge.models import Excerpt, ExcerptWord, Kind, KnownObjection

pytestmark = pytest.mark.django_db

OBJECTIONS = [
    ("Дорого", "Понимаю, сумма заметная. Можно разбить на полгода без процентов."),
    ("Надо посоветоваться с мужем", "Правильно, решать вместе. О чём он спросит в первую очередь?"),
    ("Пришлите прайс", "Пришлю сейчас и наберу завтра в удобный час, отвечу по строчкам."),
]
RULES = ["Подростков до 18 лет записываем только с родителем.", "Диагноз по телефону не ставим."]


@pytest.fixture
def known(scope):
    actions.set_objections(OBJECTIONS)
    actions.set_expert_rules(RULES)
    indexing.index_everything()


def titles(question: str, way: retrieval.Way = "both") -> list[str]:
    return [each.excerpt.title or each.excerpt.text for each in retrieval.find(question, way=way)]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("мне это не по карману", "Дорого"),
        ("сначала поговорю с супругом", "Надо посоветоваться с мужем"),
        ("скиньте расценки", "Пришлите прайс"),
        ("школьница хочет прийти без мамы", RULES[0]),
        ("до 18 лет", RULES[0]),
    ],
)
def test_an_answer_is_found_in_other_words_and_in_its_own(question, answer, known):
    assert titles(question)[0] == answer


@pytest.mark.parametrize("way", ["both", "vector", "text"])
def test_each_way_finds_what_is_asked_for_word_for_word(way, known):
    assert titles("диагноз по телефону", way=way)[0] == RULES[1]


def test_only_the_kinds_that_are_wanted_are_found(known):
    found = retrieval.find("записываем с родителем", kinds=[Kind.OBJECTION])
    assert found
    assert {each.excerpt.kind for each in found} == {Kind.OBJECTION}


@pytest.mark.parametrize(
    "question", ["", "   ", "\x00", "!!! ???", "<b></b>", "' OR 1=1 --", "a & | ! :*", "я" * 50_000]
)
def test_odd_questions_are_no_errors(question, known):
    assert isinstance(retrieval.find(question), list)
    assert retrieval.find("   ") == []


def test_many_excerpts_are_searched_through_the_index_with_the_same_answer(known, monkeypatch):
    exactly = titles("мне это не по карману")
    monkeypatch.setattr(retrieval, "EXACT_MOST", 0)
    assert titles("мне это не по карману") == exactly


def test_what_did_not_change_is_not_embedded_again(known):
    before = dict(Excerpt.objects.values_list("text", "id"))
    changed = [("Дорого", "С чем сравниваете?"), *OBJECTIONS[2:], *OBJECTIONS[1:2]]
    actions.set_objections(changed)
    indexing.index_everything()
    after = dict(Excerpt.objects.values_list("text", "id"))
    assert after.keys() == {"С чем сравниваете?", *(answer for _, answer in OBJECTIONS[1:]), *RULES}
    assert all(after[text] == before[text] for text in after.keys() & before.keys())
    assert not indexing.index(Kind.OBJECTION, 0)
    assert ExcerptWord.objects.filter(word="карман").count() == 0


def test_what_is_taken_away_is_found_no_more(known):
    actions.set_expert_rules([])
    indexing.index_everything()
    assert retrieval.find("подростков записываем", kinds=[Kind.RULE]) == []
    assert not ExcerptWord.objects.filter(kind=Kind.RULE).exists()


def test_ten_thousand_objections_are_cut_in_batches(scope, monkeypatch):
    monkeypatch.setattr(indexing, "BATCH", 7)
    KnownObjection.objects.bulk_create(
        KnownObjection(text=f"Возражение номер {n}", good_answer=f"Ответ {n}") for n in range(20)
    )
    rounds = 1
    while indexing.index(Kind.OBJECTION, 0):
        rounds += 1
    assert rounds == 3
    assert Excerpt.objects.count() == 20


def test_another_company_finds_its_own_only(company, other_world):
    with company_scope(company.pk):
        actions.set_objections(OBJECTIONS)
        indexing.index_everything()
    with company_scope(other_world.company.pk):
        assert retrieval.find("дорого") == []
        actions.set_objections([("Дорого", "Наш ответ")])
        indexing.index_everything()
        assert [each.excerpt.text for each in retrieval.find("дорого")] == ["Наш ответ"]


def test_a_reference_call_is_found_by_what_was_said_in_it_until_it_is_taken_back(scope, worked):
    call = worked()
    actions.add_reference(call=call, by=None)
    indexing.index_everything()
    found = retrieval.find("у соседей дешевле поставили")[0].excerpt
    assert (found.call_id, found.text, found.at_s) == (call.pk, "Ну, у нас такие цены.", 18.0)
    actions.remove_reference(call=call)
    indexing.index_everything()
    assert retrieval.find("у соседей дешевле поставили") == []


def test_a_call_that_came_in_as_a_reference_is_one(scope, worked):
    call = worked(purpose="reference")
    assert call.reference.added_by is None
    indexing.index_everything()
    assert retrieval.find("у соседей дешевле", kinds=[Kind.REFERENCE])


def test_saving_defers_the_job_that_makes_it_found(scope):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from mentor.knowledge.tasks import index

    actions.set_objections(OBJECTIONS)
    job = ProcrastinateJob.objects.get(task_name="knowledge.index")
    index(**job.args)
    assert titles("дорого")[0] == "Дорого"


def test_a_company_that_was_never_indexed_catches_up(scope):
    assert indexing.behind() == list(Kind)
    indexing.index_everything()
    assert indexing.behind() == []


def test_of_many_answers_the_adviser_reads_the_nearest_and_of_few_all(scope, monkeypatch):
    from mentor.engines.rubric import seed_rubric
    from mentor.knowledge import nearest, queries

    def read() -> list[str]:
        made = queries.profile(company=scope, rubric=seed_rubric(), near="скиньте расценки")
        return [each.text for each in made.objections]

    actions.set_objections(OBJECTIONS)
    indexing.index_everything()
    assert len(read()) == 3
    monkeypatch.setattr(nearest, "MOST_OBJECTIONS", 1)
    assert read() == ["Пришлите прайс"]
    Excerpt.objects.all().delete()
    assert len(read()) == 3, "what is not cut yet is read whole"


def test_of_many_reference_calls_the_nearest_stand_first(scope, worked, monkeypatch):
    from mentor.engines.rubric import seed_rubric
    from mentor.knowledge import nearest, queries
    from tests.fixtures import SUCCESS_TALK, talk

    near, far = worked(), worked(transcript=talk(SUCCESS_TALK))
    for call in (near, far):
        actions.add_reference(call=call, by=None)
    indexing.index_everything()
    monkeypatch.setattr(nearest, "MOST_REFERENCES", 1)
    made = queries.profile(company=scope, rubric=seed_rubric(), near="у соседей дешевле поставили")
    assert [each.ref for each in made.reference_calls] == [str(near.pk)]


@pytest.mark.django_db(transaction=True)
def test_the_index_serves_a_connection_that_is_new(world, monkeypatch):
    with company_scope(world.company.pk):
        actions.set_objections(OBJECTIONS)
        indexing.index_everything()
    connection.close()
    monkeypatch.setattr(retrieval, "EXACT_MOST", 0)
    with company_scope(world.company.pk):
        assert titles("мне это не по карману")[0] == "Дорого"
