"""The judged follow-up on pages: its points with their passages, and what people say of the verdict."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mentor.companies.models import AuditEntry
from mentor.core.tenancy import company_scope
from mentor.recovery.models import FollowUp, VerdictWord
from mentor.recovery.queries import verdict_of
from tests.fixtures import SUCCESS_TALK, talk

pytestmark = pytest.mark.django_db
POINTS = [
    {"text": "уточнить срок", "state": "said", "quote": "К какому сроку", "utterance": 4, "at_s": 12.0},
    {"text": "назвать скидку", "state": "absent", "quote": None, "utterance": None, "at_s": None},
    {"text": "не давить", "state": "opposite", "quote": "это бесплатно", "utterance": 8, "at_s": 24.0},
]


@pytest.fixture
def answered(company, worked):
    with company_scope(company.pk):
        worked()
        call = worked(started_at=timezone.now() + timedelta(minutes=1), transcript=talk(SUCCESS_TALK))
        FollowUp.objects.update(fulfilled="partial", degree=0.4, points=POINTS)
        return call


def test_each_point_stands_with_the_passage_that_carried_it_and_leads_to_its_moment(head_client, answered):
    text = head_client.get(f"/clients/{answered.client_id}/").content.decode()
    assert f'href="/calls/{answered.pk}/#t=12.00"' in text
    for words in ("К какому сроку", "не прозвучало", "сказано обратное", "степень 40", "согласился"):
        assert words in text
    assert "«Да, в среду в одиннадцать, записывайте.»" in text.replace("<q>", "«").replace("</q>", "»")
    on_call = head_client.get(f"/calls/{answered.pk}/").content.decode()
    assert 'data-seek="12.00"' in on_call


def test_a_ruling_and_a_contest_both_stay_on_record(head_client, manager_client, answered, company):
    with company_scope(company.pk):
        followup = FollowUp.objects.get()
    url = f"/followups/{followup.pk}"
    manager_client.post(f"{url}/contest/", {"words": "Скидку назвал в конце."})
    head_client.post(f"{url}/rule/", {"verdict": "full", "words": "Послушал: назвал."})
    text = head_client.get(f"/clients/{answered.client_id}/").content.decode()
    assert "Скидку назвал в конце." in text
    assert "Послушал: назвал." in text
    assert "система считала: выполнена частично" in text
    head_client.post(f"{url}/rule/", {"verdict": "", "words": "Ошибся."})
    with company_scope(company.pk):
        followup.refresh_from_db()
        assert verdict_of(followup).fulfilled == "partial"
        assert VerdictWord.objects.count() == 3
        actions = set(AuditEntry.objects.values_list("action", flat=True))
        assert {"verdict.ruled", "verdict.contested", "verdict.ruling_taken_back"} <= actions


def test_the_head_hears_of_a_contest_and_the_manager_of_the_ruling(
    head_client, manager_client, answered, company
):
    with company_scope(company.pk):
        url = f"/followups/{FollowUp.objects.get().pk}"
    manager_client.post(f"{url}/contest/", {"words": "Скидку назвал в конце."})
    told = head_client.get("/notices/").content.decode()
    assert "не согласен с выводом о перезвоне" in told
    assert "Скидку назвал в конце." in told
    assert "не согласен с выводом" not in manager_client.get("/notices/").content.decode()
    head_client.post(f"{url}/rule/", {"verdict": "full", "words": "Послушал: назвал."})
    assert "выполнена · Послушал: назвал." in manager_client.get("/notices/").content.decode()


def test_a_contest_without_words_and_an_unknown_ruling_change_nothing(
    head_client, manager_client, answered, company
):
    with company_scope(company.pk):
        pk = FollowUp.objects.get().pk
    manager_client.post(f"/followups/{pk}/contest/", {"words": "  "})
    head_client.post(f"/followups/{pk}/rule/", {"verdict": "splendid"})
    with company_scope(company.pk):
        assert not VerdictWord.objects.exists()
        assert FollowUp.objects.get().ruled == ""
