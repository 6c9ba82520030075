"""«Проверить подключение»: each way that the settings name is tried."""

from __future__ import annotations

import asyncio

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account
from mentor.telephony.remote import server_of

from .ami import logged_in
from .files import rows_of


def check(account: Account) -> str:
    """Logs in, reads the journal, looks for the folder of recordings."""
    words = []
    if account.text("ami"):
        words.append(f"АТС отвечает ({asyncio.run(_greeted(account))}).")
    if account.text("cdr"):
        rows = list(rows_of(account, None))
        last = f", последний — {rows[-1]['start']}" if rows else ""
        words.append(f"Журнал читается, звонков в нём: {len(rows)}{last}.")
    folder = account.text("recordings")
    there = server_of(account).has(folder) if account.text("sftp") else (account.files / folder).is_dir()
    if not there:
        raise TelephonyError("folder_missing", permanent=True, folder=folder)
    return " ".join([*words, "Папка записей на месте."])


async def _greeted(account: Account) -> str:
    """What the exchange calls itself."""
    async with logged_in(account, events="off") as line:
        answer = await line.ask("CoreSettings")
    return f"Asterisk {answer.get('AsteriskVersion', '')}".strip()[:60]
