"""База знаний: what is typed is what engines read."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mentor.companies.models import AuditEntry
from mentor.engines.rubric import seed_rubric
from mentor.knowledge import actions, queries
from mentor.knowledge.models import Script
from mentor.pages.setup.forms.knowledge import SPARE_ROWS

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


def test_objections_are_replaced_added_and_taken_away(head_client, scope):
    actions.set_objections([("Дорого", "А"), ("Подумаю", "Б")])
    page = reverse("knowledge_objections")
    assert len(head_client.get(page).context["rows"].forms) == 2 + SPARE_ROWS
    typed = rows(
        2,
        {"text": "", "answer": ""},
        {"text": "Подумаю", "answer": "В"},
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
