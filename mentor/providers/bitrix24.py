"""Addresses of a portal and of its incoming webhook."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from django import forms

APP = "app"
"""The way in by an application that somebody logs in to; any other is a webhook."""
_REST = re.compile(r"/rest/\d+/[^/]+")


def webhook_address(typed: str) -> str:
    """As far as the key: portals show it with a method at its end. Empty stays empty. Raises ``ValidationError``."""
    value = typed.strip()
    if not value:
        return ""
    parts = _split(value)
    found = _REST.match(parts.path)
    if parts.scheme not in ("https", "http") or not parts.hostname or found is None:
        raise forms.ValidationError("Нужен адрес вида https://портал.bitrix24.ru/rest/1/ключ/.")
    return f"{parts.scheme}://{parts.netloc}{found[0]}/"


def portal_address(typed: str) -> str:
    """Scheme and name of a portal. Empty stays empty. Raises ``ValidationError``."""
    value = typed.strip()
    if not value:
        return ""
    parts = _split(value)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise forms.ValidationError("Нужен адрес вида https://портал.bitrix24.ru.")
    return f"{parts.scheme}://{parts.netloc}"


def _split(value: str) -> SplitResult:
    try:
        return urlsplit(value)
    except ValueError:
        return urlsplit("")
