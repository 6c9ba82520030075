"""What the company knows that fits this loss: its own answer, an expert rule, a price, its firm terms, the script."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ..assessor.local.client import TIME
from ..assessor.local.tagger import content_stems
from ..assessor.port import OBJECTION_KINDS
from ..profile import CompanyProfile, KnownObjection
from ..text.cues import Cues, load_cues
from ..text.meaning import alike, carried
from ..text.morphology import part_of_speech
from ..text.normal import words_of
from ..text.numbers import numbers
from ..text.quotes import sentences
from .reasons import Reason, reasons_in
from .speech import allowed_sentences, inside, is_allowed

# Known objections are titles («На «Авито» дешевле»), not speech: their kinds are told by looser words.
_CUES = load_cues(Path(__file__).with_name("cues") / "lookup.txt")
_TITLE_KINDS: dict[str, Cues] = {kind: _CUES[f"title_kinds.{kind}"] for kind in OBJECTION_KINDS}
_DAY, _JOINING, _NO_FACT = _CUES["day"], _CUES["joining"], _CUES["no_fact"]
_HANGING = re.compile(r"(?:Там|Это|Её|Его|Он|Она|Они)\b")
_STEP = re.compile(
    r"^\s*\d*\.?\s*предложить\s+(?:один\s+)?(?:конкретный\s+|следующий\s+)?(?:шаг\s*:\s*)?(?P<step>[^,.:«(]+)",
    re.IGNORECASE,
)
_ASK = re.compile(r"^\s*\d*\.?\s*(?:спросить|узнать|уточнить)\s+(?P<rest>.+?)\.?\s*$", re.IGNORECASE)
_ITEM = re.compile(
    r"(?:^|[,;:.])\s*(?P<name>[^,;:.(]{4,60}?)\s*(?:\((?P<inside>[^)]*₽[^)]*)\)|(?P<price>от [\d  ]+₽))"
)
# Items that tell the manager what to name, not the client what is promised.
_TASK = re.compile(r"(?:что|как|размер|сколько|рассрочка с суммой|срок доплаты)\b|.*\bназван", re.IGNORECASE)
_YOURS = re.compile(r"\bу вас\b|\bваш(?:а|е|у|ей|его|ему|и|их)?\b", re.IGNORECASE)
_PRICE = re.compile(r"(?:от )?\d[\d  ]*\s*₽(?: в месяц)?")
_LEAST_FIT, _ALIKE_ENOUGH, _RULE_FIT = 1.6, 0.42, 0.34
MOST_ANSWER_WORDS, MOST_ANSWER_SENTENCES, MOST_BARE_JOINING, MOST_JOINING, ENOUGH_WORDS = 23, 3, 2, 5, 8


@dataclass(frozen=True, slots=True)
class Price:
    """What a named thing costs, by the company's own description; both are verbatim in ``product``."""

    item: str
    price: str
    quote: str


def known_answer(profile: CompanyProfile, why: Reason, words: str) -> KnownObjection | None:
    """The known objection that means what this client said; None where none does: a near miss helps nobody."""
    best: tuple[float, KnownObjection] | None = None
    for item in profile.objections:
        if not item.good_answer:
            continue
        score = _fit(item, why, words)
        if score >= _LEAST_FIT and (best is None or score > best[0]):
            best = (score, item)
    return best[1] if best else None


def _fit(item: KnownObjection, why: Reason, words: str) -> float:
    titles = reasons_in(item.text)
    special = {name for name in titles if "." in name}
    kinds = {k for k, cue in _TITLE_KINDS.items() if item.text in cue} | {n.split(".")[0] for n in titles}
    near = alike(words, item.text)
    telling = carried(words, item.text)
    if why.specific and special and why.name not in special and near < _ALIKE_ENOUGH:
        return 0.0
    return (
        (2.0 if why.specific else 1.5) * (why.name in titles)
        + 1.5 * (why.specific and why.kind in titles)
        + 1.2 * (why.kind in kinds)
        + 1.5 * near
        + 0.8 * telling
        + 0.6 * carried(item.good_answer, words)
        - 0.4 * (bool(special) and not why.specific)
        - 0.8 * any(name.split(".")[0] != why.kind for name in special)
    )


