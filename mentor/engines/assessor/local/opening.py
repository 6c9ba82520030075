"""Acts of the opening: greeting, own name, company, the client's name, convenience and purpose."""

from __future__ import annotations

from ...conversation import Conversation
from ...profile import CompanyProfile
from ...text.cues import Cues, Span
from ...text.names import same_name, says_company, says_name
from ...text.normal import normalise
from .acts import Act

HELLO = Cues(
    "здравств~",
    "здрасьте",
    "здрасте",
    "здрасти",
    "добр(?:ый|ое|ого|ой|ая) ?(?:день|дня|утр~|вечер~|времени)?",
    "день добрый",
    "вечер добрый",
    "утро доброе",
    "доброго дня",
    "приветств~",
    "привет~",
    "салют",
    "доброго времени",
    "мое почтение",
)
INTRODUCES = Cues(r"меня зовут (?!как)\w+", r"меня \w+ зовут", r"это \w+ из ", r"мое имя")
ASKS_NAME = Cues(
    "как (?:я )?(?:могу )?(?:мне )?(?:к вам |к тебе |вас |тебя )(?:можно |лучше |могу )?(?:обраща~|обратит~|зовут|звать|величать|называть|записать)",
    "как (?:могу|можно|мне|лучше) (?:я )?(?:к вам )?обраща~",
    "ваше имя",
    "имя ваше",
    "имя фамили~",
    "имя отчество",
    "(?:с кем|кто) (?:я )?(?:говор~|разговарив~|имею)",
    "как зовут",
    "зовут вас как",
    "вас как зовут",
    "вас зовут",
    "представьтесь",
    "как записать (?:тебя|вас)?",
    "на чье имя",
    "с кем (?:я )?(?:могу )?(?:общаюсь|имею честь)",
    "как обращаться",
    "можно ваше имя",
    "на кого (?:записать|оформ~|выстав~)",
    "на имя",
)
CONVENIENCE = Cues(
    "удобно~",
    "неудобно",
    "не отвлекаю",
    "не отвлек~",
    "есть (?:пара|пять|две|три|одна|минут~|время|секунд~)",
    "мину(?:т|точ)~ (?:есть|найдет~|можно|удел~|свобод~)",
    "(?:пару|пара|две|три|пять|одну|парочку) (?:минут~|минуточ~|слов~)",
    "минутк~",
    "минуточк~",
    "минута (?:есть|найдется)",
    "можете (?:сейчас )?(?:говорить|разговаривать)",
    "можно (?:говорить|поговорить|вас|пару|пять|буквально)",
    "уделите",
    "найдется",
    "не занят~",
    "говорить можете",
    "есть (?:сейчас )?минут~",
    "вовремя",
    "сейчас можете",
    "вы сейчас можете",
)
PURPOSE = Cues(
    "звоню",
    "по (?:вашей |вашему |твоей |своей )?(?:заявк~|запрос~|обращени~)",
    "по поводу",
    "насчет",
    "по вопросу",
    "заявк~",
    "заявочк~",
    "оставля(?:ли|л|ла)",
    "обращал~",
    "запрос~",
    "спрашива(?:ли|л|ла)",
    "смотре(?:ли|л|ла)",
    "интересовал~",
    "присылали",
    "писали",
    "заполнял~",
    "напомн~",
    "договарив~",
    "договорил~",
    "обеща~",
    "хотел(?:а)? (?:предлож~|поговор~|пригла~|узнать|рассказать|спросить|уточнить)",
    "я по ",
    "мы с вами",
    "проходили",
    "были на",
    "вебинар~",
    "помните",
    "предлага~",
    "пригла~",
    "рассказать",
    "просили",
    "считали",
    "говорили",
    "выбирали",
    "ну что",
    "мы поставляем",
    "у вас же",
    "вы же",
    "вы у нас",
    "по интернет~",
    "узнать",
    "приобрет~",
    "хотели",
    "думали",
    "регистрировал~",
    "записывал~",
    "номер дал~",
    "посоветовал~",
    "открыли~",
    "рекоменд~",
)
OFFERS_HELP = Cues(
    "чем (?:я |мы |вам |могу |можем |смогу )*(?:быть )?(?:помо~|полез~)",
    "чем помогу",
    "что (?:вас |вам |вы )?(?:интересует|интересно|хотели|хотите|подсказать|ищем|ищете|подобрать|случилось|за вопрос|беспокоит)",
    "какой (?:у вас )?вопрос",
    "по какому (?:вы )?вопрос~",
    "слушаю вас внимательно",
    "подскажу",
    "куда (?:собираемся|летим|едем)",
    "что ищ~",
    "чем могу",
    "что вы хотели",
    "рассказывайте",
    "что подсказать",
    "помочь",
)


def manager_names(conversation: Conversation, profile: CompanyProfile) -> tuple[str, ...]:
    """Names that the manager may call their own: of this call's manager, else of any manager of the company."""
    return (conversation.manager_name,) if conversation.manager_name else profile.manager_names


def says_own_name(text: str, names: tuple[str, ...]) -> bool:
    """Does the speaker give a name of their own."""
    return says_name(text, names) if names else text in INTRODUCES


def whole(text: str) -> Span:
    """The whole utterance as a place."""
    return Span(0, max(1, len(text)))


def tag_opening(
    text: str, order: int, conversation: Conversation, profile: CompanyProfile
) -> dict[Act, Span]:
    """Opening acts of a manager's utterance; ``order`` counts the manager's own utterances from 0."""
    found: dict[Act, Span] = {}
    cues: tuple[tuple[Act, Cues], ...] = (
        ("hello", HELLO), ("ask_name", ASKS_NAME), ("convenience", CONVENIENCE), ("purpose", PURPOSE), ("help_offer", OFFERS_HELP),
    )  # fmt: skip
    for act, cue in cues:
        place = cue.find(text)
        if place is not None:
            found[act] = place
    if order < 8:  # noqa: PLR2004 later a name is no introduction
        if says_own_name(text, manager_names(conversation, profile)) or text in INTRODUCES:
            found["own_name"] = whole(text)
        if says_company(text, profile.name):
            found["company"] = whole(text)
    return found


def client_names(conversation: Conversation, client_texts: list[str]) -> tuple[str, ...]:
    """Names of the client: as known, else as the client gave them («меня зовут …», a lone name as an answer)."""
    if conversation.client_name:
        return (conversation.client_name,)
    from ...text.morphology import name_kind

    given: list[str] = []
    for text in client_texts[:12]:
        words = normalise(text).words
        named = [w for w in words if len(w) > 2 and name_kind(w) == "Name"]  # noqa: PLR2004 initials are no names
        if named and (len(words) <= 6 or "зовут" in words or "беспокоит" in words):  # noqa: PLR2004 a short answer
            given.extend(named)
    return tuple(given)


def addresses_client(text: str, client: tuple[str, ...], own: tuple[str, ...]) -> bool:
    """Does the manager call the client by name (a name that is not the manager's own)."""
    if not client:
        return False
    mine = {w for name in own for w in normalise(name).words}
    for name in client:
        for part in normalise(name).words:
            if len(part) <= 2 or any(same_name(part, w) for w in mine):  # noqa: PLR2004 initials are no names
                continue
            if any(same_name(w, part) for w in normalise(text).words):
                return True
    return False
