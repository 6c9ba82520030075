"""База знаний: what is typed is what engines read."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mentor.companies.models import AuditEntry
from mentor.engines.rubric import seed_rubric
from mentor.knowledge import actions, indexing, queries
from mentor.knowledge.models import Script
from mentor.pages.setup.forms.knowledge import PAGE_ROWS, SPARE_ROWS

pytestmark = pytest.mark.django_db


def profile(company):
    return queries.profile(company=company, rubric=seed_rubric(), with_references=False)


def rows(known, *typed):
    data = {"rows-TOTAL_FORMS": str(len(typed)), "rows-INITIAL_FORMS": str(known)}
    for number, row in enumerate(typed):
        data |= {f"rows-{number}-{key}": value for key, value in row.items()}
    return data


def test_the_script_is_kept_by_stages(head_client, scope):
    page = reverse("knowledge")
    typed = {
        "title": "Наш",
        "stage-greeting": "- Поздороваться\n\n- Назвать себя",
        "required": "гарантия\nзамер",
    }
    assert head_client.post(page, typed).status_code == 302
    assert head_client.post(page, typed | {"title": "Новое имя"}).status_code == 302
    assert Script.objects.count() == 1, "a new title is the same script"
    assert profile(scope).script_of("greeting") == ("Поздороваться", "Назвать себя")
    assert profile(scope).script_of("closing") == ()
    assert profile(scope).required_in_presentation == ("гарантия", "замер")
    assert AuditEntry.objects.filter(action="knowledge.changed").count() == 2


def test_a_file_fills_the_forms_and_keeps_nothing_until_it_is_saved(head_client, scope):
    actions.set_script(title="Наш", stages={"closing": "До встречи"}, required=[])
    said = "Приветствие\nДобрый день!\nПрезентация\nМонтаж за день.".encode()
    shown = head_client.post(
        reverse("knowledge"), {"read": "1", "file": SimpleUploadedFile("script.txt", said)}
    )
    typed = {each.name: each.value() for each in shown.context["form"].stage_fields()}
    assert (typed["stage-greeting"], typed["stage-closing"]) == ("Добрый день!", "До встречи")
    assert profile(scope).script_of("greeting") == ()
    shown = head_client.post(
        reverse("presentations"), {"read": "1", "file": SimpleUploadedFile("Окна.md", said)}
    )
    assert shown.context["form"].initial["title"] == "Окна"
    assert not Script.objects.filter(kind=Script.Kind.PRESENTATION).exists()
    refused = head_client.post(reverse("knowledge"), {"read": "1", "file": SimpleUploadedFile("a.pdf", said)})
    assert refused.status_code == 422
    assert "Нужен файл Word" in refused.content.decode()
    assert head_client.post(reverse("knowledge"), {"read": "1"}).status_code == 422


def test_objections_are_replaced_added_and_taken_away(head_client, scope):
    actions.set_objections([("Дорого", "А"), ("Подумаю", "Б")])
    page = reverse("knowledge_objections")
    assert len(head_client.get(page).context["rows"].forms) == 2 + SPARE_ROWS
    costly, think = queries.objections()
    typed = rows(
        2,
        {"id": costly.pk, "text": "", "answer": ""},
        {"id": think.pk, "text": "Подумаю", "answer": "В"},
        {"text": "Далеко", "answer": "Г"},
        {},
    )
    assert head_client.post(page, typed).status_code == 302
    assert [(each.text, each.good_answer) for each in profile(scope).objections] == [
        ("Подумаю", "В"),
        ("Далеко", "Г"),
    ]


@pytest.mark.parametrize(
    "row", [{"text": "Дорого", "answer": ""}, {"text": "", "answer": "ответ"}, {"text": "я" * 301}]
)
def test_half_an_objection_is_refused_and_nothing_is_lost(row, head_client, scope):
    actions.set_objections([("Дорого", "А")])
    assert head_client.post(reverse("knowledge_objections"), rows(1, row)).status_code == 422
    assert [each.text for each in profile(scope).objections] == ["Дорого"]


@pytest.mark.parametrize(
    "data", [{}, {"rows-TOTAL_FORMS": "x"}, {"rows-TOTAL_FORMS": "100000", "rows-INITIAL_FORMS": "0"}]
)
def test_a_form_that_is_not_ours_changes_nothing(data, head_client, scope):
    actions.set_objections([("Дорого", "А")])
    assert head_client.post(reverse("knowledge_objections"), data | {"a": "b"}).status_code in (200, 422)
    assert len(profile(scope).objections) == 1


def test_forbidden_phrases_keep_why_and_instead(head_client, scope):
    typed = rows(
        0, {"phrase": "у нас такие цены", "why": "отказ", "instead": "сравним"}, {"phrase": "не знаю"}
    )
    assert head_client.post(reverse("knowledge_phrases"), typed).status_code == 302
    kept = [(each.phrase, each.why, each.instead) for each in profile(scope).forbidden_phrases]
    assert kept == [("у нас такие цены", "отказ", "сравним"), ("не знаю", "", "")]


def test_expert_rules_are_one_a_line(head_client, scope):
    head_client.post(reverse("knowledge_rules"), {"rules": "1. Сначала потребность\n\n2. Потом цена"})
    assert profile(scope).expert_rules == ("Сначала потребность", "Потом цена")


@pytest.mark.parametrize("written", ["{pk}", "№ {pk}", "https://x.example/calls/{pk}/", "/calls/{pk}/#t=12"])
def test_a_call_becomes_a_reference_by_number_or_address(written, head_client, scope, worked):
    call = worked()
    page = reverse("knowledge_references")
    assert head_client.post(page, {"call": written.format(pk=call.pk), "note": "цена"}).status_code == 302
    assert [each.call_id for each in queries.references()] == [call.pk]
    head_client.post(reverse("reference_remove", args=[call.pk]))
    assert queries.references() == []


@pytest.mark.parametrize("written", ["", "звонок", "-5", "999999999999", "/clients/1/"])
def test_what_is_no_call_is_refused(written, head_client, scope):
    answer = head_client.post(reverse("knowledge_references"), {"call": written})
    assert answer.status_code == 422
    assert "call" in answer.context["form"].errors


def test_a_call_of_another_company_cannot_be_taken(head_client, other_world, new_call):
    from mentor.core.tenancy import company_scope
    from mentor.pipeline.actions import take_in

    with company_scope(other_world.company.pk):
        foreign = take_in(new=new_call()).call
    answer = head_client.post(reverse("knowledge_references"), {"call": str(foreign.pk)})
    assert "Такого звонка в компании нет" in answer.content.decode()


def test_many_objections_are_edited_page_by_page(head_client, scope):
    actions.set_objections([(f"Возражение {n}", "ответ") for n in range(170)])
    page = f"{reverse('knowledge_objections')}?page=3"
    shown = head_client.get(page).context["rows"].initial
    assert len(shown) == PAGE_ROWS
    assert shown[0]["text"] == "Возражение 100"
    typed = rows(2, shown[0] | {"answer": "лучший"}, {"id": shown[1]["id"], "text": "", "answer": ""})
    assert head_client.post(page, typed).url == page
    assert queries.objections().count() == 169
    assert queries.objections().get(text="Возражение 100").good_answer == "лучший"


def test_ten_thousand_rows_at_once_are_refused_clearly(head_client, scope):
    data = rows(0, *({"text": f"Возражение {n}", "answer": "ответ"} for n in range(10_000)))
    answer = head_client.post(reverse("knowledge_objections"), data)
    assert answer.status_code == 400
    assert "Traceback" not in answer.content.decode()
    assert not queries.objections().exists()


@pytest.mark.parametrize(
    "typed", [({"text": "дорого", "answer": "Б"},), ({"text": "Далеко", "answer": "А"},) * 2]
)
def test_an_objection_said_twice_is_marked_and_nothing_is_lost(typed, head_client, scope):
    actions.set_objections([("Дорого", "А")])
    answer = head_client.post(reverse("knowledge_objections"), rows(0, *typed))
    assert answer.status_code == 422
    assert "Такая строка уже есть" in answer.content.decode()
    assert [each.text for each in profile(scope).objections] == ["Дорого"]


def test_an_objection_whose_row_is_gone_is_written_anew(head_client, scope):
    actions.set_objections([("Дорого", "А")])
    mine = queries.objections().get().pk
    typed = rows(1, {"id": mine + 1_000_000, "text": "Далеко", "answer": "Б"})
    assert head_client.post(reverse("knowledge_objections"), typed).status_code == 302
    assert [each.text for each in profile(scope).objections] == ["Дорого", "Далеко"]


def test_a_presentation_is_written_found_changed_and_taken_away(head_client, scope):
    page = reverse("presentations")
    typed = {"title": "О клинике", "text": "Врач со стажем\n\n<script>alert(1)</script> лазер"}
    assert head_client.post(page, typed).status_code == 302
    made = queries.presentations()[0]
    assert (
        head_client.post(reverse("presentation", args=[made.pk]), typed | {"title": "Про нас"}).status_code
        == 302
    )
    indexing.index_everything()
    shown = head_client.get(reverse("knowledge_search"), {"ask": "лазер"}).content.decode()
    assert "«Про нас»" in shown
    assert "<script>alert(1)" not in shown
    assert "&lt;script&gt;" in shown
    assert head_client.post(reverse("presentation_remove", args=[made.pk])).status_code == 302
    indexing.index_everything()
    assert (
        "Ничего похожего нет"
        in head_client.get(reverse("knowledge_search"), {"ask": "лазер"}).content.decode()
    )


@pytest.mark.parametrize(
    "typed", [{"title": "Т"}, {"title": "Т", "text": " \n "}, {"title": "Т", "text": "я" * 50_001}]
)
def test_an_empty_or_endless_presentation_is_refused(typed, head_client, scope):
    assert head_client.post(reverse("presentations"), typed).status_code == 422
    assert queries.presentations() == []


@pytest.mark.parametrize(
    ("asked", "tells"),
    [
        ({"ask": "слишком дорого для меня"}, "Разберём по строкам"),
        ({"ask": "цена", "kind": "6"}, "Ничего похожего нет"),
        ({"ask": "", "kind": "x"}, "Выберите корректный вариант"),
        ({"ask": "я" * 501}, "не более 500"),
        ({}, "Ищет по смыслу"),
    ],
)
def test_the_knowledge_is_searched(asked, tells, head_client, scope):
    actions.set_objections([("Дорого", "Разберём по строкам, что входит в цену.")])
    indexing.index_everything()
    assert tells in head_client.get(reverse("knowledge_search"), asked).content.decode()


def test_a_call_goes_to_the_references_and_back_from_its_own_page(head_client, scope, worked):
    call = worked()
    page = reverse("call_reference", args=[call.pk])
    assert "В эталоны" in head_client.get(reverse("call", args=[call.pk])).content.decode()
    head_client.post(page, {"note": "цена"})
    assert [(each.call_id, each.note) for each in queries.references()] == [(call.pk, "цена")]
    assert "Убрать из эталонов" in head_client.get(reverse("call", args=[call.pk])).content.decode()
    head_client.post(page, {"remove": "1"})
    assert queries.references() == []
    head_client.post(page, {"note": "я" * 301})
    assert queries.references() == []
    done = AuditEntry.objects.filter(action__startswith="reference.").order_by("id")
    assert [each.action for each in done] == ["reference.added", "reference.removed"]
