"""An answering machine told by its words: one lane for both sides, or no beep, leave nothing else to tell it by."""

from __future__ import annotations

from collections.abc import Sequence

from mentor.engines.conversation import Utterance
from mentor.engines.text.cues import Cues
from mentor.engines.text.normal import normalise

# one is enough: no person says these when answering
_FORMULAS = Cues(
    "оставьте .{0,30}после .{0,20}(?:сигнала|гудка)",
    "после .{0,20}(?:сигнала|гудка) .{0,30}оставьте",
    "абонент~ (?:временно |сейчас |в данный момент )?(?:не ?доступ~|не отвечает|не может ответить|занят)",
    "аппарат (?:вызываемого )?абонента",
    "набранный (?:вами )?номер не",
    "(?:номер|линия) не обслуживается",
    "вас приветствует (?:автоответчик|голосов~ (?:почта|помощник|ассистент))",
    "вы позвонили на автоответчик",
)
# two different ones: each alone may be said by a person
_HINTS = tuple(
    Cues(*patterns)
    for patterns in (
        ("оставьте (?:ваше |свое |нам |мне )?(?:голосов~ |короткое )?сообщени~", "оставить .{0,20}сообщени~"),
        ("после .{0,20}(?:сигнала|гудка)",),
        ("автоответчик~", "голосов~ (?:почт~|помощник~|ассистент~)"),
        ("вы (?:по|до)звонил~ (?:в|на|по|до)?", "вас приветствует"),
        ("не (?:могу|может|можем) .{0,25}(?:ответить|подойти|принять)", "никого нет"),
        ("перезвоните .{0,20}поз~", "позвоните .{0,20}поз~", "перезвон~ вам"),
        ("вне зоны", "выключен"),
    )
)
_CALLED_OUT = 3  # words: «Алло, алло?» before one knows whom one speaks to
_LONGEST = 70  # words of a greeting
_LEFT_MESSAGE = 90  # words that are left to a machine
_ANSWERS = Cues(
    "алло", "слушаю", "да$", "да да", "угу", "ага", "нет спасибо", "не надо", "не интересно", "кто это"
)


def greeting(utterances: Sequence[Utterance]) -> frozenset[int]:
    """Which utterances are an answering machine's; none where a person may have answered. Sorted by start.

    Manager's lines are never taken. With two lanes all of the client's are the machine's: nobody else is there. With
    unknown speakers (one lane) the greeting stands at the beginning, what follows is a message, short and unanswered.
    """
    other = [at for at, each in enumerate(utterances) if each.speaker != "manager" and each.text.strip()]
    first = next((n for n, at in enumerate(other) if not _called_out(utterances[at])), len(other))
    count = _greeting_length([utterances[at].text for at in other[first:]])
    rest = [utterances[at] for at in other[first + count :]]
    if count == 0:
        return frozenset()
    if utterances[other[first]].speaker == "unknown":
        return frozenset() if _conversed(rest) else frozenset(other[first : first + count])
    return frozenset() if sum(map(_words, rest)) > _CALLED_OUT else frozenset(other)


def _called_out(said: Utterance) -> bool:
    return _words(said) <= _CALLED_OUT and not _sounds(said.text)


def _greeting_length(said: Sequence[str]) -> int:
    """How many of the texts from the first on are a greeting; 0 where the machine is not certain."""
    taken = length = 0
    for text in said:
        length += len(normalise(text).words)
        if length > _LONGEST or not _sounds(text):
            break
        taken += 1
    whole = " ".join(said[:taken])
    return taken if whole in _FORMULAS or sum(whole in hint for hint in _HINTS) > 1 else 0


def _sounds(text: str) -> bool:
    return text in _FORMULAS or any(text in hint for hint in _HINTS)


def _conversed(rest: Sequence[Utterance]) -> bool:
    return sum(map(_words, rest)) > _LEFT_MESSAGE or any(each.text in _ANSWERS for each in rest)


def _words(said: Utterance) -> int:
    return len(normalise(said.text).words)
