"""Words of a client's name, as a search looks for them."""

from __future__ import annotations

import re

LONGEST_WORD = 40
_WORD = re.compile(r"\w+")


def words(name: str) -> list[str]:
    """Each word once, in lower case, «ё» as «е»; of a very long one its first ``LONGEST_WORD`` letters."""
    found = _WORD.findall(name.casefold().replace("ё", "е"))
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in found))
