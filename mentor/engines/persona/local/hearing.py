"""What the manager just did: the assessor's tagger on the running talk, and what only a running one needs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...assessor.local.acts import TaggedCall
from ...assessor.local.questions import BUDGET, DECISION
from ...assessor.local.reader.reading import Reading, read
from ...assessor.local.tagger import tag_call
from ...conversation import Conversation, Utterance
from ...text.cues import Cues, load_cues
from ...text.normal import has_cyrillic, normalise
from ...text.phrases import contains_phrase
from ...text.vectors import is_known
from ..port import Heard, Play, TalkState
from ..scenario import TOPICS, Topic

_HERE = Path(__file__).parent / "cues"
MANNER = load_cues(_HERE / "manner.txt")
TOPIC_CUES = load_cues(_HERE / "topics.txt")
# Lines of the talk that the reader sees: more change what it says of the last one very little.
WINDOW = 10
# Log-odds from which the reader is believed alone, and from which it supports a cue.
SURE, LIKELY = 1.2, 0.0
# Below this share of known words a turn of three words or more is no speech.
KNOWN_SHARE = 0.55
WORDS_PER_SECOND = 2.3
SAME = 0.8
# Letters that may stand between the day and the hour of one time.
_NEAR = 12
# What the assessor's own cues say of a question's matter.
_TERMS: dict[Topic, Cues] = {"decision": DECISION, "budget": BUDGET}
_ASKED = re.compile(r"[^.!?…]*\?")

Kind = Literal["speech", "silence", "gibberish", "foreign"]
# Acts by the name the tagger's cues and the reader share; where they differ, the reader's name stands second.
_READER_NAMES = {"time": "date", "need_question": "open_need", "defers_answer": "dodge", "sends": "send"}
_BELIEVED_ALONE = (
    "need_summary", "present", "tie", "benefit", "proof", "join", "clarify", "check", "argue",
    "propose", "recap", "bye", "substance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Understood:
    """One turn of the manager as the client takes it.

    ``acts`` are the tagger's; ``topics`` what was asked about, in the order of the cues; ``questions`` the words that
    ask. ``manner`` are names of the lists of ``cues/manner.txt`` that were heard. ``times`` are the words of the turn
    that name a time. ``answered``: log-odds by the reader that the client's last objection was brushed aside, left
    without joining, without substance.
    """

    text: str
    kind: Kind
    words: int
    seconds: float
    acts: frozenset[str]
    topics: tuple[Topic, ...]
    questions: tuple[str, ...]
    manner: frozenset[str]
    forbidden: bool
    repeated: bool
    times: tuple[str, ...]
    answered: tuple[float, float, float]

    def has(self, *acts: str) -> bool:
        """Whether one of the acts was heard."""
        return any(act in self.acts for act in acts)

    def is_(self, *manners: str) -> bool:
        """Whether the turn was said in one of these manners."""
        return any(name in self.manner for name in manners)

    @property
    def asks(self) -> bool:
        """Whether something is asked."""
        return bool(self.questions) or "question" in self.acts


def understand(play: Play, state: TalkState, heard: Heard) -> Understood:
    """The turn in its context; 10–60 ms."""
    text = " ".join(heard.text.split())
    words = normalise(text).words
    seconds = heard.seconds if heard.seconds is not None else len(words) / WORDS_PER_SECOND
    kind = _kind(text, words)
    if kind != "speech":
        return Understood(
            text, kind, len(words), seconds, frozenset(), (), (), frozenset(), False, False, (), _NOTHING
        )
    call, reading = _read(play, state, text)
    last = len(call.roles) - 1
    questions = tuple(q.strip() for q in _ASKED.findall(text)) or (
        (text,) if "question" in call.acts[last] else ()
    )
    return Understood(
        text=text,
        kind=kind,
        words=len(words),
        seconds=seconds,
        acts=frozenset(_acts(call, reading, last)),
        topics=_topics(questions),
        questions=questions,
        manner=frozenset(name for name, cue in MANNER.items() if text in cue),
        forbidden=any(contains_phrase(text, each.phrase) for each in play.profile.forbidden_phrases),
        repeated=_repeats(state, words),
        times=times_of(text),
        answered=_answered(reading, last) if last else _NOTHING,
    )


_NOTHING = (0.0, 0.0, 0.0)


def _kind(text: str, words: tuple[str, ...]) -> Kind:
    if not words:
        return "silence"
    letters = [w for w in words if not w.isdecimal()]
    if letters and not has_cyrillic(text):
        return "foreign"
    if len(letters) >= 3 and sum(is_known(w) for w in letters) < KNOWN_SHARE * len(letters):
        return "gibberish"
    if len(letters) in (1, 2) and not any(is_known(w) for w in letters) and len("".join(letters)) > 3:
        return "gibberish"
    return "speech"


def _read(play: Play, state: TalkState, text: str) -> tuple[TaggedCall, Reading]:
    lines = [Utterance(line.speaker, line.text) for line in state.lines[-WINDOW:]]
    conversation = Conversation(
        utterances=(*lines, Utterance("manager", text)),
        direction=play.scenario.direction,
        client_name=play.scenario.character.name,
        speakers_sure=True,
    )
    call = tag_call(conversation, play.profile)
    return call, read(call)


def _acts(call: TaggedCall, reading: Reading, at: int) -> set[str]:
    """Cues that the reader does not deny, and what the reader is sure of by itself."""
    found: set[str] = {str(act) for act in call.acts[at]}
    for act in ("argue", "concede", "tie", "clarify"):
        if act in found and reading.act(at, act) < -2.5:
            found.discard(act)
    for act in _BELIEVED_ALONE:
        if reading.act(at, act) > SURE:
            found.add(act)
    for act, name in _READER_NAMES.items():
        if reading.act(at, name) > SURE:
            found.add(act)
    if reading.act(at, "closed_need") > SURE:
        found.add("need_question")
    if "concede" in found and reading.act(at, "concede") < LIKELY:
        found.discard("concede")
    return found


def _topics(questions: tuple[str, ...]) -> tuple[Topic, ...]:
    asking = " ".join(questions)
    if not asking:
        return ()
    return tuple(
        topic
        for topic in TOPICS
        if (topic in TOPIC_CUES and asking in TOPIC_CUES[topic])
        or (topic in _TERMS and asking in _TERMS[topic])
    )


def _repeats(state: TalkState, words: tuple[str, ...]) -> bool:
    """The same words once more: a manager who reads them again has heard nothing."""
    now = set(words)
    if len(now) < 4:
        return False
    earlier = (set(normalise(line.text).words) for line in state.lines if line.speaker == "manager")
    return any(len(now & each) >= SAME * max(len(now), len(each)) for each in earlier if each)


def _answered(reading: Reading, last: int) -> tuple[float, float, float]:
    at = last - 1
    return (
        reading.answer(at, "brushed_aside"),
        reading.answer(at, "not_joined"),
        reading.answer(at, "no_substance"),
    )


def times_of(text: str) -> tuple[str, ...]:
    """The times that a turn names, each in its own words: «в четверг в семь или в субботу» are two."""
    found: list[str] = []
    start, end = -1, -1
    for place in MANNER["when"].all(text):
        between = text[end : place.start] if end >= 0 else ""
        if end >= 0 and place.start - end <= _NEAR and "или" not in between and "." not in between:
            end = place.end
            continue
        if end >= 0:
            found.append(text[start:end])
        start, end = place.start, place.end
    if end >= 0:
        found.append(text[start:end])
    return tuple(
        dict.fromkeys(each for time in found if (each := time.strip()) and not _is_part_of_day(each))
    )


def _is_part_of_day(time: str) -> bool:
    """«Вечером» names no time: of which day, and when."""
    return MANNER["day_part"].remove(time).strip() == ""


def statements_of(text: str) -> str:
    """A turn without what it asks."""
    return " ".join(part.strip() for part in _ASKED.sub(" ", text).split("  ") if part.strip())
