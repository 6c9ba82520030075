"""Which sections a viewer sees, in which order. Pure but for the addresses."""

from __future__ import annotations

from typing import Any

from mentor.companies.people import Viewer
from mentor.core.addresses import address

Item = tuple[str, str, str]
ACCEPTANCE: Item = ("Приёмка", "acceptance", "list-checks")

HEAD: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (
        "",
        (
            ("Обзор", "overview", "layout-dashboard"),
            ("Менеджеры", "managers", "users"),
            ("Потерянные клиенты", "losses", "user-x"),
            ("Звонки", "calls", "phone"),
            ("Деньги", "money", "banknote"),
            ("Записи", "entries", "receipt"),
            ("Чеки", "receipts", "clipboard-check"),
            ("Отчёты", "reports", "file-text"),
            ACCEPTANCE,
            ("Правки", "corrections", "pencil"),
            ("Тренажёр", "trainer", "graduation-cap"),
            ("Требует внимания", "attention", "triangle-alert"),
        ),
    ),
    (
        "Настройка",
        (
            ("Люди", "people", "user-plus"),
            ("Загрузка звонков", "uploads", "upload"),
            ("База знаний", "knowledge", "book-open"),
            ("Настройки", "settings", "settings"),
        ),
    ),
)
INTEGRATOR: tuple[tuple[str, tuple[Item, ...]], ...] = (
    HEAD[0],
    ("Эксперт", (("Оценка звонков", "grading", "headphones"),)),
    (
        "Подключение",
        (
            ("Компания", "settings", "settings"),
            ("Люди", "people", "user-plus"),
            ("Телефония", "telephony", "phone-call"),
            ("CRM", "crm", "link"),
            ("Загрузка звонков", "uploads", "upload"),
            ("База знаний", "knowledge", "book-open"),
            ("Регламент", "rubric", "list-checks"),
            ("Чек и база", "figures", "banknote"),
            ("Ключи API", "api_keys", "key-round"),
            ("Журнал действий", "audit", "history"),
        ),
    ),
)
MANAGER: tuple[tuple[str, tuple[Item, ...]], ...] = (
    (
        "",
        (
            ("Мой день", "my_day", "sun"),
            ("Мои потерянные клиенты", "losses", "user-x"),
            ("Мои звонки", "calls", "phone"),
            ("Мои этапы", "my_stages", "bar-chart-3"),
            ("Тренажёр", "trainer", "graduation-cap"),
        ),
    ),
)


def sections(viewer: Viewer, path: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    """Groups of items for the frame; the item whose address begins the path is active."""
    groups = _groups(viewer)
    rows = [(title, [(*item, address(item[1])) for item in items]) for title, items in groups]
    addresses = [url for _, items in rows for *_, url in items if _leads(url, path)]
    active = max(addresses, key=len, default="")
    return [
        {
            "title": title,
            "items": [
                {
                    "title": name,
                    "url": url,
                    "icon": icon,
                    "count": counts.get(code, 0),
                    "active": url == active,
                }
                for name, code, icon, url in items
            ],
        }
        for title, items in rows
    ]


def _groups(viewer: Viewer) -> tuple[tuple[str, tuple[Item, ...]], ...]:
    if viewer.is_integrator:
        return INTEGRATOR
    if not viewer.is_manager:
        return HEAD
    accepts = viewer.member is not None and viewer.member.is_acceptor
    return (*MANAGER, ("", (ACCEPTANCE,))) if accepts else MANAGER


def _leads(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
