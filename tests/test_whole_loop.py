"""The whole loop through the API and the pages: a call, a loss, a text, its correction, a follow-up, money."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client as Browser
from django.utils import timezone

from mentor.calls.models import Call
from mentor.clients import payments as money
from mentor.core.tenancy import company_scope
from mentor.pipeline import runner
from mentor.recovery import actions as recovery
from mentor.recovery.models import LossCase, Recommendation
from mentor.recovery.queries import show
from mentor.recovery.rules import State
from tests.fixtures import LOST_TALK

pytestmark = pytest.mark.django_db
RIGHT = (
    "Ирина, в цену входят монтаж, откосы и вывоз мусора. Есть рассрочка на шесть месяцев без переплаты. "
    "Давайте замерщик приедет к вам в субботу в десять, замер бесплатный."
)
HELLO = (
    ("manager", "Ирина, добрый день! Это Пётр, «Северный ветер». Удобно сейчас?"),
    ("client", "Да, слушаю."),
)
OTHER_WORDS = (
    *HELLO,
    ("manager", "Установка, отделка откосов и уборка уже сидят в этой сумме, доплачивать ничего не нужно."),
    ("client", "А, я думала, это отдельно."),
    ("manager", "И платить можно частями: полгода, без процентов."),
    ("client", "Это мне подходит."),
    (
        "manager",
        "Тогда мастер подъедет на замер в субботу к десяти утра, за выезд денег не берём. Записываю вас?",
    ),
    ("client", "Да, записывайте, в субботу в десять буду дома."),
    ("manager", "Записал: суббота, десять часов. Спасибо, Ирина, до свидания!"),
    ("client", "До свидания."),
)
OPPOSITE = (
    *HELLO,
    ("manager", "Монтаж, откосы и вывоз мусора в цену не входят, это всё оплачивается отдельно."),
    ("client", "То есть ещё дороже?"),
    ("manager", "Да. И рассрочки на шесть месяцев без переплаты у нас нет."),
    ("client", "Понятно."),
    ("manager", "Замерщик в субботу в десять приехать не сможет, и бесплатных замеров мы не делаем."),
    ("client", "Тогда не надо, спасибо, до свидания."),
    ("manager", "До свидания."),
)


@pytest.fixture
def heard(api_key, company):
    """Sends a conversation through the API and works it through; returns the call's id."""
    http = Browser(headers={"authorization": f"Bearer {api_key}"})

    def send(number, lines, started_at):
        answer = http.post(
            "/api/v1/calls",
            json.dumps(
                {
                    "source": "loop",
                    "source_call_id": f"loop-{number}",
                    "direction": "out",
                    "started_at": started_at.isoformat(),
                    "duration_s": 60,
                    "manager": {"extension": "101"},
                    "client": {"phone": "+79000000777", "name": "Ирина"},
                    "transcript": {"utterances": [{"speaker": who, "text": text} for who, text in lines]},
                }
            ),
            content_type="application/json",
        )
        assert answer.status_code == 202, answer.content
        with company_scope(company.pk):
            call = Call.objects.get(source_call_id=f"loop-{number}")
        runner.work(company.pk, call.pk)
        return call.pk

    return send


@pytest.fixture
def corrected(heard, head_client, company):
    """A lost call whose text the head has put right; the address of the client's card."""
    heard(1, LOST_TALK, timezone.now() - timedelta(hours=1))
    with company_scope(company.pk):
        advice = Recommendation.objects.select_related("case").get()
    card = f"/clients/{advice.case.client_id}/"
    head_client.post(
        f"/recommendations/{advice.pk}/correct/", {"why": "Не сказано, что в цене", "say": RIGHT}
    )
    assert "вывоз мусора" in head_client.get(card).content.decode()
    return card


def state(company):
    with company_scope(company.pk):
        return show(Recommendation.objects.order_by("pk")[:1], timezone.now())[0].state


def test_other_words_of_the_same_meaning_are_confirmed_and_the_payment_returns_the_client(
    heard, corrected, head_client, company
):
    heard(2, OTHER_WORDS, timezone.now() + timedelta(seconds=1))
    assert state(company) is State.DONE_AGREED
    page = head_client.get(corrected).content.decode()
    assert "рекомендация выполнена" in page
    assert "платить можно частями" in page
    with company_scope(company.pk):
        case = LossCase.objects.get()
        deal = money.record_deal(client=case.client, manager=case.manager)
        money.record_payment(
            deal=deal, amount=Decimal(90_000), paid_at=timezone.now() + timedelta(hours=1), source="crm"
        )
        recovery.apply_payment(deal=deal, company=company)
    assert state(company) is State.RETURNED
    steps = {each["label"]: each for each in head_client.get(corrected).context["card"].steps}
    assert all(each["done"] for each in steps.values())
    assert "90\u202f000" in steps["оплатил"]["note"]


def test_the_same_words_in_the_opposite_meaning_are_not_confirmed(heard, corrected, head_client, company):
    heard(2, OPPOSITE, timezone.now() + timedelta(seconds=1))
    assert state(company) is State.NOT_DONE
    assert "сказано обратное" in head_client.get(corrected).content.decode()
