from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest

from mentor.demonstration.content import COMPANY_FILE, EXPECTATIONS_FILE, Call, load
from mentor.engines.calls_json import read_company, read_json
from mentor.engines.rubric import STAGES

pytestmark = pytest.mark.unit

STRONG = "Марина Ковалёва"
NEGLECTFUL = "Олег Самсонов"
PILOT_BEGAN = 24


def expectations() -> dict[str, Any]:
    expected: dict[str, Any] = json.loads(EXPECTATIONS_FILE.read_text(encoding="utf-8"))
    return expected


def sales(purpose: str) -> set[str]:
    """Clients that count as leads of that part of the story: a sales call and a known number."""
    expected = expectations()
    demo = load()
    return {
        call.client
        for call in demo.calls
        if call.purpose == purpose
        and (expected[call.id] or {"outcome": "not_sales"})["outcome"] != "not_sales"
        and demo.clients[call.client].phone
    }


def words(call: Call, speaker: str | None = None) -> str:
    return " ".join(line.text for line in call.utterances if speaker in (None, line.speaker)).lower()


def test_there_are_enough_calls_over_all_kinds():
    calls = load().calls
    assert len(calls) >= 66
    assert Counter(call.purpose for call in calls)["reference"] == 3
    assert {"in", "out"} == {call.direction for call in calls}
    assert 7 <= sum(call.transcript == "untimed" for call in calls) <= 12
    assert sum(call.transcript == "none" for call in calls) == 1
    assert [client.key for client in load().clients.values() if client.phone is None] == ["hidden"]


def test_every_name_and_key_resolves():
    demo = load()
    for call in demo.calls:
        assert demo.manager(call.manager)
        assert call.client in demo.clients
        assert (call.transcript == "none") == (not call.utterances)
    assert {call.client for call in demo.calls} == set(demo.clients)
    assert set(expectations()) == {call.id for call in demo.calls}
    references = {call.id for call in demo.calls if call.purpose == "reference"}
    assert set(demo.company.reference_calls) == references
    for deal in demo.deals:
        assert demo.manager(deal.manager)
        assert deal.client in demo.clients


def test_ids_phones_and_receipts_are_unique():
    demo = load()
    phones = [client.phone for client in demo.clients.values() if client.phone]
    receipts = [payment.receipt_number for payment in demo.payments if payment.receipt_number]
    for values in (phones, receipts, [c.id for c in demo.calls], [p.id for p in demo.payments]):
        assert len(set(values)) == len(values)
    assert all(re.fullmatch(r"\+7900000\d{4}", phone) for phone in phones)


def test_the_companys_knowledge_is_whole():
    company = load().company
    assert set(company.script) == set(STAGES)
    assert len(company.required_in_presentation) == 3
    assert len(company.expert_rules) >= 10
    assert len(company.forbidden_phrases) >= 5
    assert all(phrase.why and phrase.instead for phrase in company.forbidden_phrases)
    assert len(company.objections) >= 7
    assert len(company.managers) == 3
    assert company.avg_cheque == Decimal(78000)


def test_a_file_door_reads_the_same_knowledge():
    company = load().company
    read = read_company(read_json(COMPANY_FILE), COMPANY_FILE.name)
    assert read.key == company.key
    assert dict(read.profile.script) == company.script
    assert read.profile.expert_rules == company.expert_rules
    assert read.profile.manager_names == tuple(manager.name for manager in company.managers)
    assert [row.phrase for row in read.profile.forbidden_phrases] == [
        row.phrase for row in company.forbidden_phrases
    ]
    assert read.reference_ids == company.reference_calls


def test_purposes_follow_the_start_of_the_pilot():
    demo = load()
    assert demo.company.pilot.started_working_days_ago == PILOT_BEGAN
    for call in demo.calls:
        if call.purpose == "live":
            assert call.day.working_days_ago <= PILOT_BEGAN
        else:
            assert call.day.working_days_ago > PILOT_BEGAN


def test_a_voice_can_read_every_word():
    for call in load().calls:
        for line in call.utterances:
            assert line.text == line.text.strip() != ""
            assert not re.search(r"[0-9A-Za-z@#%№₽]", line.text), f"{call.id}: {line.text}"


def test_conversations_are_their_own_and_not_templates():
    calls = [call for call in load().calls if len(call.utterances) >= 6]
    assert len({words(call) for call in calls}) == len(calls)
    said_in: dict[tuple[str, ...], str] = {}
    for call in calls:
        spoken = words(call, "client").split()
        for run in {tuple(spoken[at : at + 9]) for at in range(len(spoken) - 8)}:
            other = said_in.setdefault(run, call.id)
            assert other == call.id, f"{call.id} and {other}: {' '.join(run)}"