def spoken_answer(profile: CompanyProfile, answer: str, *, asks: bool, call: str = "") -> str:
    """The sentences of a good answer that can go into a speech: no joining words, no days, not too many.

    ``asks``: keep its clarifying question where it is the substance; the next step brings a question of its own.
    ``call``: what was said; a figure «у вас» of another client's flat is left out unless it stands there.
    """
    kept: list[str] = []
    lost = False
    pieces = [answer[s.start : s.end] for s in sentences(answer)]
    plain = [p for p in pieces if not p.endswith("?") and p not in _DAY and not _only_joins(p)]
    told = sum(len(p.split()) for p in plain)
    asks = asks and told < ENOUGH_WORDS
    for sentence in pieces:
        question = sentence.endswith("?")
        dated = sentence in _DAY or (question and sentence in TIME)
        joining = not kept and sentence in _JOINING and len(sentence.split()) <= MOST_BARE_JOINING
        hanging = lost and bool(_HANGING.match(sentence))
        foreign = _of_another(sentence, call) or not is_allowed(sentence, profile)
        lost = dated or joining or (question and not asks) or hanging or foreign
        if lost:
            continue
        size = sum(len(each.split()) for each in kept) + len(sentence.split())
        if kept and (size > MOST_ANSWER_WORDS or len(kept) == MOST_ANSWER_SENTENCES):
            break
        kept.append(sentence)
    return " ".join(kept)


def _only_joins(sentence: str) -> bool:
    place = _JOINING.find(sentence)
    return place is not None and place.start == 0 and len(sentence.split()) <= MOST_JOINING


def _of_another(sentence: str, call: str) -> bool:
    """Does the sentence give a figure of the client's own matter that this call does not hold, or leave it blank."""
    if "..." in sentence or "…" in sentence or "столько-то" in sentence:
        return True
    return bool(_YOURS.search(sentence) and frozenset(numbers(sentence)) - frozenset(numbers(call)) - {1})


def begins_with_joining(answer: str) -> bool:
    """Does a spoken answer open with words of joining: then nothing else need join."""
    first = next((answer[s.start : s.end] for s in sentences(answer)), "")
    place = _JOINING.find(first)
    return place is not None and place.start == 0


def expert_rule(profile: CompanyProfile, why: Reason, words: str) -> str | None:
    """The expert's rule about such a loss; None where none is near."""
    best: tuple[float, str] | None = None
    for rule in profile.expert_rules:
        named = reasons_in(rule)
        score = (
            0.25 * (why.name in named)
            + 0.12 * any(n.startswith(why.kind) for n in named)
            + alike(words, rule)
        )
        if score >= _RULE_FIT and is_allowed(rule, profile) and (best is None or score > best[0]):
            best = (score, rule)
    return best[1] if best else None


def price_of(profile: CompanyProfile, asked: str) -> Price | None:
    """The price of what the client asked about, where the product's description names it."""
    wanted = content_stems(asked)
    best: tuple[int, Price] | None = None
    for match in _ITEM.finditer(profile.product):
        name = match["name"].strip()
        price = _PRICE.search(match["inside"] or match["price"])
        shared = len(wanted & content_stems(name))
        if price and shared and (best is None or shared > best[0]):
            best = (shared, Price(name, price.group().strip(), match.group().strip(" ,;:.")))
    return best[1] if best else None


def firm_terms(profile: CompanyProfile, words: str) -> list[tuple[str, str]]:
    """What the company promises to everybody, nearest to ``words`` first: as it is said, and its source."""
    said = [
        (inside(re.sub(r"\s*\([^)]*\)|^[^:]{3,40}: ", "", item).strip(" .")), item)
        for item in profile.required_in_presentation
        if item not in _NO_FACT
        and not _TASK.match(item)
        and is_allowed(item, profile)
        and " или " not in item
    ]
    return sorted(said, key=lambda pair: -alike(words, pair[0]))


def step_of(profile: CompanyProfile) -> tuple[str, str] | None:
    """The step that the company's script offers at the closing («осмотр и тест-драйв»), and the script's line."""
    for line in profile.script_of("closing"):
        match = _STEP.match(line)
        if not match:
            continue
        step = match["step"].strip().removesuffix(" первым").removesuffix(" первыми").replace(" сегодня", "")
        step = step.split(" или ")[0].removesuffix(" первым").removesuffix(" первыми")
        if step.startswith(("день", "шаг")):
            return None
        if starts_with_deed(step):
            step = step.split(" и ")[0]
        return step, line
    return None


def starts_with_deed(step: str) -> bool:
    """Is the step a deed («открыть вводный модуль») and not a thing («выезд сметчика»)."""
    said = words_of(step)
    return bool(said) and part_of_speech(said[0]) == "INFN"


def script_questions(profile: CompanyProfile) -> list[tuple[str, str]]:
    """Need questions of the company's script that can be asked aloud, each with its line."""
    found: list[tuple[str, str]] = []
    for line in profile.script_of("discovery"):
        match = _ASK.match(line)
        spoken = match["rest"] if match else re.sub(r"^\s*\d+\.\s*", "", line)
        if match and ":" in spoken:
            spoken = spoken.split(":", 1)[1]
        third_person = re.search(r"клиент|подытож|правильно|^\s*(?:про|о|об) ", spoken, re.IGNORECASE)
        if (match or spoken.rstrip().endswith("?")) and not third_person:
            text = re.sub(r"\s*\([^)]*\)", "", spoken).strip(" .?")
            if allowed_sentences(text, profile) and len(text.split()) <= 9:
                found.append((text, line))
    return found
