"""Calls as they happen, from the manager interface; what an outage hid is in the CDR."""

from __future__ import annotations

import asyncio
import time

from mentor.telephony.errors import TelephonyError, unreadable
from mentor.telephony.provider import Account, Begun, Hook, Keep
from mentor.telephony.report import Report

from .ami import Line, logged_in
from .rows import report_of
from .story import Switchboard, files_of, key_of, messages_of, rows_of, text_of

PATH = "ami"
LOOK_S = 1.0


class AsteriskLive:
    """One connection to one exchange."""

    def wanted(self, account: Account) -> bool:
        return bool(account.text("ami"))

    async def listen(self, account: Account, begun: Begun, keep: Keep) -> None:
        board = Switchboard()
        async with logged_in(account) as line:
            await begun()
            hearing = asyncio.create_task(_hear(line, board))
            try:
                while not hearing.done():
                    await asyncio.wait({hearing}, timeout=LOOK_S)
                    await _hand_over(board, keep, time.time())
                hearing.result()
            finally:
                hearing.cancel()

    def read(self, account: Account, hook: Hook) -> list[Report]:
        """A story; one whose beginning was not heard is left to the CDR."""
        messages = messages_of(hook.body.decode("utf-8", "replace"))
        if not key_of(messages):
            raise unreadable("в нём нет Linkedid")
        rows = rows_of(messages)
        if not rows:
            return []
        digits = int(account.text("extension_digits") or 4)
        return [report_of(key_of(messages), rows, zone=account.zone, digits=digits, files=files_of(messages))]


async def _hear(line: Line, board: Switchboard) -> None:
    async for message in line.messages():
        board.hear(time.time(), message)
    raise TelephonyError("line_cut", why="АТС закрыла соединение")


async def _hand_over(board: Switchboard, keep: Keep, now: float) -> None:
    for story in board.ended(now):
        await keep(Hook(path=PATH, content_type="text/plain", body=text_of(story).encode()))
