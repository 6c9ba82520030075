"""What a client told in a real call, by the question that it answered."""

from __future__ import annotations

from dataclasses import replace

from ..assessor.local.plain_objections import plain_kinds
from ..assessor.local.tagger import tag_call
from ..conversation import Conversation
from ..profile import CompanyProfile
from ..text.normal import words_of
from ..text.quotes import sentences
from .local.hearing import TOPIC_CUES
from .scenario import TOPICS, Fact, Topic
from .voices import names_somebody

LEAST_WORDS, MOST_WORDS, MOST_FACTS = 3, 32, 12


def facts_of(conversation: Conversation, profile: CompanyProfile) -> tuple[Fact, ...]:
    """Questions about the need and the client's answers, verbatim, in the order of the call."""
    call = tag_call(replace(conversation, speakers_sure=True), profile)
    found: list[Fact] = []
    for i in call.where("need_question", role="manager"):
        replies = [j for j in call.of("client", after=i)[:1] if j == i + 1]
        text = call.text(replies[0]).strip() if replies else ""
        if _tells(text):
            found.append(Fact(_topic(call.text(i)), text, call.text(i).strip()))
    return tuple(found[:MOST_FACTS])


def _tells(text: str) -> bool:
    """A short first sentence among others answers a question that nobody will ask in the same words."""
    spans = sentences(text)
    if not spans or not LEAST_WORDS <= len(words_of(text)) <= MOST_WORDS or "?" in text:
        return False
    if len(spans) > 1 and len(words_of(text[spans[0].start : spans[0].end])) < LEAST_WORDS:
        return False
    return not (plain_kinds(text) or names_somebody(text))


def _topic(question: str) -> Topic:
    return next((t for t in TOPICS if t in TOPIC_CUES and question in TOPIC_CUES[t]), "other")
