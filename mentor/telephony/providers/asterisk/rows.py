"""Rows of the CDR, from the file or from events, and how the legs of a call become one report. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from mentor.core.problems import Problem
from mentor.telephony.report import Direction, Facts, Report, numbered
from mentor.telephony.values import moment, plain, seconds

# columns of cdr_csv in its own order; the last three only with newcdrcolumns
_NAMES = (
    "accountcode src dst dcontext clid channel dstchannel lastapp lastdata start answer end "
    "duration billsec disposition amaflags uniqueid userfield peeraccount linkedid sequence"
)
COLUMNS = tuple(_NAMES.split())
ANSWERED = "ANSWERED"
Row = dict[str, str]


def report_of(
    key: str, legs: Sequence[Row], *, zone: ZoneInfo, digits: int, files: Sequence[str] = ()
) -> Report:
    """The answered leg with the longest talk says who spoke. Calls among internal numbers keep both of them.

    ``digits``: how long an internal number is at most; ``files``: names of recordings in order, where they are known.
    """
    talked = max(legs, key=lambda leg: (leg["disposition"] == ANSWERED, _seconds(leg["billsec"])))
    answered = talked["disposition"] == ANSWERED
    source, target = talked["src"], _target(talked, digits)
    outbound = is_internal(source, digits)
    direction: Direction = "out" if outbound else "in"
    first = min(legs, key=lambda leg: leg["start"])
    ids = ",".join(dict.fromkeys(leg["uniqueid"] for leg in legs))
    names = [plain(each, 300) for each in files]
    return Report(
        plain(key),
        Facts(
            ended=True,
            direction=direction,
            started_at=moment(first["start"], zone),
            duration_s=_seconds(talked["billsec"]) if answered else 0.0,
            manager=plain(source if outbound else target, 64) or None,
            client_phone=plain(talked["dst"] if outbound else source, 64),
            missed=not answered,
            recording=plain(names[0] if names else ids, 1000),
            recordings=numbered(names),
        ),
    )


def is_internal(number: str, digits: int) -> bool:
    return number.isdigit() and len(number) <= digits


def _target(leg: Row, digits: int) -> str:
    """The internal number that was rung: of a queue or a group it stands in the channel, not in ``dst``."""
    channel = leg["dstchannel"].partition("/")[2].rpartition("-")[0].partition("@")[0]
    return channel if is_internal(channel, digits) else leg["dst"] if is_internal(leg["dst"], digits) else ""


def _seconds(text: str) -> float:
    try:
        return seconds(text or 0)
    except Problem:
        return 0.0
