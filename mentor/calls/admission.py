"""One admission for every door: the payload, the address of the recording, the recording itself.

Nothing is written here; what comes out goes to the pipeline's ``take_in`` inside the company's scope.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from mentor.engines.audio import Limits

from .fetching import Fetcher
from .intake import NewCall
from .payload import CallIn, build, parse_call
from .recording_url import Resolve, check_url, resolve
from .recordings import check_recording


@dataclass(frozen=True, slots=True)
class Sent:
    """A recording as it lies in a temporary file, not looked at yet."""

    path: Path
    name: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What the installation takes in."""

    limits: Limits
    allowed_hosts: Collection[str] = ()
    resolve: Resolve = resolve

    def fetcher(self) -> Fetcher:
        return Fetcher(self.limits, self.allowed_hosts, self.resolve)


def installed_rules() -> Rules:
    """The rules that the settings name."""
    limits = Limits(
        max_bytes=settings.MAX_RECORDING_BYTES, max_duration=float(settings.MAX_RECORDING_SECONDS)
    )
    return Rules(limits, tuple(settings.FETCH_ALLOWED_HOSTS))


def admit(raw: bytes, *, rules: Rules, sent: Sent | None = None, now: datetime | None = None) -> NewCall:
    """A typed call from JSON and an optional recording. Raises ``Problem`` naming the field."""
    return admit_call(parse_call(raw), rules=rules, sent=sent, now=now)


def admit_call(
    call: CallIn, *, rules: Rules, sent: Sent | None = None, now: datetime | None = None
) -> NewCall:
    """As ``admit``, for a payload that was parsed before."""
    moment = now or timezone.now()
    new = build(call, now=moment)  # cheap rules first: a recording of gigabytes is looked at last
    if sent is None:
        if new.recording_url:
            check_url(new.recording_url, allowed_hosts=rules.allowed_hosts, resolve=rules.resolve)
        return new
    checked = check_recording(sent.path, original_name=sent.name, limits=rules.limits)
    return build(call, now=moment, recording=checked.file)
