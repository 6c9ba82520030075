"""Phones in E.164."""

from __future__ import annotations

import phonenumbers


def e164(text: str, region: str = "RU") -> str | None:
    """``+79000000101`` for any usual spelling, or None where the text is no phone that can be called."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
