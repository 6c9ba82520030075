"""«Ты» where the call was held on «ты»: the same speech with its pronouns and verbs turned."""

from __future__ import annotations

import re

from ..conversation import Conversation
from ..text.cues import Cues
from ..text.morphology import is_feminine, part_of_speech, reform
from ..text.normal import normalise

_SAYS_YOU = Cues("ты", "тебе", "тебя", "твой", "твоя", "тобой")
_POLITE = Cues("вы", "вам", "вас", "ваш~")
_PRONOUNS = {
    "вы": "ты", "вас": "тебя", "вам": "тебе", "вами": "тобой", "ваш": "твой", "ваша": "твоя", "ваше": "твоё",
    "ваши": "твои", "вашу": "твою", "вашего": "твоего", "вашей": "твоей", "вашим": "твоим", "ваших": "твоих",
    "вашем": "твоём", "вашему": "твоему", "вашими": "твоими", "давайте": "давай", "здравствуйте": "привет",
    "сами": "сам",
}  # fmt: skip
_WORD = re.compile(r"[А-Яа-яЁё]+")
_SUBJECT = re.compile(r"\bвы\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")


def on_first_terms(call: Conversation) -> bool:
    """Did the manager say «ты» and the client not answer with «вы»."""
    own = [u.text for u in call.utterances if u.speaker == "manager"]
    theirs = [u.text for u in call.utterances if u.speaker != "manager"]
    return (
        any(t in _SAYS_YOU for t in own)
        and not any(t in _POLITE for t in own if t not in _SAYS_YOU)
        and not any(t in _POLITE for t in theirs)
    )


def to_first_terms(text: str, client_name: str | None) -> str:
    """The speech on «ты»; the past takes the client's gender."""
    gender = "femn" if client_name and is_feminine(normalise(client_name).words[0]) else "masc"
    return "".join(_sentence(piece.group(), gender) for piece in _SENTENCE.finditer(text))


def _sentence(text: str, gender: str) -> str:
    subject = _SUBJECT.search(text)

    def turned(match: re.Match[str]) -> str:
        word = match.group()
        past = subject is not None and match.start() > subject.start() and match.start() - subject.end() < 30
        return _as(word, _turned(word.lower(), gender, past=past))

    return _WORD.sub(turned, text)


def _turned(word: str, gender: str, *, past: bool) -> str:
    if word in _PRONOUNS:
        return "сама" if word == "сами" and gender == "femn" else _PRONOUNS[word]
    if part_of_speech(word) != "VERB":
        return word
    return (
        reform(word, {"2per", "plur"}, {"sing"})
        or reform(word, {"impr", "plur"}, {"sing"})
        or (reform(word, {"past", "plur"}, {"sing", gender}) if past else None)
        or word
    )


def _as(model: str, word: str) -> str:
    return word[:1].upper() + word[1:] if model[:1].isupper() else word
