"""Named figures of one point against the whole follow-up, and of the whole follow-up: what the scorer learns from."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ...assessor.local.acts import TaggedCall
from ...assessor.local.commitment import read_commitment
from ...text.normal import normalise
from .cues import CUES
from .polarity import polarity
from .reading import Passage, hidden_names, meanings, passages
from .similarity import Likeness, likeness

KINDS = ("apology", "agree", "ask", "offer", "step", "free", "ban", "tell")
SPOILS = ("hedges", "retracts", "contempt", "pressure", "promo")
Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Read:
    """A follow-up read once: passages of the manager, the whole of it, and figures of the call."""

    call: TaggedCall
    passages: tuple[Passage, ...]
    speech: str
    hidden: frozenset[str]
    steps: tuple[Passage, ...]
    whole: Features


def read_followup(call: TaggedCall) -> Read:
    """Everything about the follow-up that does not depend on the point."""
    parts = passages(call)
    steps = tuple(p for p in parts if is_step(p.text, call, p.utterance))
    speech = " ".join(call.text(i) for i in call.of("manager"))
    return Read(call, parts, speech, hidden_names(call), steps, _whole(call, steps))


def is_step(text: str, call: TaggedCall, utterance: int) -> bool:
    """Does a passage offer a definite time: a date or an hour, neither hedged nor taken back."""
    if not (text in CUES["date"] or text in CUES["clock"]):
        return False
    if text in CUES["hedges"] or text in CUES["retracts"]:
        return False
    acts = call.has(utterance, "propose", "question", "recap", "sends", "time")
    return acts or "?" in text or bool(meanings(text) & {"visit", "call_back", "send"})


def _whole(call: TaggedCall, steps: tuple[Passage, ...]) -> Features:
    managers, clients = call.of("manager"), call.of("client")
    speech = " ".join(call.text(i) for i in managers)
    heard = " ".join(call.text(i) for i in clients)
    words = len(normalise(speech).words)
    first = " ".join(call.text(i) for i in clients[:3])
    stand = read_commitment(call)
    found: Features = {
        "machine": float(heard in CUES["machine"] or bool(call.where("machine"))),
        "other person": float(first in CUES["other_person"]),
        "cut off": float(any(call.text(i) in CUES["cuts_off"] for i in clients[:4]) and len(managers) <= 4),
        "manager turns": min(len(managers), 10) / 10,
        "manager words": min(words, 200) / 200,
        "few words": float(words < 45),
        "step": float(bool(steps)),
        "late step": float(any(p.order >= len(managers) - 3 for p in steps)),
        "agreed": float(stand.state == "agreed" and not stand.cancelled),
        "refused": float(stand.state in ("refused", "bought")),
        "evaded": float(stand.state == "evaded"),
        "angry": float(bool(call.where("angry", role="client"))),
        "torn": float(any(call.text(i).rstrip().endswith(("...", "…")) for i in managers)),
        "questions": min(sum(call.text(i).count("?") for i in managers), 6) / 6,
    }
    for spoil in SPOILS:
        hits = sum(len(CUES[spoil].all(call.text(i))) for i in managers)
        found[spoil] = min(hits, 5) / 5
    for mood in ("pleased", "displeased"):
        found[mood] = sum(call.text(i) in CUES[mood] for i in clients) / max(1, len(clients))
    last = [call.text(i) for i in managers[-2:]]
    found["hedged end"] = float(any(t in CUES["hedges"] for t in last))
    return found


def point_kinds(point: str) -> tuple[str, ...]:
    """What a point asks for; «tell» where no other deed is recognised."""
    kinds = tuple(k for k in KINDS if point in CUES[f"point_{k}"])
    return kinds or ("tell",)


@dataclass(frozen=True, slots=True)
class Match:
    """The passage nearest to a point, and the figures about it."""

    passage: Passage | None
    features: Features


def match_point(point: str, read: Read, place: float) -> Match:
    """``place`` is the point's place among all points, 0–1."""
    kinds = point_kinds(point)
    scored = [(p, likeness(point, p.text, read.hidden)) for p in read.passages]
    best = max(
        scored, key=lambda pair: (pair[1].total + _bonus(pair[0], kinds, read), -pair[0].order), default=None
    )
    overall = likeness(point, read.speech, read.hidden)
    features: Features = {f"kind {k}": 1.0 for k in kinds} | {"place": place}
    features |= _figures("all", overall)
    if best is not None:
        features |= _figures("best", best[1]) | _manner(point, best[0], read)
        features["margin"] = overall.soft - best[1].soft
    features |= _deeds(kinds, read) | _done(kinds, scored, read)
    main = features.get("best soft", 0.0) + features.get("best meaning", 0.0)
    for kind in kinds:
        features[f"{kind} × main"] = main
        features[f"{kind} × spoiled"] = features.get("spoiled", 0.0)
        features[f"{kind} × all"] = features["all soft"]
    features["main × spoiled"] = main * features.get("spoiled", 0.0)
    return Match(best[0] if best else None, features)


