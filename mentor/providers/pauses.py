"""When a provider that failed is asked again."""

from __future__ import annotations

from datetime import timedelta

from .errors import ProviderError

PAUSE_AFTER_TROUBLE = timedelta(minutes=2)
PAUSE_AFTER_REFUSAL = timedelta(minutes=15)
LONGEST_ASKED = timedelta(hours=1)


def pause_after(error: ProviderError) -> timedelta:
    """What the provider asks for, at most an hour; else longer where asking again will hardly help."""
    if error.retry_after_s is not None:
        return min(timedelta(seconds=max(error.retry_after_s, 1)), LONGEST_ASKED)
    return PAUSE_AFTER_REFUSAL if error.permanent else PAUSE_AFTER_TROUBLE
