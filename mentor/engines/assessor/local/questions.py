"""Acts of discovery: questions about the need, open or closed, about time, money and decision; the summary."""

from __future__ import annotations

from ...text.cues import Cues, Span
from ...text.normal import normalise
from .acts import Act

OPEN_WORD = (
    "что|чего|чем|как|какой|какая|какое|какие|каких|какую|какого|каком|какому|сколько|скольки|когда|где|куда|откуда|почему|зачем|кто|кому|кого|для чего|насколько|"
    "расскажите|рассказывайте|опишите|чей|чья|на что|под что|из чего|через кого|о чем"
)
OPEN = Cues(OPEN_WORD, "подскажите", "напомните")
# Words that open a question in speech without punctuation.
ASKS = Cues(
    OPEN_WORD,
    "подскажите",
    "скажите",
    "а вы ",
    "а вам ",
    "а у вас ",
    "вам нуж~",
    "вы для себя",
    "есть ли",
    r"\w+ ли ",
    "или",
    "нужн~",
    "нужен",
    "правильно",
    "верно",
    "а сейчас ",
    "а раньше ",
    "а бюджет",
    "а срок~",
    "решаете",
    "а делали",
    "а камеры",
    "пробовали",
    "планируете",
    "хотите",
    "уже",
)
TERM = Cues(
    "когда",
    "срок~",
    "к какому",
    "до какого",
    "к какой дате",
    "по времени",
    "даты",
    "дату",
    "числа",
    "какие числа",
    "на какие числа",
    "к какому числу",
    "с какого",
    "горит",
    "спешите",
    "торопит~",
    "как скоро",
    "планируете",
    "на сколько дней",
    "к событию",
    "срочно",
    "сколько времени",
    "на какой месяц",
    "в каком месяце",
    "по срокам",
    "успеть",
    "до какого",
    "как быстро",
    "в какие дни",
    "вылет",
    "монтаж",
)
BUDGET = Cues(
    "бюджет~",
    "деньг~",
    "деньгам",
    "сумм~",
    "на какую сумму",
    "сколько (?:готовы|закладыва~|платит~|денег|рассчит~|своих|хотите|планир~|не жалко|бы не жалко|сейчас плат~|уходит|стоит)",
    "рассчитыва~",
    "ориентир~",
    "потолок",
    "граница",
    "платите",
    "платит",
    "кредит",
    "финанс~",
    "стоимост~",
    "по цене",
    "обходит~",
    "оборот~",
    "во сколько",
    "чек средний",
    "в какую цену",
    "вложить~",
    "потратить",
    "доплат~",
    "закладыва~",
)
DECISION = Cues(
    "кто (?:у вас |будет |еще |это |по )?(?:решает|принимает|утвержд~|платит|отвечает|выбирает|покупает|согласовыв~|последнее|подписывает)",
    "решает",
    "решаете",
    "решать",
    "принимаете",
    "сами решаете",
    "вы или",
    "одна или",
    "один или",
    "вдвоем",
    "с женой",
    "с мужем",
    "последнее слово",
    "утверждает",
    "утверждаете",
    "согласов~",
    "директор",
    "кто кроме",
    "кто еще",
    "посоветов~",
    "подписывает",
    "для себя или",
)
SUMMARY = Cues(
    "правильно (?:ли )?(?:я )?(?:вас )?(?:понял~|понимаю|услышал~|слышу|записал~)",
    "верно (?:ли )?(?:я )?(?:вас )?(?:понял~|понимаю|услышал~|говорю)",
    "то есть (?!если|как бы|это)",
    "значит",
    "итак",
    "подытож~",
    "повторю",
    "получается",
    "итого",
    "проверю",
    "проверим",
    "сверя~",
    "услышал~",
    "резюмир~",
    "если коротко",
    "так понимаю",
    "я понял(?:а)? вам",
    "выходит",
    "сверим~",
    "своими словами",
    "давайте сверю",
    "запишу так",
    "поняла? что",
    "понимаю так",
    "вас услышал~",
    "вас слышу",
    "правильно слышу",
    "правильно понял",
    "коротко",
    "картина такая",
    "задача такая",
    "фиксирую",
    "запис(?:ал|ываю)",
    "суммирую",
    "складываю",
)
SUMMARY_CHECK = Cues(
    "верно",
    "так$",
    "правильно",
    "все так",
    "все верно",
    "да$",
    "ничего не (?:упустил~|забыл~|перепутал~)",
    "точно",
)
NOT_NEED = Cues(
    "удобно~",
    "слышно",
    "слышите",
    "помните",
    "подойдет",
    "успеете",
    "устраивает",
    "договорились",
    "записать вас",
    "как (?:к вам|вас|тебя) ",
    "запишу",
    "алло",
    "вы тут",
    "минутк~",
    "правильно$",
    "верно$",
    "почту",
    "реквизиты",
    "номер",
    "на какую почту",
    "куда (?:прислать|скинуть|отправить)",
    "годится",
    "снимает",
    "спокойнее",
    "легче",
    "понятно$",
    "пойдет",
    "согласны",
    "закрыли",
    "смущает",
    "сомнени~",
    "хорошо$",
    "что скажете",
    "как вам",
    "интересно",
    "скинуть",
    "прислать",
    "в десять",
    "в субботу",
    "завтра",
    "утром или",
    "во сколько вам",
    "чем (?:могу|помочь)",
    "здравствуйте",
)


