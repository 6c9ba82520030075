"""Invented personal data and sentences that say them, for measuring how much of it is hidden."""

from __future__ import annotations

import random
from dataclasses import dataclass

_UNITS = ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять")
_TEENS = (
    "десять", "одиннадцать", "двенадцать", "тринадцать", "четырнадцать", "пятнадцать", "шестнадцать", "семнадцать",
    "восемнадцать", "девятнадцать",
)  # fmt: skip
_TENS = ("двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто")
_HUNDREDS = (
    "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот",
)  # fmt: skip

# (nominative, genitive, dative, instrumental): people that no company of the corpus employs or calls
NAMES = (
    ("Ярослав", "Ярослава", "Ярославу", "Ярославом"),
    ("Клавдия", "Клавдии", "Клавдии", "Клавдией"),
    ("Аркадий", "Аркадия", "Аркадию", "Аркадием"),
    ("Зульфия", "Зульфии", "Зульфие", "Зульфиёй"),
    ("Тимофей Ильич", "Тимофея Ильича", "Тимофею Ильичу", "Тимофеем Ильичом"),
    ("Раиса Фёдоровна", "Раисы Фёдоровны", "Раисе Фёдоровне", "Раисой Фёдоровной"),
    ("Мадина Ахметова", "Мадины Ахметовой", "Мадине Ахметовой", "Мадиной Ахметовой"),
    ("Глеб Воронцов", "Глеба Воронцова", "Глебу Воронцову", "Глебом Воронцовым"),
    ("Нелли", "Нелли", "Нелли", "Нелли"),
    ("Богдан Шевчук", "Богдана Шевчука", "Богдану Шевчуку", "Богданом Шевчуком"),
)
NAME_SENTENCES = (
    ("Меня зовут ", 0, ", я по объявлению."),
    ("Запишите на ", 0, ", так проще."),
    ("Это для ", 1, ", не для меня."),
    ("Перезвоните лучше ", 2, ", решать будем вместе."),
    ("Я с ", 3, " посоветуюсь и скажу."),
    ("Алло, ", 0, ", вы меня слышите?"),
)
_STREETS = ("Гагарина", "Малышева", "Декабристов", "Тимирязева", "Победы")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence that says personal data: what stands before and after them."""

    kind: str
    before: str
    value: str
    after: str


def samples(rng: random.Random) -> list[Said]:
    """One sentence of each kind and writing, with fresh data."""
    name, (before, case, after) = rng.choice(NAMES), rng.choice(NAME_SENTENCES)
    return [
        Said("имя", before, name[case], after),
        Said("телефон", "Мой номер ", _phone(rng), ", звоните."),
        Said("телефон словами", "Запишите номер ", _phone_aloud(rng), " и наберите меня."),
        Said("почта", "Пришлите на ", _mail(rng), " сегодня."),
        Said("почта словами", "Почта такая: ", _mail_aloud(rng), " жду письмо."),
        Said("карта", "Номер карты ", _digits(rng, (4, 4, 4, 4)), ", можно списать."),
        Said("карта словами", "Диктую карту ", _aloud(rng, 8), " вот так."),
        Said(
            "паспорт",
            "Паспорт ",
            rng.choice((_digits(rng, (4, 6)), _digits(rng, (2, 2, 6)))),
            " выдан давно.",
        ),
        Said("адрес", "Живу по адресу ", _address(rng), ", приезжайте."),
        Said("адрес словами", "Привезите на ", _address_aloud(rng), " пожалуйста."),
    ]


def _digits(rng: random.Random, groups: tuple[int, ...]) -> str:
    return " ".join("".join(str(rng.randrange(10)) for _ in range(size)) for size in groups)


def _phone(rng: random.Random) -> str:
    a, b, c, d = (
        rng.randrange(900, 999),
        rng.randrange(100, 999),
        rng.randrange(10, 99),
        rng.randrange(10, 99),
    )
    return rng.choice((f"+7 {a} {b}-{c}-{d}", f"8({a}){b}-{c}-{d}", f"8{a}{b}{c}{d}", f"8 {a} {b} {c} {d}"))


def _two(number: int) -> str:
    if number < 10:
        return f"ноль {_UNITS[number]}"
    if number < 20:
        return _TEENS[number - 10]
    return " ".join([_TENS[number // 10 - 2], *([_UNITS[number % 10]] if number % 10 else [])])


def _three(number: int) -> str:
    rest = number % 100
    tail = "" if rest == 0 else _UNITS[rest] if rest < 10 else _two(rest)
    return f"{_HUNDREDS[number // 100 - 1]} {tail}".strip()


def _phone_aloud(rng: random.Random) -> str:
    pairs = " ".join(_two(rng.randrange(100)) for _ in range(2))
    return f"восемь {_three(rng.randrange(900, 999))} {_three(rng.randrange(100, 999))} {pairs}"


def _aloud(rng: random.Random, pairs: int) -> str:
    return " ".join(_two(rng.randrange(100)) for _ in range(pairs))


def _mail(rng: random.Random) -> str:
    who = rng.choice(("klavdia", "g.voron", "office", "madina_a"))
    return f"{who}{rng.randrange(99)}@{rng.choice(('mail.ru', 'yandex.ru'))}"


def _mail_aloud(rng: random.Random) -> str:
    return f"{rng.choice(('клавдия', 'ворон', 'офис'))} собака {rng.choice(('мейл', 'яндекс'))} точка ру"


def _address(rng: random.Random) -> str:
    house, flat = rng.randrange(1, 180), rng.randrange(1, 300)
    street = rng.choice(_STREETS)
    return rng.choice(
        (
            f"улица {street}, дом {house}, квартира {flat}",
            f"ул. {street}, {house}",
            f"проспект {street} {house}",
        )
    )


def _address_aloud(rng: random.Random) -> str:
    street = rng.choice(_STREETS).lower()
    return f"улицу {street} дом {_two(rng.randrange(20, 99))} квартира {_two(rng.randrange(20, 99))}"
