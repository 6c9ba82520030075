"""``manage.py telegram_bot``: answers commands in Telegram, or tells Telegram where to bring them."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = (
        "Runs the bot by long polling until SIGTERM; with MENTOR_TELEGRAM_MODE=webhook only sets the address."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.TELEGRAM_TOKEN:
            raise CommandError("MENTOR_TELEGRAM_TOKEN не задан: бота нет.")
        modes = {"polling": _poll, "webhook": _set_webhook}
        if settings.TELEGRAM_MODE not in modes:
            raise CommandError(
                f"MENTOR_TELEGRAM_MODE={settings.TELEGRAM_MODE!r}: бывает polling или webhook."
            )
        from aiogram.exceptions import AiogramError

        try:
            asyncio.run(modes[settings.TELEGRAM_MODE]())
        except AiogramError as error:
            raise CommandError(f"Telegram не принял бота: {error}") from error


async def _poll() -> None:
    from mentor.pages.telegram.poller import poll

    task = asyncio.create_task(
        poll(token=settings.TELEGRAM_TOKEN, api=settings.TELEGRAM_API, name=settings.TELEGRAM_BOT)
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    with suppress(asyncio.CancelledError):
        await task


async def _set_webhook() -> None:
    from aiogram import Bot

    from mentor.notifications.channels.telegram import session
    from mentor.pages.telegram.views import secret

    bot = Bot(settings.TELEGRAM_TOKEN, session=session(settings.TELEGRAM_API))
    try:
        await bot.set_webhook(
            f"{settings.PUBLIC_URL}/telegram/webhook/", secret_token=secret(), allowed_updates=["message"]
        )
    finally:
        await bot.session.close()
