"""What the bot answers. One text in, one text out; nothing here knows Telegram."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mentor.analytics.queries.main_report import main_report
from mentor.companies import queries as companies
from mentor.companies.models import Company, Member, Role
from mentor.companies.people import Viewer
from mentor.core import formats
from mentor.core.tenancy import company_scope
from mentor.notifications import queries as notices
from mentor.notifications import telegram_links
from mentor.pages.my.queries import day_page
from mentor.pages.overview.figures import tiles
from mentor.recovery import neglect, notice_words
from mentor.recovery.neglect_rules import levels
from mentor.recovery.workload import by_manager, untouched_losses, whole_of

NAMED = 5
STRANGER = (
    "Я бот mentor.ai. Чтобы получать сообщения, откройте в mentor.ai «Уведомления» в меню под вашим именем и "
    "нажмите «Привязать Telegram»."
)
STALE_LINK = (
    "Эта ссылка уже использована или устарела. "
    "Возьмите новую в mentor.ai: «Уведомления» в меню под вашим именем."
)
HELP = "Команды:\n/today — кому звонить сегодня\n/report — показатели коротко"


def reply(chat_id: int, text: str, now: datetime | None = None) -> str:
    """The answer to one message of a private chat. Must run outside of a company's scope."""
    command, _, argument = text.strip().partition(" ")
    command = command.partition("@")[0].lower()
    if command == "/start" and argument.strip():
        bound = telegram_links.bind(secret=argument.strip(), chat_id=chat_id)
        return _greeting(*bound) if bound else STALE_LINK
    found = telegram_links.member_of_chat(chat_id)
    if found is None:
        return STRANGER
    company_id, member_id = found
    with company_scope(company_id):
        member = Member.objects.filter(pk=member_id, is_active=True).first()
        if member is None:
            return STRANGER
        company = companies.company()
        return _answer(command, member, company, now or timezone.now())


def _greeting(company_id: int, member_id: int) -> str:
    with company_scope(company_id):
        member = Member.objects.get(pk=member_id)
        return f"Готово: {formats.initials(member.name)}, сообщения mentor.ai будут приходить сюда.\n\n{HELP}"


def _answer(command: str, member: Member, company: Company, now: datetime) -> str:
    head = member.role == Role.HEAD
    if command == "/today":
        return _day_of_team(company, now) if head else _day(member, company, now)
    if command == "/report":
        return _report(company, now) if head else _day(member, company, now)
    return HELP


def _link(name: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name)}"


def _day(member: Member, company: Company, now: datetime) -> str:
    """The manager's own day: how many wait, and the most urgent by name as far as the company lets out."""
    assert member.user is not None, "a chat is bound from the person's own page"
    page = day_page(Viewer(member.user, company, member), member, now)
    whole = notices.settings().personal_data
    if not page.waiting:
        return f"Звонить по рекомендациям сейчас некому.\n{_link('my_day')}"
    count = formats.counted(page.waiting, "клиент ждёт", "клиента ждут", "клиентов ждут")
    late = f", просрочено: {page.overdue}" if page.overdue else ""
    lines = [f"{count} звонка{late}"]
    urgent = [
        task for group in page.groups if group.code in ("overdue", "today", "later") for task in group.tasks
    ]
    for task in urgent[:NAMED]:
        name = task.client_name if whole else formats.initials(task.client_name)
        lines.append("• " + ", ".join(part for part in (name, task.stage, task.due) if part))
    return "\n".join([*lines, _link("my_day")])


def _day_of_team(company: Company, now: datetime) -> str:
    """What needs the head today: untouched losses, what is late, neglect."""
    workloads, people = by_manager(now), companies.managers()
    whole = whole_of(workloads)
    facts, limits = neglect.conducts(people, company, workloads, now), neglect.limits_of(company)
    fresh = len(untouched_losses(NAMED + 1))
    lines = [
        f"Потеряны и без звонка: {fresh if fresh <= NAMED else f'больше {NAMED}'}",
        f"Открытых рекомендаций: {whole.open}, просрочено: {whole.overdue}",
    ]
    personal = notices.settings().personal_data
    for member in people:
        conduct = facts[member.pk]
        if levels(conduct, limits).any:
            told = notice_words.neglect_facts(
                silent_days=conduct.silent_days,
                overdue=conduct.overdue,
                ignored_days=conduct.ignored_days,
                never_seen=member.last_seen_at is None,
            )
            name = member.name if personal else formats.initials(member.name)
            lines.append(f"• Саботаж: {name}, {', '.join(told)}")
    return "\n".join([*lines, _link("overview")])


def _report(company: Company, now: datetime) -> str:
    """The tiles of Обзор in words."""
    report = main_report(company, now.astimezone(company.zone).date())
    lines = [company.name]
    for tile in tiles(report):
        beside = f" ({tile.compare})" if tile.compare else ""
        lines.append(f"{tile.label}: {tile.value}{beside}")
    return "\n".join([*lines, _link("overview")])
