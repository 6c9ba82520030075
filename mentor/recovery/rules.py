"""What a recommendation is shown as: a pure function of stored facts (decision 8). No Django."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from mentor.engines.conversation import Utterance

DONE_DEGREE: Final = 0.5


class State(StrEnum):
    """States of a recommendation, from what needs action now to what is over."""

    OVERDUE = "overdue"
    NEW = "new"
    SEEN = "seen"
    MARKED = "marked"
    MESSENGER = "messenger"
    SNOOZED = "snoozed"
    WRITING = "writing"
    CALLED = "called"
    NOT_DONE = "not_done"
    AGREED = "agreed"
    DONE = "done"
    DONE_AGREED = "done_agreed"
    RETURNED = "returned"
    BOUGHT_ITSELF = "bought_itself"
    DO_NOT_CALL = "do_not_call"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    CLOSED = "closed"
    ARCHIVE = "archive"


# What still waits for the manager's call.
WAITING: Final = frozenset(
    {State.OVERDUE, State.NEW, State.SEEN, State.MARKED, State.MESSENGER, State.SNOOZED}
)
# Reasons of a closed case after which nothing else matters. A refund may open the case again, so the like reasons
# noted on its recommendation count for nothing by themselves.
FINAL: Final = {
    "returned": State.RETURNED,
    "bought_itself": State.BOUGHT_ITSELF,
    "do_not_call": State.DO_NOT_CALL,
    "not_lost": State.WITHDRAWN,
}
WITHDRAWN: Final = "withdrawn"  # the same, of a recommendation


@dataclass(frozen=True, slots=True)
class Heard:
    """A follow-up call: did the client agree, and the verdict once there is one (``degree`` 0–1)."""

    agreed: bool
    fulfilled: str = ""
    degree: float | None = None

    @property
    def is_judged(self) -> bool:
        return bool(self.fulfilled) or self.degree is not None


@dataclass(frozen=True, slots=True)
class Effective:
    """A verdict that counts (``degree`` 0–1), and whose it is."""

    fulfilled: str
    degree: float | None
    by_head: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is stored about a recommendation and its case; ``heard`` in any order."""

    is_archive: bool = False
    due_at: datetime | None = None
    seen_at: datetime | None = None
    marked_at: datetime | None = None
    mark: str = ""
    snoozed_until: datetime | None = None
    closed_at: datetime | None = None
    close_reason: str = ""
    case_close_reason: str = ""
    heard: tuple[Heard, ...] = ()


# What a head's ruling is worth: it names a verdict, not a share.
RULED_DEGREES: Final = {"full": 1.0, "partial": 0.5, "none": 0.0}
RULINGS: Final = {"full": "выполнена", "partial": "выполнена частично", "none": "не выполнена"}


def ruling_words(verdict: str) -> str:
    """What a head decided; taking a ruling back is a decision too."""
    return RULINGS.get(verdict, "решение снято, действует вывод системы")


def effective(fulfilled: str, degree: float | None, ruled: str, ruled_degree: float | None) -> Effective:
    """The one verdict that counts: the head's ruling over the engine's own."""
    return Effective(ruled, ruled_degree, by_head=True) if ruled else Effective(fulfilled, degree)


def place_of(quote: str, utterances: Sequence[Utterance]) -> int | None:
    """The turn that holds the passage, a manager's first: what was advised is said by the manager."""
    holding = [at for at, each in enumerate(utterances) if quote in each.text]
    own = [at for at in holding if utterances[at].speaker == "manager"]
    return next(iter(own or holding), None)


def reply_to(words: str, utterances: Sequence[Utterance]) -> Utterance | None:
    """The client's first turn after the manager's last turn that holds the words; None where there is none."""
    holding = [at for at, each in enumerate(utterances) if words and words in each.text]
    own = [at for at in holding if utterances[at].speaker == "manager"]
    if not own:
        return None
    return next((each for each in utterances[own[-1] + 1 :] if each.speaker == "client"), None)


def is_done(heard: Heard, done_degree: float = DONE_DEGREE) -> bool:
    """The verdict says that the recommendation was followed: ``full``, or the degree reaches the setting."""
    return heard.fulfilled == "full" or (heard.degree is not None and heard.degree >= done_degree)


def shown_state(facts: Facts, now: datetime, done_degree: float = DONE_DEGREE) -> State:
    """The one state shown. A mark alone is never «выполнена»; what was heard in a call outweighs it."""
    if facts.case_close_reason in FINAL:
        return FINAL[facts.case_close_reason]
    if facts.close_reason == WITHDRAWN:
        return State.WITHDRAWN
    if facts.heard:
        return _after_call(facts.heard, done_degree)
    if facts.closed_at is not None:
        return State.SUPERSEDED if facts.close_reason == "superseded" else State.CLOSED
    return _before_call(facts, now)


def _after_call(heard: tuple[Heard, ...], done_degree: float) -> State:
    agreed = any(each.agreed for each in heard)
    if any(is_done(each, done_degree) for each in heard):
        return State.DONE_AGREED if agreed else State.DONE
    if agreed:
        return State.AGREED
    return State.NOT_DONE if any(each.is_judged for each in heard) else State.CALLED


def _before_call(facts: Facts, now: datetime) -> State:
    if facts.is_archive:
        return State.ARCHIVE
    if facts.marked_at is not None:
        return State.MESSENGER if facts.mark == "messenger" else State.MARKED
    if facts.snoozed_until is not None and facts.snoozed_until > now:
        return State.SNOOZED
    if facts.due_at is not None and facts.due_at <= now:
        return State.OVERDUE
    return State.NEW if facts.seen_at is None else State.SEEN


def case_state(*, is_archive: bool, case_close_reason: str) -> State:
    """The state of a lost client who has no recommendation."""
    if case_close_reason in FINAL:
        return FINAL[case_close_reason]
    return State.ARCHIVE if is_archive else State.WRITING
