"""Words that can be said aloud: names in the right form, short verbatim quotes, no forbidden phrases."""

from __future__ import annotations

import hashlib
import re

from ..conversation import Conversation
from ..profile import CompanyProfile
from ..text.morphology import is_common
from ..text.names import brand
from ..text.phrases import says_phrase
from ..text.quotes import sentences

_GOOD_ENDS = re.compile(r"[.!?…,;:]$")


class Chooser:
    """Picks one of several wordings by the conversation's content: same call, same words; other call, other words.

    ``turn`` gives the same call other words.
    """

    def __init__(self, conversation: Conversation, turn: int = 0) -> None:
        text = "\n".join(f"{u.speaker}:{u.text}" for u in conversation.utterances) + (
            f"\n{turn}" if turn else ""
        )
        self._digest = hashlib.sha256(text.encode()).digest()

    def pick(self, what: str, options: tuple[str, ...]) -> str:
        """One of ``options``; ``what`` keeps the choices independent of each other."""
        return options[self.index(what, len(options))]

    def index(self, what: str, count: int) -> int:
        """A number from 0 to ``count`` - 1; ``count`` must be positive."""
        mixed = hashlib.sha256(self._digest + what.encode()).digest()
        return int.from_bytes(mixed[:4], "big") % count


def first_name(full: str | None) -> str | None:
    """«Ренат» of «Ренат Гайсин»."""
    words = (full or "").split()
    return words[0] if words else None


def client_address(full: str | None) -> str | None:
    """How a client is addressed: name and patronymic where both are known, else the name alone."""
    from ..text.morphology import name_kind

    words = (full or "").split()
    kinds = [name_kind(w.lower().replace("ё", "е")) for w in words]
    if len(words) > 1 and kinds[0] == "Surn" and "Name" in kinds[1:]:
        words = words[1:]  # «Орлов Михаил»: a telephony often puts the surname first
        kinds = kinds[1:]
    if len(words) >= 2 and (kinds[1] == "Patr" or words[1].endswith(("вич", "вна", "ична"))):
        return f"{words[0]} {words[1]}"
    return words[0] if words else None


def company_in_speech(profile: CompanyProfile) -> str:
    """«клиника косметологии «Лазурь»»: a full name starts small where its first word is a common one."""
    name = profile.name.strip()
    if brand(name) == name or not name:
        return f"«{name}»" if name and "«" not in name else name
    if not any(mark in name for mark in '«„"'):
        return f"«{name}»"
    head = name.split()[0]
    return name if head.isupper() or brand(name).startswith(head) else name[0].lower() + name[1:]


def is_allowed(text: str, profile: CompanyProfile) -> bool:
    """Does ``text`` hold none of the company's forbidden phrases, in these words or in others of their meaning."""
    return all(not says_phrase(text, item.phrase) for item in profile.forbidden_phrases)


def allowed_sentences(text: str, profile: CompanyProfile) -> str:
    """``text`` without the sentences that hold a forbidden phrase."""
    kept = [text[s.start : s.end] for s in sentences(text)]
    return " ".join(sentence for sentence in kept if is_allowed(sentence, profile))


def finish(text: str) -> str:
    """A sentence with a capital and a stop."""
    plain = text.strip()
    if not plain:
        return ""
    plain = plain[0].upper() + plain[1:]
    return plain if plain[-1] in ".!?…" else _GOOD_ENDS.sub("", plain) + "."


def inside(text: str) -> str:
    """``text`` as it stands within a sentence: a common first word loses its capital («Бесплатный замер»)."""
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    if first[:1].isupper() and first[1:].islower() and is_common(first.strip(",.:;!?«»").lower()):
        return text[:1].lower() + text[1:]
    return text
