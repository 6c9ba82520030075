"""What people are told of, by which way, and what each may choose. Pure but for Django's choices."""

from __future__ import annotations

from django.db import models


class Kind(models.TextChoices):
    """Reasons to tell somebody something; the label stands on the page of choices."""

    CLIENT_LOST = "client_lost", "Потерян клиент"
    REMINDER = "reminder", "Напоминания о рекомендациях"
    VERDICT = "verdict", "Спор о выполненной рекомендации: возражение менеджера, решение РОПа"
    NEGLECT = "neglect", "Саботаж: менеджер не заходит или не перезванивает"
    REPORT = "report", "Еженедельный отчёт"
    STATEMENT = "statement", "Акт за месяц"


class Channel(models.TextChoices):
    """Ways out of the product. The bell inside it is always there and needs no row of the outbox."""

    TELEGRAM = "telegram", "Telegram"
    MAIL = "mail", "Почта"


# What each role can be told; a manager never hears of anybody's neglect.
KINDS_OF_ROLE: dict[str, tuple[Kind, ...]] = {
    "head": (Kind.CLIENT_LOST, Kind.VERDICT, Kind.NEGLECT, Kind.REPORT, Kind.STATEMENT),
    "manager": (Kind.CLIENT_LOST, Kind.REMINDER, Kind.VERDICT),
}
# What goes out where nobody has chosen yet: Telegram once it is linked; by letter what is rare and for keeping.
DEFAULTS: dict[Channel, tuple[Kind, ...]] = {
    Channel.TELEGRAM: tuple(Kind),
    Channel.MAIL: (Kind.NEGLECT, Kind.REPORT, Kind.STATEMENT),
}
