"""Numerals and nouns in agreement: num2words for numerals, pymorphy3 for nouns.

Cases are letters: ``n`` nominative, ``g`` genitive, ``d`` dative, ``a`` accusative, ``i`` instrumental,
``p`` prepositional. What is counted is inanimate: «вижу два рубля».
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from ...text.morphology import parses

Case = Literal["n", "g", "d", "a", "i", "p"]
Gender = Literal["m", "f", "n"]
_GRAMMEMES: dict[Case, str] = {"n": "nomn", "g": "gent", "d": "datv", "a": "accs", "i": "ablt", "p": "loct"}
_CASES: dict[str, Case] = {
    **{name: case for case, name in _GRAMMEMES.items()},
    "gen2": "g",
    "acc2": "a",
    "loc2": "p",
}
_GENDERS: dict[str, Gender] = {"masc": "m", "femn": "f", "neut": "n"}
MOST = 10**15  # longer figures are read out one by one
_PARTS = {1: "десятая", 2: "сотая", 3: "тысячная"}

_PREPOSITIONS: dict[Case, tuple[str, ...]] = {
    "g": (
        *(
            "до",
            "от",
            "из",
            "с",
            "со",
            "у",
            "без",
            "для",
            "около",
            "после",
            "кроме",
            "ради",
            "свыше",
            "порядка",
        ),
        *(
            "более",
            "менее",
            "больше",
            "меньше",
            "выше",
            "ниже",
            "не",
            "течение",
            "размере",
            "сумме",
            "начиная",
        ),
    ),
    "d": ("к", "ко", "благодаря", "равно", "равна", "равен"),
    "a": ("в", "во", "на", "за", "через", "про", "по", "под", "спустя"),
    "i": ("над", "перед", "между"),
    "p": ("о", "об", "обо", "при"),
}
_GOVERNED = {word: case for case, words in _PREPOSITIONS.items() for word in words}
_LOOSE = frozenset({"примерно", "приблизительно", "ровно", "всего", "целых", "где-то", "почти"})


def governed(before: str) -> Case | None:
    """The case that the word right before asks for, None where it asks for none."""
    found = re.search(r"(?:([\w-]+)\s+)?([\w-]+)\s+$", before)
    if not found:
        return None
    last, earlier = found[2].lower(), (found[1] or "").lower()
    if last in _LOOSE:
        return _GOVERNED.get(earlier) if earlier != "не" else None
    if last == "не":
        return None
    return _GOVERNED.get(last)


def cardinal(number: int, case: Case = "n", gender: Gender = "m") -> str:
    """«двадцать один», «двадцатью одной» …; figures over ``MOST`` one by one."""
    from num2words import num2words

    if abs(number) >= MOST:
        return digits(str(number))
    asked: Case = "n" if case == "a" else case
    words = str(num2words(number, lang="ru", case=asked, gender=gender, animate=False))
    if case != "a":
        return words
    # The library's accusative goes wrong with thousands of thousands: ours is the nominative but for «одна».
    words = re.sub(r"\bодна тысяча\b", "одну тысячу", words)
    return re.sub(r"\bодна$", "одну", words)


def ordinal(number: int, case: Case = "n", gender: Gender = "m", *, plural: bool = False) -> str:
    """«второй», «второго», «вторые» …; inanimate."""
    from num2words import num2words

    def say(asked: Case) -> str:
        return str(num2words(number, lang="ru", to="ordinal", case=asked, gender=gender, plural=plural))

    if case != "a":
        return say(case)
    words = say("n")
    if gender != "f" or plural:
        return words
    return re.sub(r"яя$", "юю", re.sub(r"ая$", "ую", re.sub(r"ья$", "ью", words)))


def digits(text: str) -> str:
    """Figures one by one; anything else is left out."""
    return " ".join(cardinal(int(one)) for one in text if one.isdecimal())


def counted(number: int, lemma: str, case: Case = "n", *, skip_one: bool = False) -> str:
    """«пять рублей», «двадцать одну минуту»; ``skip_one``: 1000 of it is «тысяча», not «одна тысяча»."""
    words = cardinal(number, case, gender_of(lemma))
    return f"{'' if skip_one and number == 1 else words + ' '}{noun_after(number, lemma, case)}"


def noun_after(number: int, lemma: str, case: Case = "n") -> str:
    """The noun in the form that stands after the number in that case: «к пяти тысячам рублей»."""
    if number and number % 1000 == 0:
        return inflected(lemma, "g", plural=True)
    ten, hundred = number % 10, number % 100
    one = ten == 1 and hundred != 11
    if case in ("n", "a"):
        if one:
            return inflected(lemma, case, plural=False)
        few = 2 <= ten <= 4 and not 12 <= hundred <= 14
        return inflected(lemma, "g", plural=not few)
    return inflected(lemma, case, plural=not one)


@lru_cache(maxsize=4096)
def inflected(phrase: str, case: Case, *, plural: bool) -> str:
    """A noun with its adjective («квадратный метр») or with a tail that stays («километр в час») in a form."""
    words = phrase.split()
    head = next((at for at, word in enumerate(words) if _noun(word)), 0)
    changed = [
        _form(word, case, plural=plural, gender=gender_of(phrase)) if at <= head else word
        for at, word in enumerate(words)
    ]
    return " ".join(changed)


def _form(word: str, case: Case, *, plural: bool, gender: Gender) -> str:
    if word == "год" and plural and case == "g":
        return "лет"
    if word in ("человек", "раз", "грамм") and plural and case == "g":
        return word if word != "грамм" else "граммов"
    parse = _noun(word)
    wanted = {_GRAMMEMES[case], "plur" if plural else "sing"}
    if parse is None:
        parse = next((one for one in parses(word) if one.tag.POS == "ADJF"), None)
        if parse is None:
            return word
        if not plural:
            wanted |= {{"m": "masc", "f": "femn", "n": "neut"}[gender]}
        if case == "a":
            wanted |= {"inan"} if plural or gender == "m" else set()
    formed = parse.inflect(wanted)
    return str(formed.word) if formed else word


@lru_cache(maxsize=4096)
def _noun(word: str) -> Any:
    return next(
        (one for one in parses(word) if one.tag.POS == "NOUN" and "nomn" in one.tag and "sing" in one.tag),
        None,
    )


@lru_cache(maxsize=4096)
def gender_of(phrase: str) -> Gender:
    """Gender of the phrase's noun; masculine where there is none."""
    for word in phrase.split():
        parse = _noun(word)
        if parse is not None:
            return _GENDERS.get(parse.tag.gender, "m")
    return "m"