def _done(kinds: tuple[str, ...], scored: list[tuple[Passage, Likeness]], read: Read) -> Features:
    """How near the point is to what was asked, and to the times that were offered."""
    found: Features = {}
    if "ask" in kinds:
        found["ask soft"] = max((like.total for p, like in scored if asks(p.text)), default=0.0)
    if "step" in kinds:
        found["step soft"] = max((like.total for p, like in scored if p in read.steps), default=0.0)
        found["step dated"] = float(
            any(p.text in CUES["date"] and p.text in CUES["clock"] for p in read.steps)
        )
    strong = [p for p, like in scored if like.soft > 0.35]
    found["carried twice"] = float(len({p.order for p in strong}) > 1)
    return found


def _bonus(passage: Passage, kinds: tuple[str, ...], read: Read) -> float:
    bonus = 0.0
    if "step" in kinds and passage in read.steps:
        bonus += 0.8
    if "apology" in kinds and "apology" in meanings(passage.text):
        bonus += 0.8
    if "ask" in kinds and asks(passage.text):
        bonus += 0.3
    return bonus


def asks(text: str) -> bool:
    """Does a passage ask: a question mark, or a word of question in speech without punctuation."""
    return "?" in text or (not any(c in ".,!?" for c in text) and text in CUES["asks"])


def _figures(name: str, like: Likeness) -> Features:
    found = {
        f"{name} words": like.words,
        f"{name} soft": like.soft,
        f"{name} meaning": like.meaning,
        f"{name} meanings": min(like.shared_meanings, 4) / 4,
        f"{name} grams": like.grams,
        f"{name} whole": like.whole,
    }
    if like.numbers is not None:
        found |= {f"{name} numbers": like.numbers, f"{name} lacks numbers": float(like.numbers == 0.0)}
    return found


def _negations(text: str) -> int:
    return sum(w in ("не", "ни", "нет", "нельзя", "без") for w in normalise(text).words)


def _manner(point: str, passage: Passage, read: Read) -> Features:
    """How the passage says it: denied, put off, taken back, with contempt; and what came after."""
    text = passage.text
    after = " ".join(p.text for p in read.passages if p.order in (passage.order, passage.order + 1))
    found: Features = {f"passage {s}": float(text in CUES[s]) for s in SPOILS}
    found |= {f"after {s}": float(after in CUES[s]) for s in SPOILS}
    extra = _negations(text) - _negations(point)
    found |= {
        "denied": float(extra > 0),
        "denied much": float(extra > 1),
        "less denied": float(extra < 0),
        "asked": float(asks(text)),
        "late": float(passage.order >= 3),
    }
    near = _denied_words(point, text, read)
    found["denied word"] = float(near)
    found |= polarity(point, text, read.hidden)
    found |= {
        f"next {name}": value
        for name, value in polarity(point, _following(passage, read), read.hidden).items()
    }
    found["spoiled"] = max(found["denied share"], found["past share"], found["hedged share"], float(near))
    reply = read.call.of("client", after=passage.utterance)[:1]
    if reply:
        found["client pleased"] = float(
            read.call.has(reply[0], "agrees", "accepts_answer", "asks_step", "sets_time")
        )
        found["client displeased"] = float(read.call.text(reply[0]) in CUES["displeased"])
        found["client glad"] = float(read.call.text(reply[0]) in CUES["pleased"])
        found["client refuses"] = float(read.call.has(reply[0], "refuses", "angry", "bought"))
    return found


def _following(passage: Passage, read: Read) -> str:
    """The rest of the passage's turn and the manager's next turn."""
    own = read.call.text(passage.utterance)
    rest = own[own.find(passage.text) + len(passage.text) :]
    return " ".join(
        [rest, *(read.call.text(i) for i in read.call.of("manager", after=passage.utterance)[:1])]
    )


def _denied_words(point: str, text: str, read: Read) -> bool:
    """Stands «не» or «нет» right before a word of the point that the point itself does not deny."""
    from .reading import content

    wanted = set(content(point, read.hidden).stems)
    own = {b for a, b in pairwise(_stems(point)) if a in ("не", "ни", "без")}
    return any(a in ("не", "ни") and b in wanted and b not in own for a, b in pairwise(_stems(text)))


def _stems(text: str) -> list[str]:
    from ...text.normal import stem

    return [w if w in ("не", "ни", "без") else stem(w) for w in normalise(text).words]


def _deeds(kinds: tuple[str, ...], read: Read) -> Features:
    """Was the kind of deed done at all, whatever its words."""
    found: Features = {}
    speech = meanings(read.speech)
    if "apology" in kinds:
        found["did apology"] = float("apology" in speech)
        found["lacks apology"] = float("apology" not in speech)
    if "agree" in kinds:
        found["did agree"] = float("agree_with" in speech)
    if "free" in kinds:
        found["did free"] = float("free" in speech)
        found["lacks free"] = float("free" not in speech)
    if "step" in kinds:
        found["did step"] = float(bool(read.steps))
        found["lacks step"] = float(not read.steps)
        found["did late step"] = read.whole["late step"]
        found["hedged step"] = read.whole["hedged end"]
    if "ask" in kinds:
        found["asked much"] = read.whole["questions"]
    if "ban" in kinds:
        found |= {f"banned {s}": read.whole[s] for s in SPOILS}
        found["did not press"] = float("no_pressure" in speech)
    return found
