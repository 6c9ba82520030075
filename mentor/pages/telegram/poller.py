"""Commands that the bot asks Telegram for. One poller an installation: Telegram refuses a second."""

from __future__ import annotations

import logging

from asgiref.sync import sync_to_async
from django.db import close_old_connections

from mentor.notifications.channels.telegram import session

from .replies import reply

log = logging.getLogger(__name__)
SORRY = "Не получилось ответить: внутренняя ошибка. Всё, что нужно, есть в mentor.ai."


def answer(chat_id: int, text: str) -> str:
    """As ``reply``; an error of ours is told and logged, the poller goes on."""
    close_old_connections()
    try:
        return reply(chat_id, text)
    except Exception:  # one person's command must not end the answers to all the others
        log.exception("a command could not be answered")
        return SORRY
    finally:
        close_old_connections()


async def poll(*, token: str, api: str, name: str) -> None:
    """Answer commands until cancelled. Raises ``SystemExit`` where the bot is not the one that links name."""
    from aiogram import Bot, Dispatcher
    from aiogram.types import Message

    bot = Bot(token, session=session(api))
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def said(message: Message) -> None:
        if message.chat.type == "private" and message.text:
            text = await sync_to_async(answer, thread_sensitive=False)(message.chat.id, message.text)
            await message.answer(text)

    try:
        known = (await bot.get_me()).username
        if name and known != name:
            raise SystemExit(
                f"MENTOR_TELEGRAM_BOT={name}, а токен принадлежит боту {known}: исправьте настройку."
            )
        await bot.delete_webhook()
        await dispatcher.start_polling(bot, handle_signals=False)
    finally:
        await bot.session.close()