def test_lengths_vary_from_a_few_turns_to_a_long_talk():
    lengths = [len(call.utterances) for call in load().calls if call.utterances]
    assert min(lengths) <= 3
    assert max(lengths) >= 35
    assert sum(length >= 8 for length in lengths) >= 60


def test_some_transcripts_are_bare_words():
    bare = [
        call
        for call in load().calls
        if words(call) and not re.search(r"[.,!?А-ЯЁ]", call.utterances[-1].text)
    ]
    assert 2 <= len(bare) <= 6


def test_forbidden_phrases_are_heard_from_weak_managers_only():
    demo = load()
    heard: dict[str, set[str]] = defaultdict(set)
    for call in demo.calls:
        for phrase in demo.company.forbidden_phrases:
            said = words(call, "manager").replace("?", "")
            if phrase.phrase in said or phrase.phrase in said.replace(",", ""):
                heard[call.manager].add(phrase.phrase)
    assert STRONG not in heard
    assert len(heard["Денис Рябов"] | heard[NEGLECTFUL]) >= 5


def test_no_working_week_goes_by_without_a_call_of_each_manager():
    for manager in load().company.managers:
        days = sorted(
            {call.day.working_days_ago for call in load().calls if call.manager == manager.name}, reverse=True
        )
        assert days[0] >= 43
        assert days[-1] == 0
        assert all(earlier - later <= 5 for earlier, later in pairwise(days))


def test_twelve_clients_or_more_come_back():
    calls_of = Counter(call.client for call in load().calls if call.purpose != "reference")
    back = {client for client, count in calls_of.items() if 2 <= count <= 4}
    assert len(back) >= 12


def test_the_neglectful_manager_never_calls_a_lost_client_again():
    expected = expectations()
    calls_of = Counter(call.client for call in load().calls if call.manager == NEGLECTFUL)
    lost = [
        call
        for call in load().calls
        if call.manager == NEGLECTFUL and call.purpose == "live" and expected[call.id]["outcome"] == "lost"
    ]
    assert len(lost) >= 8
    assert all(calls_of[call.client] == 1 for call in lost)
    assert load().manager(NEGLECTFUL).last_login_days_ago == 5


def test_one_manager_gets_better_with_time():
    expected = expectations()
    calls = [
        call
        for call in load().calls
        if call.manager == "Денис Рябов" and expected[call.id]["outcome"] in ("success", "lost")
    ]
    half = len(calls) // 2
    won = [expected[call.id]["outcome"] == "success" for call in calls]
    assert sum(won[half:]) > sum(won[:half])


def test_payments_add_up_to_their_deals():
    demo = load()
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for payment in demo.payments:
        assert payment.amount > 0
        assert (payment.source == "receipt") == (payment.receipt_number is not None)
        if payment.refund_of is None:
            paid[payment.deal] += payment.amount
    for deal in demo.deals:
        assert paid[deal.id] in (deal.amount, deal.amount * Decimal("0.4")), f"{deal.id}: whole or prepaid"
    prepaid = [deal.id for deal in demo.deals if paid[deal.id] < deal.amount]
    assert prepaid == ["D-08", "D-11"]


def test_one_refund_names_an_earlier_payment_of_the_same_deal_and_one_receipt_waits():
    payments = {payment.id: payment for payment in load().payments}
    (refund,) = [payment for payment in payments.values() if payment.refund_of]
    named = payments[str(refund.refund_of)]
    assert named.deal == refund.deal
    assert refund.amount < named.amount
    assert refund.day.working_days_ago < named.day.working_days_ago
    assert sum(not payment.confirmed for payment in payments.values()) == 1


def test_the_baseline_is_what_the_history_says_and_the_pilot_grew_over_it():
    demo = load()
    first_paid: dict[str, int] = {}
    for payment in demo.payments:
        if payment.confirmed:
            day = payment.day.working_days_ago
            first_paid[payment.deal] = max(day, first_paid.get(payment.deal, 0))
    before = Decimal(sum(day > PILOT_BEGAN for day in first_paid.values())) / len(sales("history"))
    during = Decimal(sum(day <= PILOT_BEGAN for day in first_paid.values())) / len(sales("live"))
    assert demo.company.pilot.baseline == before.quantize(Decimal("0.000001"))
    assert Decimal("0.12") <= before < during <= Decimal("0.25")
    assert Decimal("0.04") <= during - before <= Decimal("0.07")


def test_expectations_use_the_rubrics_words():
    for call_id, expected in expectations().items():
        if expected is None:
            continue
        assert expected["outcome"] in {"success", "lost", "interrupted", "not_sales"}, call_id
        lost = expected["outcome"] == "lost"
        assert (expected["lost_reason"] in {"refusal", "unhandled_objection", "no_next_step"}) == lost, (
            call_id
        )
        assert (expected["lost_stage"] in {1, 2, 3, 4, 5}) == lost, call_id
        assert expected["next_step"]["agreed"] == (expected["outcome"] == "success"), call_id
