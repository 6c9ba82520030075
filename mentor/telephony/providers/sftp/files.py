"""Recordings that have stopped growing, each one call; what it was stands in its name or in a description beside it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from mentor.core.problems import Problem
from mentor.telephony.errors import TelephonyError, problem, unreadable
from mentor.telephony.provider import Account, Sound
from mentor.telephony.remote import Found, Server, server_of
from mentor.telephony.report import Direction, Facts, Report
from mentor.telephony.values import moment, needed, plain, seconds, yes

from .names import Pattern, facts_of, patterns_of

SOUNDS = frozenset({".wav", ".mp3", ".ogg", ".opus", ".gsm", ".m4a", ".aac", ".flac", ".amr"})
SETTLE = timedelta(seconds=60)
"""A file that changed later than this may still be written, or wait for its description."""
MOST_DESCRIPTION = 64 * 1024


def check(account: Account) -> str:
    """Logs in and counts what is there."""
    server = server_of(account)
    if not server.has(account.text("recordings")):
        raise TelephonyError("folder_missing", permanent=True, folder=account.text("recordings"))
    files = list(_recordings(server.list(account.text("recordings"), datetime.fromtimestamp(0, UTC))))
    patterns = patterns_of(account.text("names"))
    clear = sum(facts_of(PurePosixPath(each.path).stem, patterns, account.zone) is not None for each in files)
    return f"Сервер отвечает, его ключ совпал. Записей в папке: {len(files)}, по имени понятны: {clear}."


def history(account: Account, since: datetime, until: datetime) -> Iterable[Report]:
    """Files that changed in the span; each is one call under its own path, so that none is doubled."""
    server = server_of(account)
    files = server.list(account.text("recordings"), since)
    beside = {each.path for each in files if each.path.endswith(".json")}
    patterns = patterns_of(account.text("names"))
    newest = min(until, datetime.now(UTC) - SETTLE)
    for each in _recordings(files):
        if each.changed < newest and each.size:
            yield _report(account, server, each, beside, patterns)


def sound(account: Account, key: str, facts: Facts) -> Sound:  # noqa: ARG001 - the protocol's signature
    """The file itself."""
    if not facts.recording:
        raise TelephonyError("sound_unknown")
    save = partial(server_of(account).save, facts.recording)
    return Sound(save=save, name=PurePosixPath(facts.recording).name)


def _recordings(files: Iterable[Found]) -> Iterator[Found]:
    """Files that are written under another name until they are whole have another ending too."""
    for each in files:
        name = PurePosixPath(each.path)
        if name.suffix.lower() in SOUNDS and not name.name.startswith("."):
            yield each


def _report(
    account: Account, server: Server, file: Found, beside: set[str], patterns: list[Pattern]
) -> Report:
    path = PurePosixPath(file.path)
    folder = PurePosixPath(account.text("recordings"))
    key = plain(path.relative_to(folder) if path.is_relative_to(folder) else path)
    described = str(path.with_suffix(".json"))
    try:
        if described in beside:
            return _described(account, server, described, key, file.path)
    except Problem as refusal:
        return Report(key, Facts(recording=file.path), refused=refusal)
    found = facts_of(path.stem, patterns, account.zone)
    if found is None:
        return Report(key, Facts(recording=file.path), refused=problem("file_unclear"))
    return Report(key, _with_sound(found, file.path))


def _described(account: Account, server: Server, place: str, key: str, sound_at: str) -> Report:
    """The fields of the API's call: ``source_call_id, direction, started_at, duration_s, manager, client``."""
    with tempfile.NamedTemporaryFile(prefix="mentor-described-") as made:
        server.save(place, Path(made.name))
        raw = Path(made.name).read_bytes()[:MOST_DESCRIPTION]
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        raise unreadable("описание рядом с записью — не JSON") from None
    if not isinstance(said, dict):
        raise unreadable("описание рядом с записью — не объект")
    manager, client = _inner(said, "manager"), _inner(said, "client")
    direction: Direction = "out" if needed(said, "direction") == "out" else "in"
    facts = Facts(
        ended=True,
        direction=direction,
        started_at=moment(needed(said, "started_at"), account.zone),
        duration_s=seconds(said["duration_s"]) if said.get("duration_s") else None,
        manager=plain(manager.get("extension") or "", 64) or None,
        manager_email=plain(manager.get("email") or "", 100) or None,
        client_phone=plain(client.get("phone") or "", 64),
        client_name=plain(client.get("name") or "", 100) or None,
        missed=yes(said.get("missed", "")),
    )
    return Report(plain(said.get("source_call_id") or key), _with_sound(facts, sound_at))


def _inner(said: dict[str, Any], name: str) -> dict[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _with_sound(facts: Facts, path: str) -> Facts:
    return replace(facts, recorded=True, recording=path)