_NOT_ASKING = Cues(
    "если что", "как раз", "что нибудь", "что то", "как то", "чем (?:в|у|на)", "что ж", "ну что вы", "как бы", "где то", "когда то", "какой то", "какая то", "какие то", "что вы ", "кто то", "потому что", "так как", "как вы и", "как и",
    "как надумаете", "что надо", "как скажете", "все что", "чего нибудь", "как правило", "как обычно", "как положено", "когда (?:вы )?(?:надумаете|решите|захотите|подпишете)", "то что", "тем что", "что (?:важно|называется)", "как там", "чего ж", "кому как", "у кого как", "как хотите", "смотря (?:что|как)",
    "как оплатите", "там где", "потом что", "ничего", "не что", "так что", "на что есть",
)
_LONG = 16
_ENDING_WORDS = 9


def is_question(text: str) -> bool:
    """Is something asked: by a question mark, or, in speech without punctuation, by its wording."""
    if "?" in text:
        return True
    if any(c in text for c in ".!,"):
        return False
    words = list(normalise(text).words)
    part = " ".join(words) if len(words) <= _LONG else " ".join(words[-_ENDING_WORDS:])
    if part not in ASKS:
        return False
    masked = _NOT_ASKING.remove(part)
    return masked in ASKS


def question_part(text: str) -> str:
    """The part of an utterance that asks: sentences with a question mark, or the whole of unpunctuated speech."""
    if "?" not in text:
        words = list(normalise(text).words)
        return " ".join(words) if len(words) <= _LONG else " ".join(words[-_ENDING_WORDS:])
    parts: list[str] = []
    start = 0
    for index, letter in enumerate(text):
        if letter in ".!?…":
            if letter == "?":
                parts.append(text[start : index + 1])
            start = index + 1
    return " ".join(parts)


def tag_questions(text: str) -> dict[Act, Span]:
    """Question acts of a manager's utterance (which of them ask about the need is decided with the context)."""
    found: dict[Act, Span] = {}
    if not is_question(text):
        if text in SUMMARY:
            found["need_summary"] = SUMMARY.find(text) or Span(0, 1)
        return found
    asking = _NOT_ASKING.remove(question_part(text))
    found["question"] = _place(text, question_part(text))
    if asking in OPEN:
        found["open_question"] = found["question"]
    topics: tuple[tuple[Act, Cues], ...] = (
        ("ask_term", TERM),
        ("ask_budget", BUDGET),
        ("ask_decision", DECISION),
    )
    for act, cue in topics:
        if asking in cue:
            found[act] = found["question"]
    if text in SUMMARY and len(normalise(text).words) >= 6:  # noqa: PLR2004 «правильно понял» alone sums up nothing
        found["need_summary"] = SUMMARY.find(text) or Span(0, 1)
    return found


def _place(text: str, part: str) -> Span:
    start = text.find(part.split("?")[0]) if part else 0
    if "?" not in text:
        return Span(max(0, len(text) - len(part)), len(text))
    return Span(max(0, start), max(0, start) + max(1, len(part.split("?")[0])))
