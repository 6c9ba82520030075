"""What every table that people bring has: columns with several headings, and a delimiter to be guessed. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """A column, the other headings it goes by, and what stands in it."""

    name: str
    aliases: tuple[str, ...]
    meaning: str
    required: bool = False


def delimiter_of(text: str) -> str:
    """Semicolon (Excel in Russian), comma or tab: the commonest in the first line that holds anything."""
    heading, _, _ = text.lstrip("\r\n").partition("\n")
    return max(";,\t", key=heading.count)
