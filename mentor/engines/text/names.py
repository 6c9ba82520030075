"""Names of people and companies in speech: declined, shortened, misheard."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from .normal import close, edit_distance, normalise, stem
from .words import words as word_list

_GENERIC = word_list("generic_names")


@lru_cache(maxsize=4096)
def same_name(left: str, right: str) -> bool:
    """Are two normal words forms of one name: «Семеныч» and «Семенович», «Ренату» and «Ренат»."""
    if close(left, right):
        return True
    short = min(len(left), len(right))
    common = 0
    for a, b in zip(left, right, strict=False):
        if a != b:
            break
        common += 1
    return common >= max(3, short - 2) and abs(len(left) - len(right)) <= 3


def says_name(text: str, names: Iterable[str]) -> bool:
    """Does a word of ``text`` say one of the full ``names`` (any of its words)."""
    wanted = [word for name in names for word in normalise(name).words if len(word) > 2]
    return any(same_name(word, name) for word in normalise(text).words for name in wanted)


def brand(company: str) -> str:
    """The company's own name inside its full one: what stands in quotes, else the words that are not generic."""
    for left, right in (("«", "»"), ('"', '"'), ("„", "“")):
        if left in company and right in company[company.index(left) + 1 :]:
            start = company.index(left) + 1
            return company[start : company.index(right, start)]
    own = [w for w in company.split() if normalise(w).text not in _GENERIC]
    return " ".join(own) or company


@lru_cache(maxsize=1024)
def _brand_key(company: str) -> tuple[str, int]:
    words = normalise(brand(company)).words
    return "".join(words), len(words)


def says_company(text: str, company: str) -> bool:
    """Is the company's name heard in ``text``, also torn apart or misheard («рубеж снап» for «РубежСнаб»)."""
    key, count = _brand_key(company)
    if not key:
        return False
    words = normalise(text).words
    limit = max(1, round(len(key) * 0.28))
    for size in range(1, count + 3):
        for start in range(len(words) - size + 1):
            joined = "".join(words[start : start + size])
            if joined.startswith(key[:2]) and edit_distance(joined, key, limit) <= limit:
                return True
    stems_of_brand = [stem(w) for w in normalise(brand(company)).words]
    spoken = [stem(w) for w in words]
    return count > 1 and all(s in spoken for s in stems_of_brand)
