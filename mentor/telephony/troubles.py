"""What goes wrong on a way of a connection: noted and cleared as for every provider."""

from __future__ import annotations

from mentor.providers.troubles import clear, note

__all__ = ["clear", "note"]
