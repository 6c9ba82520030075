"""The last look at a text: stops, capitals, nothing forbidden."""

from __future__ import annotations

import re

from ..profile import CompanyProfile
from .speech import allowed_sentences

_DOUBLED = re.compile(r"([.?!])\.")
_BLANKS = re.compile(r"\s+")
_SENTENCE = re.compile(r"(^|[.?!]\s+)([а-яё])")


def polished(text: str, profile: CompanyProfile) -> str:
    """``text`` in whole sentences, without those that hold a forbidden phrase."""
    plain = _DOUBLED.sub(r"\1", _BLANKS.sub(" ", text)).strip()
    kept = allowed_sentences(plain, profile)
    return _SENTENCE.sub(lambda match: match.group(1) + match.group(2).upper(), kept)
