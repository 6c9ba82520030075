"""The screens of stage 1, each clicked through by the acceptor. Codes are names of addresses."""

from __future__ import annotations

SCREENS: dict[str, str] = {
    "overview": "Обзор: главный отчёт",
    "managers": "Менеджеры: сравнение и слабые этапы",
    "losses": "Потерянные клиенты и рекомендации",
    "calls": "Звонки и разбор звонка",
    "money": "Деньги: каждый рубль",
    "statements": "Акты за месяц",
    "reports": "Еженедельные отчёты",
    "corrections": "Правки РОПа",
    "attention": "Требует внимания",
    "people": "Люди и роли",
    "knowledge": "База знаний",
    "settings": "Настройки",
}
