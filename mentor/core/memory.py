"""How a process that answers requests treats its memory."""

from __future__ import annotations

import gc

from django.urls import get_resolver


def keep_loaded() -> None:
    """Load all pages' code and leave what is loaded by now out of garbage collection.

    It stays as long as the process, and going through it again and again takes tens of milliseconds, in the middle of
    some reader's page.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
