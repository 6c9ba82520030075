"""Events of the exchange (XSI, XML): what has ended becomes a call. Pure but for the parser.

One event a subscriber: a call that rings at three desks tells of three legs under one ``extTrackingId``.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from mentor.telephony.errors import unreadable
from mentor.telephony.provider import Account
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, plain

RELEASED = "CallReleasedEvent"
OUTGOING = ("Originator", "Click-to-Dial")


def read(account: Account, body: bytes) -> list[Report]:
    """What the event tells; empty for anything but the end of a leg. Raises ``Problem``: entities and document types
    are refused unread, so that no small body grows into gigabytes."""
    try:
        event: Element = fromstring(body, forbid_dtd=True)
    except DefusedXmlException:
        raise unreadable("в XML объявлены сущности или тип документа — телефония таких не шлёт") from None
    except (ParseError, ValueError, LookupError):
        raise unreadable("это не XML") from None
    data = _inner(event, "eventData")
    if data is None or _kind(data) != RELEASED:
        return []
    call = _inner(data, "call")
    if call is None:
        raise unreadable("в событии нет call")
    return [_released(account, call, _text(event, "targetId"))]


def _released(account: Account, call: Element, target: str) -> Report:
    """Times in milliseconds. A leg that nobody answered does not end the call: another desk may have taken it."""
    key = _text(call, "extTrackingId") or _text(call, "callId")
    if not key:
        raise unreadable("в событии нет extTrackingId")
    direction: Direction = "out" if _text(call, "personality") in OUTGOING else "in"
    answered = _text(call, "answerTime")
    ended = _text(call, "releaseTime") or _text(call, "detachedTime")
    remote = _inner(call, "remoteParty")
    phone = _text(remote, "address") if remote is not None else ""
    talk = (_ms(ended) - _ms(answered)) / 1000 if answered and ended else 0.0
    return Report(
        plain(key),
        Facts(
            ended=bool(answered) or direction == "out",
            direction=direction,
            started_at=moment(_text(call, "startTime"), account.zone),
            duration_s=max(0.0, talk) if answered else 0.0,
            manager=plain(target.partition("@")[0], 64) or None,
            client_phone=plain(phone.removeprefix("tel:"), 64),
            missed=not answered,
        ),
    )


def _kind(data: Element) -> str:
    """The event's type, whatever prefix its namespace has; some exchanges declare the attribute's own as theirs."""
    named = next((value for name, value in data.attrib.items() if name.rpartition("}")[2] == "type"), "")
    return named.rpartition(":")[2]


def _inner(element: Element, name: str) -> Element | None:
    return next((each for each in element if str(each.tag).rpartition("}")[2] == name), None)


def _text(element: Element, name: str) -> str:
    found = _inner(element, name)
    return (found.text or "").strip() if found is not None else ""


def _ms(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise unreadable(f"«{text[:40]}» — не время") from None
