"""Регламент: versions, company rules, and two editors at once."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from mentor.analysis import rubrics
from mentor.companies.models import AuditEntry
from mentor.engines.rubric import seed_rubric
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db


def typed(**changes):
    """The rubric in force as the page's form would send it back."""
    version = rubrics.current_version()
    data = {"base": str(version.number), "note": "правка"}
    for rule in rubrics.as_engine_rubric(version).rules:
        data |= {f"{rule.code}-wording": rule.wording, f"{rule.code}-points": str(rule.points)}
        if rule.enabled:
            data[f"{rule.code}-enabled"] = "on"
        if rule.detector in ("must_say", "must_not_say"):
            data[f"{rule.code}-examples"] = "\n".join(rule.examples)
    return data | changes


def rules():
    return {rule.code: rule for rule in rubrics.as_engine_rubric(rubrics.current_version()).rules}


def add(browser, **changes):
    known = {
        "stage": "5",
        "kind": "must_say",
        "wording": "не закрепил цену",
        "points": "2",
        "examples": "цена ваша",
    }
    return browser.post(reverse("rule_new"), known | changes)


def test_an_edit_makes_a_version_with_its_note_and_leaves_the_old_one(integrator_client, scope):
    old = rubrics.current_version()
    data = typed(**{"no_hello-points": "1", "no_hello-wording": "не  поздоровался\nвовсе"})
    del data["no_own_name-enabled"]
    assert integrator_client.post(reverse("rubric"), data).status_code == 302
    now = rules()
    assert (now["no_hello"].points, now["no_hello"].wording) == (1, "не поздоровался вовсе")
    assert now["no_own_name"].enabled is False
    assert old.rules.get(code="no_hello").points == 3
    assert (rubrics.current_version().number, rubrics.current_version().note) == (old.number + 1, "правка")
    assert AuditEntry.objects.filter(action="rubric.saved").count() == 1
    page = integrator_client.get(reverse("rubric")).content.decode()
    assert "3\u00a0изменения" in page


def test_saving_without_a_change_makes_no_version(integrator_client, scope):
    integrator_client.post(reverse("rubric"), typed())
    assert rubrics.current_version().number == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"no_hello-points": "0"}, "no_hello-points"),
        ({"no_hello-points": "11"}, "no_hello-points"),
        ({"no_hello-points": "три"}, "no_hello-points"),
        ({"no_hello-wording": " "}, "no_hello-wording"),
        ({"no_hello-wording": "я" * 301}, "no_hello-wording"),
        ({"note": ""}, "note"),
    ],
)
def test_a_wrong_rule_is_said_at_its_row(changes, field, integrator_client, scope):
    answer = integrator_client.post(reverse("rubric"), typed(**changes))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert rubrics.current_version().number == 1


def test_a_slower_editor_overwrites_nobody_and_loses_nothing(integrator_client, scope):
    stale = typed(**{"no_hello-points": "1"})
    assert add(integrator_client).status_code == 302
    answer = integrator_client.post(reverse("rubric"), stale)
    assert answer.status_code == 422
    assert "сохранили версию 2" in answer.content.decode()
    assert rules()["no_hello"].points == 3
    again = {
        name: bound.value()
        for name, bound in ((n, answer.context["form"][n]) for n in answer.context["form"].fields)
    }
    data = {name: value for name, value in again.items() if value not in (None, False)}
    assert (
        integrator_client.post(reverse("rubric"), data | {"base": str(answer.context["base"])}).status_code
        == 302
    )
    assert rules()["no_hello"].points == 1
    assert rules()["company_1"].enabled, "the rule that came in between stays"


def test_a_company_rule_is_added_and_taken_away(integrator_client, scope):
    add(integrator_client, examples="- закреплю за вами цену\n- цена сохранится")
    rule = rules()["company_1"]
    assert (rule.stage, rule.points, rule.detector) == ("closing", 2, "must_say")
    assert rule.examples == ("закреплю за вами цену", "цена сохранится")
    integrator_client.post(reverse("rubric"), typed(**{"company_1-removed": "on"}))
    assert "company_1" not in rules()
    add(integrator_client)
    assert "company_2" in rules(), "a code never changes its meaning"


def test_a_rule_for_experts_alone_needs_no_examples(integrator_client, scope):
    assert add(integrator_client, kind="", examples="").status_code == 302
    assert rules()["company_1"].detector is None
    assert "только эксперт" in integrator_client.get(reverse("rubric")).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"examples": " \n "}, "examples"),
        ({"examples": "\n".join(f"фраза {n}" for n in range(31))}, "examples"),
        ({"wording": ""}, "wording"),
        ({"points": "0"}, "points"),
        ({"stage": "6"}, "stage"),
        ({"kind": "no_hello"}, "kind"),
    ],
)
def test_a_rule_that_cannot_work_is_refused(changes, field, integrator_client, scope):
    answer = add(integrator_client, **changes)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert len(rules()) == len(seed_rubric().rules)


def test_a_head_reads_and_cannot_write(head_client, scope):
    assert "не поздоровался" in head_client.get(reverse("rubric")).content.decode()
    assert head_client.post(reverse("rubric"), typed(**{"no_hello-points": "1"})).status_code == 404
    assert add(head_client).status_code == 404
    assert rules()["no_hello"].points == 3


def told(answer):
    """The page's words, its wide blanks made plain."""
    text = re.sub(r"<[^>]+>", "", answer.content.decode()).replace("\u00a0", " ")
    return " ".join(text.split())


def test_a_rule_is_tried_on_recent_calls_before_it_is_added(integrator_client, worked, scope):
    worked()
    worked(source_call_id="good", transcript=talk(SUCCESS_TALK), client_phone="+79000000102")
    answer = add(
        integrator_client,
        **{"try": "1", "stage": "3", "kind": "must_not_say", "examples": "у нас такие цены"},
    )
    assert answer.status_code == 200
    assert "Найдено в 1 из 2 звонков" in told(answer)
    assert "Ну, у нас такие цены." in told(answer)
    assert len(rules()) == len(seed_rubric().rules), "a trial adds nothing"


def test_what_must_be_said_takes_points_where_it_is_not(integrator_client, worked, scope):
    worked()
    worked(source_call_id="good", transcript=talk(SUCCESS_TALK), client_phone="+79000000102")
    answer = add(integrator_client, **{"try": "1", "stage": "3", "examples": "гарантия пять лет"})
    assert "Сказано в 1 из 2 звонков" in told(answer)
    assert answer.context["trial"].broken == 1
    assert [each.quote for each in answer.context["trial"].said] == ["Гарантия пять лет."]


def test_a_rule_in_force_can_be_tried_again_and_a_rule_of_the_seed_cannot(
    integrator_client, head_client, worked, scope
):
    worked()
    add(integrator_client, stage="3", kind="must_not_say", examples="у нас такие цены")
    assert "Найдено в 1 из 1 звонка" in told(integrator_client.get(reverse("rule_trial", args=["company_1"])))
    assert integrator_client.get(reverse("rule_trial", args=["no_hello"])).status_code == 404
    assert head_client.get(reverse("rule_trial", args=["company_1"])).status_code == 404


def test_without_calls_or_without_ears_a_trial_says_so(integrator_client, scope):
    assert "Пробовать пока не на чем" in told(add(integrator_client, **{"try": "1"}))
    assert "только эксперт" in told(add(integrator_client, **{"try": "1", "kind": ""}))
