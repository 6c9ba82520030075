"""Secrets at rest: sealed with AES-256-GCM under a key of the installation, opened only where they are used.

A sealed text is bound to its ``place`` (which row it belongs to), so a copy put into another row does not open.
Several keys may be named: the first one seals, the others still open what they sealed before.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_FORM = "1"
_NONCE_BYTES = 12


class CannotOpenError(Exception):
    """A secret was sealed with a key that this installation does not have, or its row was tampered with."""


def seal(values: Mapping[str, str], *, place: str) -> str:
    """``values`` as one sealed text for the row that ``place`` names; the same values never seal alike twice."""
    name, key = _keys()[0]
    nonce = os.urandom(_NONCE_BYTES)
    plain = json.dumps(dict(values), ensure_ascii=False).encode()
    closed = nonce + AESGCM(key).encrypt(nonce, plain, place.encode())
    return ".".join((_FORM, name, base64.urlsafe_b64encode(closed).decode()))


def unseal(text: str, *, place: str) -> dict[str, str]:
    """What was sealed for ``place``; nothing for an empty text. Raises ``CannotOpenError``."""
    if not text:
        return {}
    try:
        form, name, closed = text.split(".")
        key = dict(_keys())[name]
        raw = base64.urlsafe_b64decode(closed)
        opened = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], place.encode())
        values: dict[str, str] = json.loads(opened)
    except (ValueError, KeyError, InvalidTag) as error:
        # the cause is not chained into words: it would quote what must stay closed
        raise CannotOpenError("the key is not among MENTOR_SECRETS_KEY") from error
    if form != _FORM:
        raise CannotOpenError(f"unknown form {form}")
    return values


def _keys() -> list[tuple[str, bytes]]:
    """(name, 32 bytes) of each key; the name is the beginning of the key's own hash and tells nothing of it."""
    derived = [
        hashlib.sha256(b"mentor sealed 1\0" + each.encode()).digest() for each in settings.SECRETS_KEYS
    ]
    return [(hashlib.sha256(key).hexdigest()[:8], key) for key in derived]
