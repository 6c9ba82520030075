"""Messages of the manager interface, told apart by call: a call is a story that ends when its last channel hangs up.

Pure: moments and messages in, stories out. A story is kept as text, one block a message, as the exchange sent it with
the moment when we heard it in front.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .rows import ANSWERED, Row

Message = Mapping[str, str]
KEPT = frozenset(
    ("Newchannel", "DialBegin", "DialEnd", "BridgeEnter", "BridgeLeave", "Hangup", "Cdr", "BlindTransfer")
)
RECORDING = "MIXMONITOR_FILENAME"
GRACE_S = 3.0  # the CDR of a call may come after its last channel has gone
MOST_MESSAGES = 300
LONGEST_S = 12 * 3600.0
_UNTOLD = ("Privilege", "Language", "AccountCode", "ChannelStateDesc", "Priority")


@dataclass(slots=True)
class Story:
    """One call while it goes on. ``open``: channels that have not hung up; ``ended``: when the last one did."""

    key: str
    began: float
    heard: list[tuple[float, Message]] = field(default_factory=list)
    open: set[str] = field(default_factory=set)
    ended: float | None = None


class Switchboard:
    """All calls that go on."""

    def __init__(self) -> None:
        self._stories: dict[str, Story] = {}
        self._of_channel: dict[str, str] = {}

    def hear(self, at: float, message: Message) -> None:
        """``at``: Unix seconds. Messages that tell nothing of calls are let pass."""
        event = message.get("Event", "")
        is_recording = (
            event == "VarSet" and message.get("Variable") == RECORDING and bool(message.get("Value"))
        )
        if event not in KEPT and not is_recording:
            return
        channel = message.get("Uniqueid") or message.get("UniqueID") or message.get("TransfererUniqueid", "")
        key = message.get("Linkedid") or self._of_channel.get(channel) or message.get("DestLinkedid", "")
        if not key:
            return
        story = self._stories.setdefault(key, Story(key, at))
        if len(story.heard) < MOST_MESSAGES:
            story.heard.append((at, message))
        self._count(story, event, channel, at)

    def _count(self, story: Story, event: str, channel: str, at: float) -> None:
        self._of_channel[channel] = story.key
        if event == "Hangup":
            story.open.discard(channel)
            story.ended = None if story.open else at
        elif event != "Cdr":
            story.open.add(channel)
            story.ended = None

    def ended(self, now: float) -> list[Story]:
        """Stories that are over, each handed out once; one that never ends is let go after half a day."""
        over = [
            each
            for each in self._stories.values()
            if (each.ended is not None and now - each.ended >= GRACE_S) or now - each.began > LONGEST_S
        ]
        for story in over:
            del self._stories[story.key]
        self._of_channel = {name: key for name, key in self._of_channel.items() if key in self._stories}
        return [each for each in over if each.ended is not None]


def text_of(story: Story) -> str:
    """The story as it is kept."""
    blocks = []
    for at, message in story.heard:
        lines = [
            f"At: {at:.3f}",
            *(f"{name}: {value}" for name, value in message.items() if name not in _UNTOLD),
        ]
        blocks.append("\r\n".join(lines))
    return "\r\n\r\n".join(blocks)


def messages_of(text: str) -> list[Message]:
    """Blocks of ``name: value`` lines."""
    return [fields_of(block.split("\r\n")) for block in text.split("\r\n\r\n") if block.strip()]


def fields_of(lines: Iterable[str]) -> Message:
    """One message; a line without a colon is no field."""
    found: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip()] = value.strip()
    return found


def key_of(messages: Sequence[Message]) -> str:
    """The call's own id on the exchange; empty where no message carries one."""
    return next((each["Linkedid"] for each in messages if each.get("Linkedid")), "")


def files_of(messages: Sequence[Message]) -> list[str]:
    """Names of the recordings' files, each once, in the order in which they were begun."""
    paths = [each.get("Value", "") for each in messages if each.get("Event") == "VarSet"]
    return list(dict.fromkeys(path.rpartition("/")[2] for path in paths if path))


def rows_of(messages: Sequence[Message]) -> list[Row]:
    """Legs as the CDR has them: its own rows where the exchange sends them, else what the dialling told.

    Empty where the beginning of the call was not heard: the CDR's file is to tell of it.
    """
    key = key_of(messages)
    rows = [_from_cdr(each, key) for each in messages if each.get("Event") == "Cdr"]
    return rows or _from_dialling(messages, key)


def _from_cdr(message: Message, key: str) -> Row:
    return {
        "src": message.get("Source", ""),
        "dst": message.get("Destination", ""),
        "dstchannel": message.get("DestinationChannel", ""),
        "start": message.get("StartTime", ""),
        "billsec": message.get("BillableSeconds", "0"),
        "disposition": message.get("Disposition", ""),
        "uniqueid": message.get("UniqueID", ""),
        "linkedid": key,
    }


def _from_dialling(messages: Sequence[Message], key: str) -> list[Row]:
    """An exchange without ``cdr_manager``: who dialled whom, and for how long both stood in a bridge."""
    first = next(
        (each for each in messages if each["Event"] == "Newchannel" and each.get("Uniqueid") == key), None
    )
    if first is None:
        return []
    whole = {
        "src": first.get("CallerIDNum", ""),
        "dst": first.get("Exten", ""),
        "start": first.get("At", "").partition(".")[0],
        "uniqueid": key,
        "linkedid": key,
    }
    dialled = {each["DestUniqueid"]: each for each in messages if each["Event"] == "DialBegin"}
    legs = [
        whole
        | {"dstchannel": each.get("DestChannel", ""), "billsec": str(round(_talk(messages, channel)))}
        | {"disposition": ANSWERED if _talk(messages, channel) else "NO ANSWER"}
        for channel, each in dialled.items()
    ]
    return legs or [whole | {"dstchannel": "", "billsec": "0", "disposition": "NO ANSWER"}]


def _talk(messages: Sequence[Message], channel: str) -> float:
    """Seconds that the channel stood in bridges, never less than the beginning of one for an answered call."""
    total, entered = 0.0, None
    for each in messages:
        if each.get("Uniqueid") == channel and each["Event"] == "BridgeEnter":
            entered = float(each["At"])
        elif (
            each.get("Uniqueid") == channel
            and each["Event"] in ("BridgeLeave", "Hangup")
            and entered is not None
        ):
            total, entered = total + max(0.001, float(each["At"]) - entered), None
    return total
