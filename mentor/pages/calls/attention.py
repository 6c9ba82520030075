"""Words for what needs a person, as the page «Требует внимания» has them."""

from __future__ import annotations

from mentor.pages.attention.words import Words, words_of

__all__ = ["Words", "words_of"]