@lru_cache(maxsize=4096)
def readings(word: str) -> tuple[tuple[Case, bool, Gender, str], ...]:
    """(case, plural, gender, dictionary form) of every way to read the word as a noun."""
    found = []
    for one in parses(word.lower()):
        case = _CASES.get(one.tag.case or "")
        if one.tag.POS == "NOUN" and case:
            plural = one.tag.number == "plur"
            found.append((case, plural, _GENDERS.get(one.tag.gender, "m"), str(one.normal_form)))
    return tuple(found)


def decimal(whole: int, part: str, case: Case = "n", gender: Gender = "m") -> str:
    """«две целых пять десятых», «полтора»; ``part``: figures after the comma, at most three are read as a fraction."""
    part = part.rstrip("0") or "0"
    if part == "0":
        return cardinal(whole, case, gender)
    if part == "5" and case in ("n", "a") and whole:
        if whole == 1:
            return "полторы" if gender == "f" else "полтора"
        return f"{cardinal(whole, case, gender)} с половиной"
    if len(part) > 3:
        return f"{cardinal(whole, case)} и {digits(part)} после запятой"
    return f"{_share(whole, 'целая', case)} {_share(int(part), _PARTS[len(part)], case)}"


def _share(number: int, name: str, case: Case) -> str:
    one = number % 10 == 1 and number % 100 != 11
    adjective = next(one for one in parses(name) if "ADJF" in one.tag and "femn" in one.tag)
    shown: Case = "g" if not one and case in ("n", "a") else case
    formed = adjective.inflect({_GRAMMEMES[shown], "femn", "sing"} if one else {_GRAMMEMES[shown], "plur"})
    return f"{cardinal(number, case, 'f')} {formed.word if formed else name}"


def decimal_counted(whole: int, part: str, lemma: str, case: Case = "n") -> str:
    """«полтора часа», «две целых три десятых процента»."""
    words = decimal(whole, part, case, gender_of(lemma))
    if words.endswith("с половиной"):
        return f"{words} {noun_after(whole, lemma, case)}"
    if not part.strip("0"):
        return f"{words} {noun_after(whole, lemma, case)}"
    return f"{words} {inflected(lemma, 'g', plural=False)}"
