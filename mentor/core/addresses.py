"""Addresses of pages that a list writes hundreds of times: Django looks for each anew, here it is looked for once."""

from __future__ import annotations

from functools import cache

from django.urls import get_script_prefix, reverse

# Stands in for the id while the address is looked for; no id of ours is as large, and no name holds it.
_ID = 987_654_321_012_345


def address(name: str, pk: int | None = None) -> str:
    """The address that ``reverse(name, args=[pk])`` gives; ``NoReverseMatch`` for one that does not exist."""
    before, after = _plain(name) if pk is None else _around(name)
    return f"{get_script_prefix()}{before}{'' if pk is None else int(pk)}{after}"


@cache
def _plain(name: str) -> tuple[str, str]:
    return reverse(name).removeprefix(get_script_prefix()), ""


@cache
def _around(name: str) -> tuple[str, str]:
    """What stands before and after the id, without what the server is mounted under."""
    before, _, after = reverse(name, args=[_ID]).removeprefix(get_script_prefix()).partition(str(_ID))
    return before, after
