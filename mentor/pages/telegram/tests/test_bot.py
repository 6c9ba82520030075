"""The bot against a Bot API double: linking, commands, what it tells and what it keeps to itself."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from mentor.core.tenancy import company_scope
from mentor.notifications import actions, telegram_links
from mentor.pages.telegram import replies
from mentor.pages.telegram.poller import poll
from mentor.pages.telegram.views import secret
from tests.telegram_double import TOKEN, bot_api

CHAT, HEADS_CHAT = 501, 502


@pytest.fixture
def linked(world, worked):
    """Manager and head with a chat each, and a client lost by the manager."""
    for member, chat in ((world.manager, CHAT), (world.head, HEADS_CHAT)):
        with company_scope(world.company.pk):
            link = telegram_links.new_link(member=member)
        assert "Готово" in replies.reply(chat, f"/start {link}")
    with company_scope(world.company.pk):
        worked()
    return world


@pytest.mark.django_db
def test_a_stranger_learns_how_to_link_and_nothing_else(world):
    for text in ("/start", "/today", "/report", "привет", "/start made-up"):
        assert "mentor.ai" in replies.reply(CHAT, text)
        assert world.company.name not in replies.reply(CHAT, text)


@pytest.mark.django_db
def test_a_managers_day_names_nobody_unless_the_company_lets_it(linked):
    bare = replies.reply(CHAT, "/today")
    assert "1\u00a0клиент ждёт звонка" in bare
    assert "• И" in bare
    assert "Ирина" not in bare
    with company_scope(linked.company.pk):
        actions.change_settings(by=linked.head.user, personal_data=True)
    assert "Ирина" in replies.reply(CHAT, "/today")
    assert replies.reply(CHAT, "/report") == replies.reply(CHAT, "/today")


@pytest.mark.django_db
def test_the_head_gets_the_figures_and_what_needs_a_look(linked):
    report = replies.reply(HEADS_CHAT, "/report@mentor_double_bot")
    assert linked.company.name in report
    assert "Конверсия" in report
    today = replies.reply(HEADS_CHAT, "/today")
    assert "Потеряны и без звонка: 1" in today
    assert "Открытых рекомендаций: 1" in today
    assert "/today" in replies.reply(HEADS_CHAT, "что ты умеешь?")


@pytest.mark.django_db
def test_somebody_switched_off_is_a_stranger(linked):
    with company_scope(linked.company.pk):
        linked.manager.is_active = False
        linked.manager.save()
    assert replies.reply(CHAT, "/today") == replies.STRANGER


@pytest.mark.django_db
def test_the_webhook_answers_those_who_know_the_secret(linked, client, settings):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_MODE = TOKEN, "webhook"

    def post(body: str, shown: str) -> Any:
        headers = {"X-Telegram-Bot-Api-Secret-Token": shown}
        return client.post("/telegram/webhook/", body, content_type="application/json", headers=headers)

    update = {"message": {"chat": {"id": CHAT, "type": "private"}, "text": "/today"}}
    answer = post(json.dumps(update), secret()).json()
    assert (answer["method"], answer["chat_id"]) == ("sendMessage", CHAT)
    assert "1\u00a0клиент ждёт звонка" in answer["text"]
    assert post(json.dumps(update), "guessed").status_code == 404
    group = {"message": {"chat": {"id": CHAT, "type": "group"}, "text": "/today"}}
    for odd in (json.dumps(group), "{}", "[]", "not json", '{"message": 5}', '{"message": {"chat": null}}'):
        assert post(odd, secret()).json() == {}
    settings.TELEGRAM_MODE = "polling"
    assert post(json.dumps(update), secret()).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_the_poller_links_and_answers_over_http(world):
    with company_scope(world.company.pk):
        link = telegram_links.new_link(member=world.manager)

    async def talk() -> list[dict[str, str]]:
        with bot_api() as api:
            bot = asyncio.create_task(poll(token=TOKEN, api=api.address, name="mentor_double_bot"))
            api.say(CHAT, f"/start {link}")
            await asyncio.to_thread(api.wait_for_messages, 1)
            api.say(CHAT, "/today")
            said = list(await asyncio.to_thread(api.wait_for_messages, 2))
            bot.cancel()
            await asyncio.gather(bot, return_exceptions=True)
            return said

    said = asyncio.run(talk())
    assert [each["chat_id"] for each in said] == [str(CHAT), str(CHAT)]
    assert "Готово" in said[0]["text"]
    assert "Звонить по рекомендациям сейчас некому" in said[1]["text"]


def test_a_token_of_another_bot_is_refused_at_the_start():
    with bot_api() as api, pytest.raises(SystemExit, match="mentor_double_bot"):
        asyncio.run(poll(token=TOKEN, api=api.address, name="somebody_else_bot"))
