"""A call judged by a language model on the product's own way: the result, its cost, and a model that is away."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from config import engines
from mentor.analysis.models import Assessment
from mentor.calls.models import Call, CallState
from mentor.companies.models import Engine, ModelSpend
from mentor.core.tenancy import company_scope
from mentor.engines.assessor.local import LocalAssessor
from mentor.engines.conversation import Conversation, Speaker, Utterance
from mentor.engines.language_model.tests.scripted import assess_answer
from mentor.engines.language_model.tests.server import Endpoint, Reply, endpoint, in_turn, said
from mentor.engines.profile import CompanyProfile
from mentor.pipeline import actions, runner
from tests.fixtures import LOST_TALK

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def there(settings) -> Iterator[Endpoint]:
    """The product works with this endpoint."""
    with endpoint(in_turn(said(""))) as running:
        settings.ASSESSOR = engines.LANGUAGE_MODEL
        settings.LANGUAGE_MODEL = {
            "MENTOR_LM_URL": running.url,
            "MENTOR_LM_MODEL": "scripted",
            "MENTOR_LM_RETRIES": "0",
            "MENTOR_LM_PRICE_IN": "1",
            "MENTOR_LM_PRICE_OUT": "2",
        }
        engines.assessor.cache_clear()
        engines.language_model.cache_clear()
        yield running
        ProcrastinateJob.objects.all().delete()  # the queue's tables outlive a test that commits
        engines.language_model().close()
        engines.assessor.cache_clear()
        engines.language_model.cache_clear()


def judged(company, new_call) -> Call:
    with company_scope(company.pk):
        call = actions.take_in(new=new_call()).call
    runner.work(company.pk, call.pk)
    with company_scope(company.pk):
        call.refresh_from_db()
    assert call.state == CallState.ASSESSED
    return call


def test_a_call_is_judged_by_the_model_and_its_cost_is_the_companys(there, company, new_call) -> None:
    sides: dict[str, Speaker] = {"manager": "manager", "client": "client"}
    talk = Conversation(tuple(Utterance(sides[speaker], text) for speaker, text in LOST_TALK))
    profile = CompanyProfile(name=company.name)
    there.script = in_turn(said(assess_answer(LocalAssessor().assess(talk, profile), profile)))
    call = judged(company, new_call)
    with company_scope(company.pk):
        assert Assessment.objects.get(call=call).engine == "lm:scripted:assess-1"
        spent = ModelSpend.objects.get()
        assert (spent.tokens_in, spent.tokens_out, spent.roubles) == (1000, 200, Decimal("1.4"))


def test_a_model_that_is_away_does_not_hold_a_call_up(there, company, new_call) -> None:
    there.script = in_turn(Reply("{}", status=503))
    call = judged(company, new_call)
    with company_scope(company.pk):
        assert Assessment.objects.get(call=call).engine.endswith("(после lm:scripted:assess-1)")
        assert not ModelSpend.objects.exists()


def test_only_steps_that_wait_for_a_model_leave_the_shared_transaction(settings) -> None:
    assert engines.steps_that_wait() == frozenset()
    settings.ADVISER = engines.LANGUAGE_MODEL
    assert engines.steps_that_wait() == {"advise"}


def test_a_company_that_chose_goes_before_the_installation(there, company, new_call) -> None:
    with company_scope(company.pk):
        company.engine = Engine.LOCAL
        company.save()
    call = judged(company, new_call)
    with company_scope(company.pk):
        assert Assessment.objects.get(call=call).engine == "local-2"
    assert there.asked == []


def test_a_model_that_a_company_chose_is_used_while_the_server_has_one(settings) -> None:
    settings.LANGUAGE_MODEL = {"MENTOR_LM_URL": "http://127.0.0.1:9/v1", "MENTOR_LM_MODEL": "qwen"}
    assert engines.steps_that_wait(Engine.LANGUAGE_MODEL) == {"assess", "judge", "advise"}
    assert not engines.assessor_waits()
    settings.LANGUAGE_MODEL = {"MENTOR_LM_URL": ""}
    assert not engines.assessor_waits(Engine.LANGUAGE_MODEL)
