"""Why a message did not go out, in words for its person."""

from __future__ import annotations

from mentor.notifications.kinds import Channel
from mentor.notifications.queries import Trouble
from mentor.notifications.rules import Reason

WHY = {
    Reason.BLOCKED: "чат закрыт для бота. Разблокируйте его и привяжите Telegram заново.",
    Reason.REFUSED: "сообщение не приняли. Если повторится, скажите администратору.",
    Reason.INTERRUPTED: "связь оборвалась, и неизвестно, дошло ли. Второй раз не шлём, чтобы не повторяться.",
    Reason.ATTEMPTS: "сервер долго не отвечал. Следующие сообщения попробуем отправить как обычно.",
}


def trouble_words(trouble: Trouble) -> str:
    """«Telegram: последнее сообщение не ушло: …»."""
    way = Channel(trouble.channel).label
    why = WHY.get(Reason(trouble.reason), "причина неизвестна.") if trouble.reason else "причина неизвестна."
    return f"{way}: последнее сообщение не доставлено — {why} Всё есть в колокольчике."
