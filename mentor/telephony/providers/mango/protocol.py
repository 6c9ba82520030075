"""How Mango Office signs and names things. The signature is that of the JSON exactly as it was sent."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account

ANSWERED, MISSED = "1", "0"
DONE = 1000
OUTBOUND = "2"


def signed(account: Account, value: Mapping[str, Any]) -> dict[str, str]:
    """The form of a request."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return {
        "vpbx_api_key": account.text("api_key"),
        "sign": signature(account.text("api_key"), text, account.text("api_salt")),
        "json": text,
    }


def signature(key: str, text: str, salt: str) -> str:
    """SHA-256, hex, of key, JSON and salt one after the other."""
    return hashlib.sha256(f"{key}{text}{salt}".encode()).hexdigest()


def in_time(when: float) -> str:
    """The place of a part among others by its moment, Unix seconds; unknown moments come last."""
    return f"{int(when) or 10**11:012}"


def is_signed(account: Account, form: Mapping[str, str]) -> bool:
    """Whether a form was made by one who knows both keys; compared in constant time."""
    made = signature(account.text("api_key"), form.get("json", ""), account.text("api_salt"))
    same_key = hmac.compare_digest(form.get("vpbx_api_key", "").encode(), account.text("api_key").encode())
    return hmac.compare_digest(form.get("sign", "").encode(), made.encode()) and same_key


def refuse_result(value: object) -> None:
    """An answer 200 may be a refusal: ``result`` other than 1000. Raises ``TelephonyError``."""
    if not isinstance(value, dict):
        raise TelephonyError("answer_unreadable", why="вместо объекта пришло другое")
    result = value.get("result", DONE)
    if str(result) != str(DONE):
        words = str(value.get("message") or value.get("name") or "").strip()
        why = f"код {result}" + (f", {words[:120]}" if words else "")
        raise TelephonyError("refused", permanent=True, why=why)
