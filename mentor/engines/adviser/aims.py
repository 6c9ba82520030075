"""What the client wants, said back in indirect speech: «чтобы зимой заводилась», «вам нужен ремонт ванной»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..assessor.local.questions import TERM
from ..conversation import Conversation
from ..text.cues import Cues
from ..text.normal import normalise, words_of
from ..text.numbers import numbers
from .figures import LEAST_SUM, in_words, is_number, is_turned
from .quoting import clauses, clean, is_raw

_IN_ORDER = re.compile(r"^(?:и |ну |а |главное )*чтобы? (?P<rest>.+)$", re.IGNORECASE)
_NEEDS = re.compile(r"^(?:мне |нам )(?:бы )?(?P<verb>нуж(?:ен|на|но|ны)) (?P<rest>.+)$", re.IGNORECASE)
_WANTS = re.compile(r"^(?:я |мы |но |и |ну )*(?P<verb>хочу|хотим|хотел[аи]? бы) (?P<rest>.+)$", re.IGNORECASE)
TERM_IS = "срок — "
_FIRST_PERSON = Cues(
    "я", "мы", "мне", "нам", "меня", "нас", "мой", "моя", "мое", "мои", "моей", "моего", "мою", "наш~", "вы", "вам",
    "вас", "ваш~", "мной", "вот", "это", "этот", "ну", "там", "узнать", "спросить", "понять", "знать", "уточнить",
)  # fmt: skip
_TERM = re.compile(
    r"\b((?:к|до) (?:январ|феврал|март|апрел|ма[юя]|июн|июл|август|сентябр|октябр|ноябр|декабр|лет[ау]|зим[еы]|"
    r"весн[еы]|осени|нового года)\w*|к новому году)\b"
)
_SEASON = re.compile(r"\b((?:этой |следующей )?(?:весной|летом|осенью|зимой)|на этой неделе)\b")
_SIZE = re.compile(r"\b((?:[а-я]+ ){1,3}?)(квадратных метр\w+|метров|квадратов|квадрата|окна|окон|человек)\b")
_BUDGET = Cues(
    "до миллион~",
    "бюджет~",
    "тысяч~ .{0,6}не больше",
    "отложен~",
    "не больше",
    "тысяч~ до",
    "рассчитыва~",
    "закладыва~",
)
_ASKED_MONEY = Cues("бюджет~", "сумм~", "деньг~", "деньги", "сколько готовы", "закладыва~", "рассчитыва~")


@dataclass(frozen=True, slots=True)
class Wish:
    """One wish: ``clause`` is ready for speech, ``form`` names the frame, ``utterance`` and ``quote`` its source."""

    form: str
    clause: str
    utterance: int
    quote: str


def wishes(call: Conversation, before: int) -> list[Wish]:
    """What the client said of the need ahead of an utterance, the clearest first, at most one of a form."""
    found: dict[str, Wish] = {}
    for i, turn in enumerate(call.utterances[: before + 1]):
        if turn.speaker == "manager":
            continue
        asked = call.utterances[i - 1].text if i else ""
        for wish in (*_clauses_of(i, turn.text), *_terms_of(i, turn.text, asked)):
            found.setdefault(wish.form, wish)
    order = ("aim", "want", "term", "budget", "size")
    return [found[form] for form in order if form in found]


def _clauses_of(index: int, text: str) -> list[Wish]:
    if is_raw(text):
        return []
    found: list[Wish] = []
    for span in clauses(text):
        piece = text[span.start : span.end]
        wish = _wish(index, piece)
        if wish is not None:
            found.append(wish)
    return found


def _wish(index: int, piece: str) -> Wish | None:
    for pattern in (_IN_ORDER, _NEEDS, _WANTS):
        match = pattern.match(piece)
        if not match:
            continue
        rest = match["rest"].strip()
        if not clean(rest, least=2, most=8) or rest in _FIRST_PERSON or "«" in rest:
            return None
        if pattern is _IN_ORDER:
            return Wish("aim", f"чтобы {rest}", index, piece)
        verb = f"вам {match['verb'].lower()}" if pattern is _NEEDS else "вы хотите"
        return Wish("want", f"{verb} {rest}", index, piece)
    return None


def _terms_of(index: int, text: str, asked: str) -> list[Wish]:
    normal = normalise(text)
    found: list[Wish] = []
    term = _TERM.search(normal.text) or (_SEASON.search(normal.text) if asked in TERM else None)
    if term:
        found.append(Wish("term", f"{TERM_IS}{_dated(term.group(1))}", index, text))
    sums = [] if is_turned(text) else [n for n in numbers(text) if n >= LEAST_SUM]
    if sums and (text in _BUDGET or asked in _ASKED_MONEY) and "?" not in text:
        found.append(Wish("budget", f"бюджет — {in_words(sums[0])}", index, text))
    size = _SIZE.search(normal.text)
    counted = _counted(size.group(1)) if size else ""
    if size and counted:
        found.append(Wish("size", f"{counted} {size.group(2)}", index, text))
    return found


def _counted(before: str) -> str:
    """The number that ends «однушка тридцать восемь»."""
    kept: list[str] = []
    for word in reversed(words_of(before)):
        if not is_number(word):
            break
        kept.insert(0, word)
    return " ".join(kept)


def _dated(term: str) -> str:
    return term.replace("нового года", "Нового года").replace("новому году", "Новому году")
