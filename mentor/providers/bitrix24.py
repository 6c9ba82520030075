"""The address of a portal's incoming webhook, which telephony and CRM ask for alike."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django import forms

_REST = re.compile(r"/rest/\d+/[^/]+")


def webhook_address(typed: str) -> str:
    """As far as the key: portals show it with a method at its end. Empty stays empty. Raises ``ValidationError``."""
    value = typed.strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    found = _REST.match(parts.path)
    if parts.scheme not in ("https", "http") or not parts.hostname or found is None:
        raise forms.ValidationError("Нужен адрес вида https://портал.bitrix24.ru/rest/1/ключ/.")
    return f"{parts.scheme}://{parts.netloc}{found[0]}/"
