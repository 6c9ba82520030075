"""Corrections by heads: at once, remembered, listed, reversible."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.analysis import rubrics
from mentor.analysis.models import Deduction
from mentor.companies.models import AuditEntry
from mentor.core.tenancy import company_scope
from mentor.knowledge.models import ForbiddenPhrase
from mentor.recovery.models import Correction, Recommendation, RecommendationVersion
from tests.fixtures import LOST_TALK, talk

pytestmark = pytest.mark.django_db
RIGHT = "Ирина, в цену входит вынос мусора и двойная мойка стёкол, пришлю смету построчно."


@pytest.fixture
def lost(company, worked):
    with company_scope(company.pk):
        return worked()


def in_force():
    newest = Recommendation.objects.latest("pk")
    return newest, newest.versions.order_by("-number").first()


def another_loss(worked, **changes):
    """The same reason in another talk with another client."""
    lines = tuple((who, text.replace("у соседей", "у знакомых")) for who, text in LOST_TALK)
    return worked(transcript=talk(lines), client_phone="+79000000202", client_name="Олег", **changes)


def test_right_words_become_the_next_version_at_once_and_a_like_loss_heeds_them(
    head_client, lost, company, worked
):
    with company_scope(company.pk):
        pk = in_force()[0].pk
    head_client.post(f"/recommendations/{pk}/correct/", {"why": "Не объяснили, за что цена", "say": RIGHT})
    with company_scope(company.pk):
        advice, version = in_force()
        assert (version.number, version.say, version.author.name) == (2, RIGHT, "Ольга Нечаева")
        assert advice.versions.count() == 2
        another_loss(worked)
        later = in_force()[1]
        assert "вынос мусора и двойная мойка стёкол" in later.say
        assert "Ирина" not in later.say
        correction = Correction.objects.get()
        assert ("correction", str(correction.pk)) in {(each["kind"], each["ref"]) for each in later.sources}
    text = head_client.get("/corrections/").content.decode()
    assert "Не объяснили, за что цена" in text
    assert "Олег" in text


def test_a_reason_alone_writes_another_text(head_client, lost, company):
    with company_scope(company.pk):
        advice, before = in_force()
    head_client.post(f"/recommendations/{advice.pk}/correct/", {"why": "Всё не о том"})
    with company_scope(company.pk):
        after = in_force()[1]
        assert (after.number, after.say == before.say, after.author) == (2, False, None)


def test_no_reason_changes_nothing(head_client, lost, company):
    with company_scope(company.pk):
        pk = in_force()[0].pk
    head_client.post(f"/recommendations/{pk}/correct/", {"why": "  ", "say": RIGHT})
    with company_scope(company.pk):
        assert not Correction.objects.exists()
        assert RecommendationVersion.objects.count() == 1


def test_a_forbidden_phrase_leaves_every_open_text_and_costs_points_where_it_is_said(
    head_client, lost, company, worked
):
    with company_scope(company.pk):
        advice, version = in_force()
    phrase = version.say.split(". ")[2].strip(" .?!")
    head_client.post(f"/recommendations/{advice.pk}/forbid/", {"phrase": phrase})
    head_client.post(f"/recommendations/{advice.pk}/forbid/", {"phrase": "у нас такие цены"})
    with company_scope(company.pk):
        assert phrase not in in_force()[1].say
        rule = next(
            r
            for r in rubrics.as_engine_rubric(rubrics.current_version()).rules
            if r.code == "forbidden_phrase"
        )
        assert rule.enabled
        another_loss(worked)
        cost = Deduction.objects.get(code="forbidden_phrase")
        assert "такие цены" in cost.quote
        assert {"correction.made", "rubric.saved"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_a_correction_taken_back_teaches_nothing_and_gives_the_text_back(head_client, lost, company, worked):
    with company_scope(company.pk):
        advice, _ = in_force()
    head_client.post(f"/recommendations/{advice.pk}/correct/", {"why": "не так", "say": RIGHT})
    head_client.post(f"/recommendations/{advice.pk}/forbid/", {"phrase": "двойная мойка"})
    with company_scope(company.pk):
        taken = list(Correction.objects.values_list("pk", flat=True))
    for pk in taken:
        head_client.post(f"/corrections/{pk}/cancel/")
    with company_scope(company.pk):
        assert not ForbiddenPhrase.objects.exists()
        assert Correction.objects.filter(cancelled_at=None).count() == 0
        another_loss(worked, started_at=timezone.now() - timedelta(minutes=2))
        assert "мойка" not in in_force()[1].say


def test_a_manager_may_not_correct(manager_client, lost, company):
    with company_scope(company.pk):
        pk = in_force()[0].pk
    assert manager_client.post(f"/recommendations/{pk}/correct/", {"why": "так"}).status_code == 403
    assert "неверна" not in manager_client.get(f"/clients/{lost.client_id}/").content.decode()
