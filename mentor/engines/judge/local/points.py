"""Takes a recommendation apart: what must be said, one point each. Greetings, names and reminders are no points."""

from __future__ import annotations

import re

from ...text.morphology import name_kind, part_of_speech
from ...text.normal import normalise
from ...text.quotes import sentences
from ...text.words import words as word_list
from .cues import CUES

MOST_POINTS = 12
_LEAD = re.compile(r"(?is)^.*?\bсказать\s+следующее\b([^:«]{0,60})[:\s]*")
_QUOTES = str.maketrans("", "", '«»"“')
_RECALLED = re.compile(r"„[^„“]*“")
_BOUNDARY = re.compile(r"\s*;\s*|\s*,\s+(?:а\s+|и\s+|но\s+)?|\s+(?:и|а также)\s+|\s+[—–]\s+")
_BEFORE_DEED = frozenset({"не", "затем", "потом", "сразу", "там", "же", "коротко", "спокойно"})
_FUNCTION = word_list("functional")
_COMMON = word_list("common")


def split_points(recommendation: str) -> tuple[str, ...]:
    """Points in order, each a part of the recommendation's text; empty where it asks to say nothing."""
    lead = _LEAD.match(recommendation)
    body = recommendation[lead.end() :] if lead else recommendation
    speech, rest = _direct_speech(body)
    found: list[str] = []
    for text, aloud in ((speech, True), (rest, False)):
        plain = _RECALLED.sub("", text).translate(_QUOTES)
        for span in sentences(plain):
            found += [_trimmed(piece) for piece in _pieces(plain[span.start : span.end], aloud=aloud)]
    kept = [piece for piece in found if _is_point(piece)]
    return tuple(dict.fromkeys(kept))[:MOST_POINTS]


def _direct_speech(body: str) -> tuple[str, str]:
    """What is to be said word for word, and what is told about it («спросить …; предложить …»)."""
    text = body.strip()
    if not text.startswith("«"):
        return "", text
    end = text.rfind("»")
    return (text[1:end], text[end + 1 :].lstrip(" .")) if end > 0 else (text[1:], "")


def _pieces(sentence: str, *, aloud: bool) -> list[str]:
    """Cut where a new deed begins: an infinitive after a comma or «и»; in speech a step, a time or an apology."""
    pieces: list[str] = []
    start = 0
    for match in _BOUNDARY.finditer(sentence):
        left, right = sentence[start : match.start()], sentence[match.end() :]
        if _content(left) and _begins_a_point(match.group(), left, right, aloud=aloud):
            pieces.append(left)
            start = match.end()
    return [*pieces, sentence[start:]]


def _begins_a_point(mark: str, left: str, right: str, *, aloud: bool) -> bool:
    if ";" in mark:
        return True
    words = normalise(right).words[:4]
    if not words:
        return False
    if not aloud:
        head = [w for w in words if w not in _BEFORE_DEED]
        return bool(head) and part_of_speech(head[0]) == "INFN" and _has_deed(left)
    if "," not in mark or len(_content(right)) < 2 or len(_content(left)) < 2:
        return False
    place = CUES["new_clause"].find(" ".join(words))
    return place is not None and place.start == 0


def _has_deed(text: str) -> bool:
    """Does a piece already hold an infinitive (the form in which a recommendation names a deed)."""
    return any(part_of_speech(w) == "INFN" for w in normalise(text).words)


def _content(text: str) -> list[str]:
    return [w for w in normalise(text).words if w not in _FUNCTION and len(w) > 2]


def _trimmed(piece: str) -> str:
    return piece.strip(" ,;:.—–-\n\t")


def _is_point(piece: str) -> bool:
    """Nothing but a greeting, a name or common words is no point; a request for words is."""
    content = [w for w in _content(piece) if w not in _COMMON]
    if not content:
        return False
    if piece in CUES["only_greeting"] or _introduces(piece):
        return False
    return len(content) >= 2 or piece in CUES["short_point"]


def _introduces(piece: str) -> bool:
    """«Это Виктория, „Второй ключ“»: who calls."""
    words = normalise(piece).words
    return len(words) > 1 and words[0] == "это" and name_kind(words[1]) is not None


def asks_for_content(point: str) -> bool:
    """Is a point about this client's matter; an apology, assent or a step may stand in any call."""
    return not any(
        point in CUES[name] for name in ("point_apology", "point_agree", "point_step", "point_ban")
    )
