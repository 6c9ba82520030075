"""Telegram by aiogram: one message out, and what the Bot API's answer means."""

from __future__ import annotations

import asyncio
from typing import Any

from mentor.notifications.message import Message
from mentor.notifications.rules import Answer, Blocked, Later, Refused, Sent, Unclear

WAIT_S, CONNECT_S = 15, 5
LONGEST_TEXT = 4000  # Telegram takes 4,096 characters


def session(api: str) -> Any:
    """An aiogram session for a Bot API at ``api``; whatever a server at 500 and above says is its failure."""
    from aiogram.client.session.aiohttp import AiohttpSession
    from aiogram.client.telegram import TelegramAPIServer
    from aiogram.exceptions import TelegramServerError

    class Session(AiohttpSession):
        def check_response(self, bot: Any, method: Any, status_code: int, content: str) -> Any:
            if status_code >= 500:
                raise TelegramServerError(method=method, message=f"HTTP {status_code}")
            return super().check_response(bot, method, status_code, content)

    return Session(api=TelegramAPIServer.from_base(api))


class TelegramSender:
    """``api``: the Bot API's address without a path."""

    def __init__(self, *, token: str, api: str, public_url: str) -> None:
        self.token, self.api, self.public_url = token, api, public_url

    def send(self, address: str, message: Message) -> Answer:
        return asyncio.run(self._send(int(address), message.plain(self.public_url)[:LONGEST_TEXT]))

    async def _send(self, chat_id: int, text: str) -> Answer:
        from aiogram import Bot
        from aiogram.exceptions import AiogramError
        from aiohttp import ClientTimeout

        own = session(self.api)
        own.timeout = ClientTimeout(total=WAIT_S, sock_connect=CONNECT_S)
        bot = Bot(self.token, session=own)
        try:
            await bot.send_message(chat_id, text)
        except AiogramError as error:
            return meaning(error)
        finally:
            await own.close()
        return Sent()


def meaning(error: Exception) -> Answer:
    """What aiogram's error says of the message. What may have arrived is unclear, never «later»."""
    from aiogram import exceptions
    from aiohttp import ClientConnectorError, ConnectionTimeoutError

    why = str(error)
    if isinstance(error, exceptions.TelegramRetryAfter):
        return Later(why, float(error.retry_after))
    gone = isinstance(error, exceptions.TelegramBadRequest) and "chat not found" in why.lower()
    if gone or isinstance(error, exceptions.TelegramForbiddenError):
        return Blocked(why)
    # 401, 404 and 409 are a wrong token or address of the API: ours to mend, the message is as good as before
    ours = exceptions.TelegramUnauthorizedError, exceptions.TelegramNotFound, exceptions.TelegramConflictError
    unreached = isinstance(error.__cause__, ClientConnectorError | ConnectionTimeoutError)
    if unreached or isinstance(error, (exceptions.TelegramServerError, *ours)):
        return Later(why)
    unheard = isinstance(error, exceptions.TelegramNetworkError | exceptions.ClientDecodeError)
    return Unclear(why) if unheard else Refused(why)
