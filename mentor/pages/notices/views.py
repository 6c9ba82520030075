"""The list behind the bell, its count and live events, a person's choices, the company's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.core.handlers.asgi import ASGIRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mentor.companies.middleware import CompanyRequest, require_viewer
from mentor.companies.models import Member
from mentor.notifications import actions, queries, telegram_links
from mentor.notifications.message import Message
from mentor.pages.setup.doors import for_heads, viewer_of
from mentor.recovery import notice_words

from . import stream
from .forms import ChoicesForm, CompanyNoticesForm
from .words import trouble_words

BACK = "notice_choices"


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the list shows it."""

    message: Message
    at: datetime
    unread: bool


def _member(request: HttpRequest) -> Member:
    """Messages are a member's own: staff of ours has none here."""
    member = viewer_of(request).member
    if member is None:
        raise Http404
    return member


@require_safe
@require_viewer
def notices(request: CompanyRequest) -> HttpResponse:
    """The newest messages; opening the page reads them."""
    member = _member(request)
    before = request.GET.get("before", "")
    number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    rows = queries.newest(member, number)
    words = notice_words.shown(rows)
    lines = [
        Line(message, row.created_at, row.read_at is None)
        for row in rows
        if (message := words[row.pk]) is not None
    ]
    if rows and request.method == "GET":
        actions.note_read(member=member, until_id=rows[0].pk)
    context = {"lines": lines, "older": rows[-1].pk if len(rows) == queries.SHOWN else None}
    return render(request, "pages/notices/list.html", context)


@require_safe
@require_viewer
def count(request: CompanyRequest) -> HttpResponse:
    """How many are unread, for the bell."""
    return JsonResponse({"unread": queries.unread(_member(request))})


@require_safe
@require_viewer
def live(request: CompanyRequest) -> HttpResponseBase:
    """Server-sent events: names and ids. A server that cannot stream says so, and the bell asks by itself."""
    member = _member(request)
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    response = StreamingHttpResponse(stream.events(member.pk), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@require_viewer
def choices(request: CompanyRequest) -> HttpResponse:
    """What the person gets by which way."""
    member = _member(request)
    form = ChoicesForm(
        request.POST if request.method == "POST" else None, member=member, wishes=queries.wishes(member)
    )
    if request.method == "POST" and form.is_valid():
        actions.choose(member=member, wanted=form.wanted, quiet=form.quiet)
        messages.success(request, "Сохранено. Новый выбор действует сразу.")
        return redirect(BACK)
    return _choices(request, member, form)


def _choices(request: CompanyRequest, member: Member, form: ChoicesForm, link: str = "") -> HttpResponse:
    trouble = queries.last_trouble(member)
    context = {
        "form": form,
        "chat": queries.chat_of(member),
        "link": link,
        "minutes": telegram_links.LINK_MINUTES,
        "telegram": bool(settings.TELEGRAM_TOKEN and settings.TELEGRAM_BOT),
        "bot": settings.TELEGRAM_BOT,
        "email": member.email,
        "trouble": trouble_words(trouble) if trouble else None,
        "company_notices": queries.settings(),
    }
    return render(request, "pages/notices/choices.html", context, status=422 if form.errors else 200)


@require_POST
@require_viewer
def telegram_link(request: CompanyRequest) -> HttpResponse:
    """A one-time link to the bot, shown this once."""
    member = _member(request)
    if not (settings.TELEGRAM_TOKEN and settings.TELEGRAM_BOT):
        messages.error(request, "Бот Telegram на этом сервере не подключён: это делает администратор.")
        return redirect(BACK)
    link = f"https://t.me/{settings.TELEGRAM_BOT}?start={telegram_links.new_link(member=member)}"
    form = ChoicesForm(member=member, wishes=queries.wishes(member))
    return _choices(request, member, form, link)


@require_POST
@require_viewer
def telegram_unlink(request: CompanyRequest) -> HttpResponse:
    """Nothing more goes to the chat."""
    if telegram_links.unbind(member=_member(request)):
        messages.success(request, "Telegram отвязан: сообщений туда больше не будет.")
    return redirect(BACK)


@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def company(request: CompanyRequest) -> HttpResponse:
    """Quiet hours, personal data in messages, when silence about a recommendation is neglect."""
    form = CompanyNoticesForm(request.POST if request.method == "POST" else None, found=queries.settings())
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        if changes:
            actions.change_settings(by=viewer_of(request).user, **changes)
            messages.success(request, "Сохранено. Новые значения действуют сразу.")
        return redirect("company_notices")
    return render(request, "pages/notices/company.html", {"form": form}, status=422 if form.errors else 200)
