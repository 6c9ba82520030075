"""A company and scenarios for the persona's tests."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from mentor.engines.persona.local.engine import LocalPersona
from mentor.engines.persona.port import Heard, Level, Play, Reply, TalkState, answer
from mentor.engines.persona.scenario import Character, Doubt, Fact, Goal, Scenario
from mentor.engines.profile import CompanyProfile, ForbiddenPhrase

PERSONA = LocalPersona()
PROFILE = CompanyProfile(
    name="Онлайн-школа «Маяк»",
    industry="музыка для взрослых",
    product="Уроки гитары онлайн, пробный урок бесплатный, месяц занятий 6 000 ₽",
    forbidden_phrases=(ForbiddenPhrase("это копейки", "обесценивает"),),
    manager_names=("Павел Ершов",),
)
PRICE = Doubt(
    "Дорого",
    "price",
    ("Дороговато для меня, честно говоря.", "Шесть тысяч за гитару — это многовато."),
    "В прошлой школе заплатила и бросила через месяц.",
    "Понимаю. Можно платить за каждый урок отдельно, а неиспользованное вернём.",
)
DOUBTS = (
    PRICE,
    Doubt("Нет времени", "timing", (), "", "Занятия вечером, полчаса, перенос за три часа бесплатно."),
    Doubt("Надо подумать", "think", (), "", "Давайте разберём, над чем, и решите после пробного."),
)
FACTS = (
    Fact("need", "Хочу играть песни у костра, сыну обещала.", "Для чего вам гитара?"),
    Fact("now", "Два аккорда знаю, дальше не пошло.", "Играли раньше?"),
    Fact("term", "К лету хочу, в июне поход.", "К какому сроку хотите?"),
    Fact("budget", "Тысяч пять в месяц могу.", "На какую сумму рассчитываете?"),
)
SCENARIO = Scenario(
    kind="objection",
    title="Дорого",
    stage=4,
    direction="out",
    character=Character("Ирина", True, "Ирина: считает деньги.", "", FACTS),
    doubts=DOUBTS,
    goal=Goal("trial", "Записать на пробный урок с датой и временем"),
)

HELLO = "Здравствуйте! Меня зовут Павел, школа «Маяк». Удобно говорить?"
NEED = "Скажите, для чего вам гитара и играли ли раньше?"
TERMS = "А к какому сроку хотите играть и на какую сумму рассчитываете?"
SUM_UP = "Правильно понимаю: хотите играть песни у костра к июню, сейчас знаете два аккорда. Верно?"
OFFER = (
    "Тогда предлагаю курс под ваши песни у костра: восемь уроков до июня, чтобы вы сыграли сыну в походе. "
    "Стоит пять тысяч в месяц. Недавно ученица с двух аккордов сыграла десять песен за два месяца."
)
HEARD = "Понимаю вас, деньги не лишние. А что именно смущает в цене?"
ANSWER = (
    "Тогда платите за каждый урок отдельно, по шестьсот рублей, а неиспользованное вернём по договору. "
    "Так спокойнее?"
)
STEP = "Давайте запишу вас на пробный урок: в четверг в семь вечера или в субботу в полдень?"
BYE = "Записал, ссылку пришлю. Спасибо, до свидания!"
STRONG = (HELLO, NEED, TERMS, SUM_UP, OFFER, HEARD, ANSWER, STEP, BYE)
STRONG_TWICE = (
    *STRONG[:7],
    "Понимаю, дел много. А сколько времени в неделю всё-таки найдётся?",
    "Занятия вечером, по полчаса, перенести можно за три часа бесплатно, так что успеете к июню. Подойдёт?",
    STEP,
    BYE,
)
READER = (
    "Здравствуйте, школа «Маяк», меня зовут Павел.",
    "У нас уроки гитары онлайн для взрослых, преподаватели с консерваторским образованием, удобный личный кабинет.",
    "Месяц занятий стоит шесть тысяч рублей, в него входят восемь уроков и материалы.",
    "Ещё у нас есть уроки вокала и укулеле, скидка пять процентов на второй предмет.",
    "Школа работает с две тысячи двенадцатого года, у нас больше тысячи учеников.",
    "Предлагаю записаться на пробный урок в субботу в двенадцать.",
)


def play(level: Level = 1, *, seed: int = 1, weak: str | None = None, scenario: Scenario = SCENARIO) -> Play:
    return Play(scenario, PROFILE, level, weak, seed)


@cache
def talked(lines: tuple[str, ...], level: Level = 1, seed: int = 1) -> tuple[TalkState, tuple[Reply, ...]]:
    """The talk to its end or to the last line."""
    return go_on(play(level, seed=seed), PERSONA.open(play(level, seed=seed)).state, *lines)


def go_on(of: Play, state: TalkState, *lines: str | Heard) -> tuple[TalkState, tuple[Reply, ...]]:
    """Lines said one after the other."""
    replies: list[Reply] = []
    for line in lines:
        if state.ending is not None:
            break
        turned = answer(PERSONA, of, state, Heard(line) if isinstance(line, str) else line)
        state = turned.state
        replies.append(turned.reply)
    return state, tuple(replies)


def with_doubts(*doubts: Doubt) -> Scenario:
    return replace(SCENARIO, doubts=doubts)
