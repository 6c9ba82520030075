"""What the company knows that fits this loss: its own answer, a reference call, an expert rule, the script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..assessor.local.answers import CLARIFIES, JOINS
from ..assessor.local.client import TIME, objection_kind_cues
from ..assessor.local.plain_objections import plain_kinds
from ..assessor.local.tagger import content_stems
from ..assessor.port import OBJECTION_KINDS
from ..conversation import Conversation
from ..profile import CompanyProfile, KnownObjection
from ..text.cues import Cues, load_cues
from ..text.quotes import quote_at, sentences
from .speech import is_allowed

_KINSHIP: dict[str, frozenset[str]] = {
    "price": frozenset({"price"}),
    "competitor": frozenset({"competitor", "price"}),
    "need": frozenset({"need", "competitor", "timing"}),
    "timing": frozenset({"timing"}),
    "think": frozenset({"think", "authority"}),
    "send_info": frozenset({"send_info"}),
    "authority": frozenset({"authority", "think"}),
    "trust": frozenset({"trust"}),
    "other": frozenset({"other"}),
}
# Known objections are titles («На «Авито» дешевле»), not speech: their kinds are told by looser words.
_CUES = load_cues(Path(__file__).with_name("cues") / "lookup.txt")
_TITLE_KINDS: dict[str, Cues] = {kind: _CUES[f"title_kinds.{kind}"] for kind in OBJECTION_KINDS}
_DAY = _CUES["day"]
_STEP = re.compile(
    r"^\s*\d*\.?\s*предложить\s+(?:один\s+)?(?:конкретный\s+|следующий\s+)?(?:шаг\s*:\s*)?(?P<step>[^,.:«]+)",
    re.IGNORECASE,
)
_ASK = re.compile(r"^\s*\d*\.?\s*(?:спросить|узнать|уточнить)\s+(?P<rest>.+?)\.?\s*$", re.IGNORECASE)
_MAX_PASSAGE = 220


@dataclass(frozen=True, slots=True)
class Passage:
    """What a reference call answered to a like objection; ``reply`` is verbatim."""

    ref: str
    reply: str


def known_answer(profile: CompanyProfile, kind: str, words: str) -> KnownObjection | None:
    """The company's known objection nearest to what the client said: same kind first, then shared words."""
    said = content_stems(words)
    spoken_kinds = {k for k, _ in objection_kind_cues(words)} | {kind}
    best: tuple[float, KnownObjection] | None = None
    for item in profile.objections:
        kinds = {k for k, cue in _TITLE_KINDS.items() if item.text in cue}
        score = (
            3.0 * (kind in kinds)
            + 1.0 * bool(kinds & _KINSHIP.get(kind, frozenset()))
            + 0.5 * len(kinds & spoken_kinds)
        )
        score += 1.5 * len(said & content_stems(item.text)) + 0.3 * len(
            said & content_stems(item.good_answer)
        )
        if item.good_answer and score > 1.0 and (best is None or score > best[0]):
            best = (score, item)
    return best[1] if best else None


def reference_passage(
    profile: CompanyProfile, kind: str, words: str, current: Conversation
) -> Passage | None:
    """How a reference call met an objection of this kind: the manager's next turn, without other people's names."""
    said = content_stems(words)
    best: tuple[float, Passage] | None = None
    for reference in profile.reference_calls:
        turns = reference.conversation.utterances
        if turns == current.utterances:
            continue
        for i, turn in enumerate(turns[:-1]):
            if turn.speaker != "client" or turns[i + 1].speaker != "manager":
                continue
            if kind not in plain_kinds(turn.text):
                continue
            reply = _anonymous(turns[i + 1].text)
            if reply not in JOINS and reply not in CLARIFIES:
                continue
            score = 1.0 + len(said & content_stems(turn.text)) + 0.2 * min(5, len(reply.split()) // 5)
            if reply and is_allowed(reply, profile) and (best is None or score > best[0]):
                best = (score, Passage(reference.ref, reply))
    return best[1] if best else None


def _anonymous(text: str) -> str:
    """The first sentences of a reply up to a readable length; empty where somebody is called by name."""
    from ..text.morphology import name_kind
    from ..text.normal import words_of

    spans = sentences(text)
    if not spans:
        return ""
    end = spans[0].end
    for span in spans[1:]:
        if span.end > _MAX_PASSAGE:
            break
        end = span.end
    piece = text[spans[0].start : end]
    if len(piece) > _MAX_PASSAGE:
        piece = quote_at(text)
    return "" if any(len(w) > 3 and name_kind(w) in ("Name", "Patr") for w in words_of(piece)) else piece


def expert_rule(profile: CompanyProfile, kind: str, words: str) -> str | None:
    """The expert's rule nearest to the objection; None where none is near."""
    said = content_stems(words)
    best: tuple[float, str] | None = None
    for rule in profile.expert_rules:
        kinds = {k for k, cue in _TITLE_KINDS.items() if rule in cue}
        score = 2.0 * (kind in kinds) + 1.0 * len(said & content_stems(rule))
        if score >= 3.0 and is_allowed(rule, profile) and (best is None or score > best[0]):
            best = (score, rule)
    return best[1] if best else None


def answer_without_dates(answer: str) -> str:
    """A good answer without the sentences that fix a day: the next step names its own two times."""
    kept = [answer[s.start : s.end] for s in sentences(answer)]
    undated = [s for s in kept if s not in _DAY and not (s.endswith("?") and s in TIME)]
    return " ".join(undated or kept[:1])


def step_of(profile: CompanyProfile) -> tuple[str, str] | None:
    """The step that the company's script offers at the closing («осмотр и тест-драйв»), and the script's line."""
    for line in profile.script_of("closing"):
        match = _STEP.match(line)
        if match:
            return match["step"].strip().removesuffix(" первым"), line
    return None


def script_questions(profile: CompanyProfile) -> list[tuple[str, str]]:
    """Need questions of the company's script that can be asked aloud, each with its line."""
    found: list[tuple[str, str]] = []
    for line in profile.script_of("discovery"):
        match = _ASK.match(line)
        spoken = match["rest"] if match else re.sub(r"^\s*\d+\.\s*", "", line)
        if match and ":" in spoken:
            spoken = spoken.split(":", 1)[1]
        third_person = re.search(r"клиент|подытож|правильно", spoken, re.IGNORECASE)
        if (match or spoken.rstrip().endswith("?")) and not third_person:
            found.append((re.sub(r"\s*\([^)]*\)", "", spoken).strip(" .?"), line))
    return found
