"""Machines told by their words, where nothing in the sound tells them: answering machines and menus of companies."""

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
# what only a menu says before anybody has answered
_MENU = Cues(
    "нажмите (?:на )?(?:цифр~ |клавиш~ |кнопк~ )?(?:один|одну|единиц~|дв[ае]|двойк~|три|тройк~|четыре|пять|шесть|семь"
    "|восемь|девять|ноль|решетк~|звездочк~|[0-9])",
    "(?:в )?(?:тональн~|тонов~) (?:режим~|набор~)",
    "(?:наберите|введите|знаете) .{0,40}(?:внутренн~|добавочн~)",
    "(?:дождитесь|ожидайте|ждите) (?:ответа|соединения|оператора|секретаря)",
    "все (?:наши )?(?:операторы|специалисты|менеджеры|сотрудники|линии) (?:сейчас |в данный момент |пока )?заняты",
    "(?:ваш|каждый) звонок .{0,20}важен",
    "ваш~ (?:номер|место) в очереди",
)
# what a menu says too
_BEFORE_MENU = Cues(
    "вы позвонили", "вас приветствует", "добро пожаловать", "(?:спасибо|благодарим) за .{0,10}звонок"
)
_WITH_MENU = Cues(
    "(?:разговор~|звон~) .{0,20}запис~", "контрол~ качества", "оставайтесь на линии", "соединяем"
)
_OF_ONESELF = Cues("я", "мне", "меня", "мы", "у вас", "извините", "робот~")  # a person tells of a menu
_BEFORE_FORMULA = 12  # words: a person who begins has said who they are by then
_LONGEST_MENU = 150  # words
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


def menu(utterances: Sequence[Utterance]) -> frozenset[int]:
    """Which utterances are a company's menu («нажмите один, дождитесь ответа»); none where none is played.

    It stands before everything that people say: from the first words of one lane, while the other lane says no more
    than «алло», to the last sentence that only a menu says. Sorted by start.
    """
    spoken = [at for at, each in enumerate(utterances) if each.text.strip()]
    first = next((at for at in spoken if utterances[at].text in _MENU), None)
    if first is None:
        return frozenset()
    side = utterances[first].speaker
    taken: list[int] = []
    last = length = 0
    for at in spoken:
        said = utterances[at]
        if said.speaker != side and _words(said) <= _CALLED_OUT:
            continue
        length += _words(said)
        if said.speaker != side or length > _LONGEST_MENU or said.text in _OF_ONESELF:
            break
        taken.append(at)
        if said.text in _MENU or (last and said.text in _WITH_MENU):
            last = len(taken)
    before = [utterances[at] for at in taken if at < first]
    announced = any(each.text in _BEFORE_MENU for each in before)
    if not announced and sum(map(_words, before)) > _BEFORE_FORMULA:
        return frozenset()
    return frozenset(taken[:last])


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
