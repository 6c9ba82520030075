"""Numbers said in words: «сто двадцать», «ста двадцати» and «120» are one number."""

from __future__ import annotations

import re
from functools import lru_cache

from .normal import normalise

_UNITS = (
    (r"ноль|нол[яею]", 0),
    (r"од(ин|н[аоуеи]\w*)", 1),
    (r"дв(а|е|ух|ум|умя)", 2),
    (r"тр(и|ех|ем|емя)", 3),
    (r"четыр(е|ех|ем|ьмя)", 4),
    (r"пят[ьи]ю?", 5),
    (r"шест[ьи]ю?", 6),
    (r"сем[ьи]ю?", 7),
    (r"вос[е]?м[ьи]ю?|восьм[ию]\w?", 8),
    (r"девят[ьи]ю?", 9),
    (r"десят[ьи]ю?", 10),
    (r"одиннадцат\w", 11),
    (r"двенадцат\w", 12),
    (r"тринадцат\w", 13),
    (r"четырнадцат\w", 14),
    (r"пятнадцат\w", 15),
    (r"шестнадцат\w", 16),
    (r"семнадцат\w", 17),
    (r"восемнадцат\w", 18),
    (r"девятнадцат\w", 19),
    (r"двадцат[ьи]ю?", 20),
    (r"тридцат[ьи]ю?", 30),
    (r"сорока?", 40),
    (r"пят[ьи]?десят\w?", 50),
    (r"шест[ьи]?десят\w?", 60),
    (r"сем[ьи]?десят\w?", 70),
    (r"вос[е]?м[ьи]?десят\w?|восьмидесят\w?", 80),
    (r"девяност[оа]", 90),
    (r"ст[оа]", 100),
    (r"двест[иу]|двухсот", 200),
    (r"трист[ау]|трехсот", 300),
    (r"четырест[ау]|четырехсот", 400),
    (r"пят[ьи]?сот", 500),
    (r"шест[ьи]?сот", 600),
    (r"сем[ьи]?сот", 700),
    (r"вос[е]?м[ьи]?сот|восьмисот", 800),
    (r"девят[ьи]?сот", 900),
)
_COMPILED = tuple((re.compile(pattern), value) for pattern, value in _UNITS)
_SCALES = ((re.compile(r"тысяч\w*|тыщ\w*|тыс"), 1000), (re.compile(r"миллион\w*|млн"), 1_000_000))
_HALF_YEAR = re.compile(r"полгода|полугод\w*")


@lru_cache(maxsize=16384)
def _value(word: str) -> int | None:
    if word.isdecimal():
        return int(word)
    return next((value for pattern, value in _COMPILED if pattern.fullmatch(word)), None)


@lru_cache(maxsize=16384)
def _scale(word: str) -> int | None:
    return next((value for pattern, value in _SCALES if pattern.fullmatch(word)), None)


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[int, ...]:
    """All numbers said in ``text``, digits or words; «полгода» counts as 6 (months)."""
    found: list[int] = []
    total, group, open_group, last = 0, 0, False, 0
    for word in (*normalise(text).words, ""):
        value, scale = _value(word), _scale(word)
        if value is not None and open_group and (value >= last or word.isdecimal()):
            found.append(total + group)
            total, group = 0, 0
        if value is not None:
            group, open_group, last = group + value, True, max(1, value)
        elif scale is not None:
            total, group, open_group, last = total + (group or 1) * scale, 0, True, 10_000
        elif open_group:
            found.append(total + group)
            total, group, open_group, last = 0, 0, False, 0
        if _HALF_YEAR.fullmatch(word):
            found.append(6)
    return tuple(found)


def is_number_word(word: str) -> bool:
    """Is a normal word a number or a part of one."""
    return _value(word) is not None or _scale(word) is not None
