"""Words of grading: orders of the queue, why a call stands in it, what a saved grade changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from django.urls import reverse

from mentor.analysis.grade import Mode
from mentor.analysis.grading_queue import ORDERS, Order
from mentor.core import formats

ORDER_TITLES: dict[Order, str] = {
    "unsure": "Сомнительные",
    "lost": "Потерянные",
    "even": "Поровну менеджеров",
    "new": "Новые",
}
ORDER_HINTS: dict[Order, str] = {
    "unsure": "Сначала те, где ИИ меньше всего уверен в своей оценке: такие эксперт исправляет чаще всего.",
    "lost": "Только потерянные клиенты, новые сверху.",
    "even": "По одному звонку каждого менеджера: сначала те, кого слушали меньше.",
    "new": "Все разобранные звонки без оценки, новые сверху.",
}
MODE_TITLES: dict[Mode, str] = {"blind": "Вслепую", "beside": "Рядом с ИИ"}
DOUBTS = {
    "several_reasons": "несколько причин потери",
    "interrupted": "обрыв связи",
    "lost_well": "потерян без слабых этапов",
    "won_badly": "согласие при слабых этапах",
}


def sure_words(confidence: float | None) -> str:
    """«уверен на 34 %»; empty where the engine does not tell."""
    return "" if confidence is None else f"уверен на {formats.percent(confidence, 0)}"


def doubt_words(confidence: float | None, codes: Sequence[str]) -> str:
    """«ИИ уверен на 12 %, 3 этапа у границы, обрыв связи»."""
    counts = Counter(codes)
    near = counts.pop("near", 0)
    found = [f"{formats.counted(near, 'этап', 'этапа', 'этапов')} у границы"] if near else []
    told = [f"ИИ {sure_words(confidence)}"] if confidence is not None else []
    return ", ".join([*told, *found, *(DOUBTS[code] for code in counts)])


def order_of(value: str) -> Order:
    """A known order, else the first."""
    return next((each for each in ORDERS if each == value), ORDERS[0])


def mode_of(value: str) -> Mode:
    """A known mode; blind unless said otherwise."""
    return "beside" if value == "beside" else "blind"


def tabs(current: str) -> list[dict[str, object]]:
    """Parts of «Оценка звонков»."""
    parts = (
        ("grading", "Очередь"),
        ("grading_agreement", "Согласие с ИИ"),
        ("grading_proposals", "Правила из отметок"),
        ("reassess", "Переоценка прошлых"),
    )
    return [{"title": title, "url": reverse(name), "active": name == current} for name, title in parts]
