"""The table of shown states."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mentor.engines.conversation import Utterance
from mentor.recovery import labels
from mentor.recovery.rules import (
    WAITING,
    Facts,
    Heard,
    State,
    case_state,
    effective,
    is_done,
    reply_to,
    shown_state,
)

pytestmark = pytest.mark.unit

NOW = datetime(2026, 10, 12, 12, 0, tzinfo=UTC)
EARLIER, LATER = NOW - timedelta(hours=5), NOW + timedelta(hours=5)
AGREED, REFUSED = Heard(agreed=True), Heard(agreed=False)

TABLE = [
    ("fresh", Facts(due_at=LATER), State.NEW),
    ("opened", Facts(due_at=LATER, seen_at=EARLIER), State.SEEN),
    ("due now is overdue", Facts(due_at=NOW, seen_at=EARLIER), State.OVERDUE),
    ("never opened and overdue", Facts(due_at=EARLIER), State.OVERDUE),
    ("snoozed past due", Facts(due_at=EARLIER, snoozed_until=LATER), State.SNOOZED),
    ("snooze is over", Facts(due_at=EARLIER, snoozed_until=NOW), State.OVERDUE),
    ("without due time it waits", Facts(seen_at=EARLIER), State.SEEN),
    ("a mark is not a call", Facts(due_at=LATER, marked_at=EARLIER, mark="done"), State.MARKED),
    (
        "a mark is not a call even overdue",
        Facts(due_at=EARLIER, marked_at=EARLIER, mark="done"),
        State.MARKED,
    ),
    ("messenger stands apart", Facts(due_at=LATER, marked_at=EARLIER, mark="messenger"), State.MESSENGER),
    ("called, client refused, unjudged", Facts(due_at=EARLIER, heard=(REFUSED,)), State.CALLED),
    ("called beats a mark", Facts(marked_at=EARLIER, mark="done", heard=(REFUSED,)), State.CALLED),
    ("agreed, unjudged", Facts(heard=(AGREED,), closed_at=EARLIER, close_reason="agreed"), State.AGREED),
    ("agreed at the second call", Facts(heard=(REFUSED, AGREED)), State.AGREED),
    ("judged full", Facts(heard=(Heard(False, "full", 0.9),)), State.DONE),
    ("judged full, agreed", Facts(heard=(Heard(True, "full", 1.0),)), State.DONE_AGREED),
    ("partial at the setting is done", Facts(heard=(Heard(False, "partial", 0.5),)), State.DONE),
    ("partial under the setting is not", Facts(heard=(Heard(False, "partial", 0.49),)), State.NOT_DONE),
    ("said nothing of it", Facts(heard=(Heard(False, "none", 0.0),)), State.NOT_DONE),
    ("agreed though said otherwise", Facts(heard=(Heard(True, "none", 0.0),)), State.AGREED),
    ("lost again, next text written", Facts(closed_at=EARLIER, close_reason="superseded"), State.SUPERSEDED),
    (
        "lost again in a judged call keeps its verdict",
        Facts(closed_at=EARLIER, close_reason="superseded", heard=(Heard(False, "full", 1.0),)),
        State.DONE,
    ),
    ("the case was paid", Facts(case_close_reason="returned", heard=(AGREED,)), State.RETURNED),
    ("bought without us", Facts(case_close_reason="bought_itself", due_at=EARLIER), State.BOUGHT_ITSELF),
    ("must not be called", Facts(case_close_reason="do_not_call", due_at=EARLIER), State.DO_NOT_CALL),
    (
        "not lost after all",
        Facts(case_close_reason="not_lost", marked_at=EARLIER, mark="done"),
        State.WITHDRAWN,
    ),
    ("withdrawn", Facts(closed_at=EARLIER, close_reason="withdrawn"), State.WITHDRAWN),
    ("closed for a reason of its own", Facts(closed_at=EARLIER, close_reason="manual"), State.CLOSED),
    ("paid and given back", Facts(closed_at=EARLIER, close_reason="returned", heard=(AGREED,)), State.AGREED),
    ("archive", Facts(is_archive=True), State.ARCHIVE),
]


@pytest.mark.parametrize(("facts", "state"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_facts_give_their_state(facts, state):
    assert shown_state(facts, NOW) is state


def test_every_state_that_facts_can_give_is_in_the_table():
    assert {state for _, _, state in TABLE} == set(State) - {State.WRITING}


def test_the_degree_that_counts_as_done_is_a_setting():
    heard = Heard(False, "partial", 0.6)
    assert is_done(heard)
    assert not is_done(heard, 0.7)
    assert shown_state(Facts(heard=(heard,)), NOW, 0.7) is State.NOT_DONE


def test_a_client_without_a_recommendation_has_a_state_too():
    assert case_state(is_archive=False, case_close_reason="") is State.WRITING
    assert case_state(is_archive=True, case_close_reason="") is State.ARCHIVE
    assert case_state(is_archive=True, case_close_reason="returned") is State.RETURNED


def test_every_state_has_words_and_waiting_ones_never_look_good():
    assert set(labels.LABELS) == set(State)
    assert len(set(labels.LABELS.values())) == len(State)
    assert all(labels.tone(state) != "good" for state in WAITING)


@pytest.mark.parametrize(
    ("engine", "ruling", "counts"),
    [
        (("partial", 0.4), ("", None), ("partial", 0.4, False)),
        (("partial", 0.4), ("full", 1.0), ("full", 1.0, True)),
        (("full", 0.9), ("none", 0.0), ("none", 0.0, True)),
        (("", None), ("", None), ("", None, False)),
    ],
)
def test_the_head_s_ruling_counts_over_the_engine_s_verdict(engine, ruling, counts):
    found = effective(*engine, *ruling)
    assert (found.fulfilled, found.degree, found.by_head) == counts


def test_the_answer_is_what_the_client_said_after_the_managers_last_offer() -> None:
    talk = (
        Utterance("manager", "Замер в субботу?"),
        Utterance("client", "Не знаю."),
        Utterance("manager", "Тогда так: замер в субботу?"),
        Utterance("manager", "В десять."),
        Utterance("client", "Да, записывайте."),
    )
    found = reply_to("замер в субботу", talk)
    assert found is not None
    assert found.text == "Да, записывайте."
    assert reply_to("Да, записывайте.", talk) is None
    assert reply_to("", talk) is None
