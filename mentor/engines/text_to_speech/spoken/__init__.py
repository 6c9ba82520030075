"""Written Russian into what a voice should say: figures, money, dates, units and abbreviations in words.

Pure text in, pure text out. A case is told from the preposition before or the noun after; where neither tells,
the form a dictionary gives is said.
"""

from .text import spoken

__all__ = ["spoken"]
