"""The bell, the list, the choices, live events."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from mentor.companies.models import AuditEntry
from mentor.core.tenancy import company_scope
from mentor.notifications import actions, live, queries, telegram_links
from mentor.notifications.kinds import Channel, Kind
from mentor.notifications.models import TelegramLink
from mentor.pages.notices import stream

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost(scope, worked):
    """A client was lost: the manager and the head were told."""
    call = worked()
    actions.tell_about_call(call)
    return call


def test_the_bell_counts_and_opening_the_list_reads(head_client, manager_client, lost):
    assert head_client.get("/notices/count/").json() == {"unread": 1}
    page = head_client.get("/notices/").content.decode()
    assert "Потерян клиент: Ирина" in page
    assert "новое" in page
    assert f"/clients/{lost.client_id}/" in page
    assert head_client.get("/notices/count/").json() == {"unread": 0}
    assert "новое" not in head_client.get("/notices/").content.decode()
    assert manager_client.get("/notices/count/").json() == {"unread": 1}


def test_looking_at_the_heading_alone_reads_nothing(head_client, lost):
    head_client.head("/notices/")
    assert head_client.get("/notices/count/").json() == {"unread": 1}


def test_an_odd_place_in_the_list_shows_the_newest(head_client, lost):
    for before in ("abc", "-1", "²", "9" * 40):
        assert "Ирина" in head_client.get("/notices/", {"before": before}).content.decode()


def test_a_person_chooses_kinds_of_their_role_and_both_times_or_none(manager_client, world, scope):
    wanted = {"telegram": ["reminder"], "mail": ["client_lost"], "quiet_from": "20:00", "quiet_to": "09:30"}
    assert manager_client.post("/profile/notices/", wanted).status_code == 302
    found = queries.wishes(world.manager)
    assert found.wanted == {Channel.TELEGRAM: {Kind.REMINDER}, Channel.MAIL: {Kind.CLIENT_LOST}}
    assert [str(each) for each in found.quiet or ()] == ["20:00:00", "09:30:00"]
    assert manager_client.post("/profile/notices/", {"telegram": ["neglect"]}).status_code == 422
    half = manager_client.post("/profile/notices/", {"quiet_from": "20:00"})
    assert half.status_code == 422
    assert "оба времени" in half.content.decode()


def test_a_link_to_the_bot_is_shown_once_and_kept_as_a_hash(manager_client, scope, settings):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_BOT = "1:x", "mentor_double_bot"
    page = manager_client.post("/profile/notices/telegram/").content.decode()
    secret = page.split("https://t.me/mentor_double_bot?start=")[1].split('"')[0]
    assert secret not in TelegramLink.objects.get().token_hash
    assert secret not in manager_client.get("/profile/notices/").content.decode()


def test_without_a_bot_the_page_says_so_and_makes_no_link(manager_client, scope):
    manager_client.post("/profile/notices/telegram/")
    assert not TelegramLink.objects.exists()
    assert "бот не подключён" in manager_client.get("/profile/notices/").content.decode()


def test_unlinking_is_one_click(manager_client, world, scope, settings):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_BOT = "1:x", "mentor_double_bot"
    telegram_links.bind(secret=telegram_links.new_link(member=world.manager), chat_id=7)
    assert "привязан" in manager_client.get("/profile/notices/").content.decode()
    manager_client.post("/profile/notices/telegram/off/")
    assert queries.chat_of(world.manager) is None


def test_a_head_sets_quiet_hours_and_the_audit_keeps_them(head_client, scope):
    form = {"quiet_from": "22:00", "quiet_to": "07:00", "neglect_ignored_days": "4", "personal_data": "on"}
    assert head_client.post("/settings/notices/", form).status_code == 302
    found = queries.settings()
    assert (found.quiet_from.hour, found.neglect_ignored_days, found.personal_data) == (22, 4, True)
    entry = AuditEntry.objects.get(action="notices.changed")
    assert entry.details["after"]["quiet_from"] == "22:00:00"


@pytest.mark.django_db(transaction=True)
def test_an_open_page_hears_of_its_own_events_and_of_nobody_elses(world):
    """Events come after the commit, carry a name and an id, and reach the member's own pages alone."""

    def happen() -> None:
        with company_scope(world.company.pk):
            live.announce(world.head.pk)
            live.announce(world.manager.pk)
        with transaction.atomic():
            live.announce(world.manager.pk)
            transaction.set_rollback(True)
        connection.close()

    async def hear() -> list[bytes]:
        pages = [stream.events(member.pk) for member in (world.manager, world.head)]
        heard = [await anext(page) for page in pages]
        # The line to the database is up: each page is told to ask for what it may have missed.
        heard += [await asyncio.wait_for(anext(page), 30) for page in pages]
        await sync_to_async(happen, thread_sensitive=False)()
        heard += [await asyncio.wait_for(anext(page), 30) for page in pages]
        for page in pages:
            await page.aclose()  # type: ignore[attr-defined] # a generator, as every stream here
        return heard

    heard = asyncio.run(hear())
    assert [line.decode() for line in heard[2:]] == 2 * [
        f"event: notices\ndata: {world.manager.pk}\n\n",
        f"event: notices\ndata: {world.head.pk}\n\n",
    ]
