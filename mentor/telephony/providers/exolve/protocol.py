"""A call as Exolve writes it, in its history and in its events.

The published reference has changed names of fields over time (``calls``, ``call_history``), so each is looked for under
every name that it has had; what has none of them is put aside with the reason, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mentor.telephony.errors import incomplete
from mentor.telephony.provider import Account
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, needed, plain, seconds

STARTED = ("call_start", "date_start", "start_time", "call_date", "date")
FROM = ("number_a", "a_number", "number_from", "from")
TO = ("number_b", "b_number", "number_to", "to")
FORWARDED = ("number_c", "c_number", "redirect_number", "sip_id")
RECORDS = ("record_url", "call_record_url", "record_link")


def report_of(account: Account, row: Mapping[str, Any], *, ended: bool = True) -> Report:
    """``duration`` is of the talk in seconds: 0 for a call that nobody answered. Raises ``Problem``."""
    key = plain(needed(row, "call_id"))
    source, target = _digits(first(row, FROM)), _digits(first(row, TO))
    own = {each.strip() for each in account.text("own_numbers").split(",")}
    if source not in own and target not in own:
        raise incomplete("свой номер или SIP ID (впишите их в настройках подключения)")
    direction: Direction = "out" if source in own else "in"
    forwarded = _digits(first(row, FORWARDED))
    talk = seconds(row.get("duration") or 0)
    record = first(row, RECORDS)
    return Report(
        key,
        Facts(
            ended=ended,
            direction=direction,
            started_at=moment(needed({"начало": first(row, STARTED)}, "начало"), account.zone),
            duration_s=talk if ended else None,
            manager=plain((source if direction == "out" else forwarded or target) or "", 64) or None,
            client_phone=plain(target if direction == "out" else source, 64),
            missed=not talk if ended else None,
            recorded=True if record else None,
            recording=plain(record, 2000) or None,
        ),
    )


def first(row: Mapping[str, Any], names: tuple[str, ...]) -> str:
    """The value under the first of these names that has one."""
    return next((str(row[name]) for name in names if row.get(name) not in (None, "")), "")


def _digits(number: str) -> str:
    return re.sub(r"\D", "", number.partition("@")[0])
