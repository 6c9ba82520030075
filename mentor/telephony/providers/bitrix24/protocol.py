"""Fields of a call, the same in an event and in the statistics."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, needed, plain, seconds

OUTBOUND = ("1", "4")  # 1 from the portal, 4 a call-back; 2 and 3 come in
SUCCESS = "200"


def report_of(zone: ZoneInfo, call: Mapping[str, Any], *, recording: str = "") -> Report:
    """One call that has ended. ``CALL_DURATION`` in seconds; the user is named by the portal's id."""
    direction: Direction = "out" if str(call.get("CALL_TYPE")) in OUTBOUND else "in"
    answered = str(call.get("CALL_FAILED_CODE") or "") == SUCCESS
    return Report(
        plain(needed(call, "CALL_ID")),
        Facts(
            ended=True,
            direction=direction,
            started_at=moment(needed(call, "CALL_START_DATE"), zone),
            duration_s=seconds(call.get("CALL_DURATION") or 0) if answered else 0.0,
            manager=plain(call.get("PORTAL_USER_ID") or "", 64) or None,
            client_phone=plain(call.get("PHONE_NUMBER") or "", 64),
            missed=not answered,
            recorded=True if recording else None,
            recording=plain(recording, 2000) or None,
        ),
    )
