"""The client's history as events, newest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mentor.calls.models import Call, Direction, KeptReason
from mentor.clients.models import CrmLead, Payment, PaymentSource
from mentor.core.formats import money
from mentor.pages.recommendations.sources import Sources
from mentor.pages.recommendations.verdict import VerdictCard
from mentor.recovery.models import CaseWord, CloseReason, LossCase, Recommendation
from mentor.recovery.queries import Shown

OUTCOME_TONES = {"success": "good", "lost": "bad", "interrupted": "attention"}
WORDS = {
    CaseWord.Kind.STOPPED: ("phone-off", "attention"),
    CaseWord.Kind.RESUMED: ("phone", "accent"),
    CaseWord.Kind.GIVEN: ("users", "neutral"),
}
# Order of what happened at one moment: the cause stands before its effect (read from below).
CALL, LOSS, ADVICE, ANSWER, MARK, PAYMENT, CLOSE = range(7)


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``kind`` names the template piece, ``data`` is what that piece shows."""

    at: datetime
    rank: int
    kind: str
    title: str
    icon: str
    tone: str
    data: Any = None
    call_id: int | None = None


def events(
    calls: list[Call],
    cases: list[LossCase],
    advice: list[Shown],
    payments: list[Payment],
    audible: Collection[int],
    *,
    verdicts: Mapping[int, VerdictCard],
    sources: Sources,
    leads: Collection[CrmLead] = (),
    said: Collection[CaseWord] = (),
) -> list[Event]:
    """All events, newest first. ``audible``: ids of calls that the reader may open; others carry no link.

    ``verdicts``: cards by follow-up id; ``sources``: of each version, by its id; ``said``: what people decided about
    the cases.
    """
    answers = {each.call_id: verdicts[each.pk] for shown in advice for each in shown.followups}
    found = [_call(call, answers.get(call.pk)) for call in calls]
    for case in cases:
        found += _case(case)
    for shown in advice:
        found += _advice(shown, sources)
    found += [_payment(payment) for payment in payments]
    found += [_lead(lead) for lead in leads]
    stopped = {each.case_id for each in said if each.kind == CaseWord.Kind.STOPPED}
    found = [each for each in found if not _told_in_words(each, stopped)] + [_word(each) for each in said]
    found.sort(key=lambda event: (event.at, event.rank), reverse=True)
    return [
        event
        if event.call_id is None or event.call_id in audible
        else Event(event.at, event.rank, event.kind, event.title, event.icon, event.tone, event.data)
        for event in found
    ]


def _call(call: Call, answer: VerdictCard | None) -> Event:
    result = getattr(call, "result", None)
    who = call.manager.name if call.manager else "менеджер не определён"
    if call.kept_reason == KeptReason.MISSED:
        title, icon = "Пропущенный звонок", "phone-missed"
    elif answer is not None:
        title, icon = f"Повторный звонок, {who}", "phone-forwarded"
    elif call.direction == Direction.IN:
        title, icon = f"Входящий звонок, {who}", "phone-incoming"
    else:
        title, icon = f"Исходящий звонок, {who}", "phone-outgoing"
    tone = OUTCOME_TONES.get(result.outcome, "neutral") if result else "neutral"
    data = {"call": call, "result": result, "verdict": answer, "tone": tone}
    return Event(call.started_at, CALL, "call", title, icon, "accent" if answer else "neutral", data, call.pk)


def _told_in_words(event: Event, stopped: Collection[int]) -> bool:
    """A case closed by «просил не звонить» is told once, with who said it and why."""
    return (
        event.kind == "close"
        and event.data.close_reason == CloseReason.DO_NOT_CALL
        and event.data.pk in stopped
    )


def _word(word: CaseWord) -> Event:
    icon, tone = WORDS[CaseWord.Kind(word.kind)]
    title = f"{str(word.get_kind_display()).capitalize()}, {word.by_name}"
    return Event(word.created_at, MARK, "word", title, icon, tone, word)


def _case(case: LossCase) -> list[Event]:
    at_call = case.call.started_at
    stage = f" на этапе «{case.get_lost_stage_display()}»" if case.lost_stage else ""
    lost = Event(at_call, LOSS, "loss", f"Клиент потерян{stage}", "user-x", "bad", case, case.call_id)
    found = [lost]
    if case.closed_at is not None:
        good = case.close_reason == CloseReason.RETURNED
        title = str(case.get_close_reason_display()).capitalize()
        icon = "trophy" if good else "archive"
        found.append(Event(case.closed_at, CLOSE, "close", title, icon, "good" if good else "neutral", case))
    return found


def _advice(shown: Shown, sources: Sources) -> list[Event]:
    """Each version when it was written, and the manager's mark."""
    recommendation = shown.recommendation
    found = [
        Event(
            version.created_at,
            ADVICE,
            "advice",
            "Рекомендация" if version.number == 1 else f"Рекомендация, версия {version.number}",
            "message-square-quote",
            "accent",
            {
                "version": version,
                "shown": shown,
                "sources": sources.get(version.pk, []),
                "is_current": version == shown.version,
            },
        )
        for version in shown.versions
    ]
    if recommendation.marked_at is not None:
        who = recommendation.manager.name if recommendation.manager else "менеджер"
        words = str(Recommendation.Mark(recommendation.mark).label) if recommendation.mark else "отмечено"
        title = f"{words.capitalize()}, {who}"
        found.append(Event(recommendation.marked_at, MARK, "mark", title, "check", "neutral"))
    return found


def _lead(lead: CrmLead) -> Event:
    title = f"Лид CRM {lead.external_id}".strip() + (" отозван" if lead.withdrawn_at else "")
    return Event(lead.created_at, CALL, "lead", title, "inbox", "neutral", lead)


def _payment(payment: Payment) -> Event:
    source = "из CRM" if payment.source == PaymentSource.CRM else "по чеку"
    proven = payment.is_proven
    if payment.is_correction:
        title, icon, tone = f"Исправление: минус {money(payment.amount)}", "pencil", "neutral"
    elif payment.refund_of_id is not None:
        title, icon, tone = f"Возврат {money(payment.amount)}", "rotate-ccw", "bad"
    else:
        title, icon, tone = f"Оплата {money(payment.amount)}", "banknote", "good" if proven else "attention"
    data = {"payment": payment, "source": source, "proven": proven}
    return Event(payment.paid_at, PAYMENT, "payment", title, icon, tone, data)
