"""Facts of this call that wordings take in: what to send and where, with whom the client decides, until when."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..text.morphology import inflect
from ..text.normal import normalise
from .figures import difference_of, sum_of

_CHANNELS = (
    (r"на почт\w+|на мыло|e mail|имейл", "на почту"),
    (r"в?\s?(?:вацап|ватсап|вотсап|вотсапп|ватсапп|whatsapp)\w*", "в ватсап"),
    (r"в? ?(?:телег|телеграм)\w*", "в телеграм"), (r"в? ?вайбер\w*", "в вайбер"), (r"мессенджер\w*", "в мессенджер"),
    (r"смс\w*|сообщени\w+", "сообщением"),
)  # fmt: skip
_THINGS = (
    (r"фот\w+", "фото"), (r"отчет\w*", "отчёт"), (r"прайс\w*", "прайс"), (r"программ[уы]", "программу"),
    (r"цен[ыу]", "цены"),
    (r"презентаци\w+", "презентацию"), (r"примеры", "примеры"), (r"каталог\w*", "каталог"),
    (r"кп|предложени\w+", "предложение"),
    (r"расчет\w*", "расчёт"), (r"смет[уы]", "смету"), (r"договор\w*", "договор"), (r"ссылк\w+", "ссылку"),
)  # fmt: skip
_KIN = re.compile(
    r"\b(брат|зять|сват|кум|тесть|шурин|дядя|сосед|знакомый|друг|приятель)(?: двоюродный)?\b(?=(?: \w+){0,3} "
    r"(?:взялся|делает|сделает|умеет|плиточник|мастер|берется|возьмется|обещал))"
)
_PERSON = re.compile(
    r"\b(муж|жен|мам|пап|отц|матер|мать|директор|партнер|начальник|шеф|бухгалтер|супруг|сын|дочер|дочк|брат|руковод|учредител)"
    r"(?:а|ы|е|у|ой|ом|ем|ью|и|я|ю|ль|лем|ля|лю|ство|ством|ству|ства)?\b"
)
_STEMS = {
    "муж": "муж", "жен": "жена", "мам": "мама", "пап": "папа", "отц": "отец", "матер": "мать", "мать": "мать",
    "директор": "директор", "партнер": "партнёр", "начальник": "начальник", "шеф": "шеф", "бухгалтер": "бухгалтер",
    "супруг": "супруг", "сын": "сын", "дочер": "дочь", "дочк": "дочка", "брат": "брат", "руковод": "руководство",
    "учредител": "учредитель",
}  # fmt: skip
_WHEN = re.compile(
    r"\b(через (?:полгода|год|месяц|неделю|пару недель|пару месяцев|два месяца|три месяца|две недели)|"
    r"после (?:нового года|праздников|отпуска|сезона|каникул|ремонта)|(?:весной|летом|осенью|зимой)|"
    r"в (?:январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|октябре|ноябре|декабре)|"
    r"ближе к (?:весне|лету|осени|зиме|новому году)|в следующем году)\b"
)
_PRICE = re.compile(r"\b(?:сколько|цен\w*|стоит|прайс\w*|стоимост\w*)\b")


def slots_of(texts: Iterable[str]) -> dict[str, str | None]:
    """Slots for the wordings of a reason; None where the call does not tell. ``texts``: the client's telling words."""
    said = list(texts)
    joined = " ".join(normalise(text).text for text in said)
    difference = next((d for text in said if (d := difference_of(text))), None)
    total = next((s for text in said if (s := sum_of(text)) and s != difference), None)
    return {
        "sum": total,
        "diff": difference,
        "when": when_of(joined),
        "things": things_of(joined),
        "channel": _channel(joined),
        "with": with_whom(joined),
        "kin": found.group(1) if (found := _KIN.search(joined)) else None,
    }


def when_of(normal: str) -> str | None:
    """«через полгода», «после Нового года»: when the client wants to be asked again."""
    found = _WHEN.search(normal)
    if found is None:
        return None
    return found.group(1).replace("нового года", "Нового года").replace("новому году", "Новому году")


def things_of(normal: str) -> str | None:
    """What the client asked to be sent, as a list in the accusative."""
    found = [thing for pattern, thing in _THINGS if re.search(rf"\b(?:{pattern})\b", normal)][:3]
    if not found:
        return None
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} и {found[-1]}"


def _channel(normal: str) -> str | None:
    return next((name for pattern, name in _CHANNELS if re.search(rf"\b(?:{pattern})\b", normal)), None)


def with_whom(normal: str) -> str | None:
    """«с мужем»: who else decides."""
    found = _PERSON.search(normal)
    if found is None:
        return None
    word = _STEMS[found.group(1)]
    return f"с {inflect(word, 'ablt')}"


def asks_price(text: str) -> bool:
    """Is the price asked in ``text``."""
    return bool(_PRICE.search(normalise(text).text))
