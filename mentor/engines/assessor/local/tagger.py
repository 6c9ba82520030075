"""Tags every utterance by wording, then lets the context decide what the wording means."""

from __future__ import annotations

from functools import lru_cache

from ...conversation import Conversation
from ...profile import CompanyProfile
from ...text.cues import Span
from ...text.normal import normalise, stem
from ...text.numbers import is_number_word
from ...text.words import words as word_list
from .acts import Act, TaggedCall
from .answers import tag_answers
from .client import tag_client
from .closing import tag_closing
from .not_sales import tag_common
from .opening import addresses_client, client_names, manager_names, tag_opening
from .pitch import tag_client_questions, tag_pitch
from .questions import BUDGET, DECISION, NOT_NEED, TERM, question_part, tag_questions
from .roles import resolve_roles


def tag_call(conversation: Conversation, profile: CompanyProfile) -> TaggedCall:
    """Roles and acts of a whole call (objections are added by ``objections.find_objections``)."""
    call = TaggedCall(conversation, profile, resolve_roles(conversation, profile))
    client_texts = [call.text(i) for i in range(len(call.roles)) if call.roles[i] == "client"]
    names = client_names(conversation, client_texts)
    own = manager_names(conversation, profile)
    order = 0
    for i, role in enumerate(call.roles):
        text = call.text(i)
        acts: dict[Act, Span] = dict(tag_common(text))
        if role == "manager":
            acts |= tag_opening(text, order, conversation, profile)
            acts |= tag_questions(text) | tag_pitch(text) | tag_answers(text) | tag_closing(text)
            if addresses_client(text, names, own):
                acts["client_name"] = Span(0, max(1, len(text)))
            order += 1
        else:
            acts |= tag_client(text) | tag_client_questions(text)
        call.acts.append(acts)
    _mark_need_questions(call)
    _mark_ties(call)
    return call


def _mark_need_questions(call: TaggedCall) -> None:
    """A question about the need: not about convenience, names, times of a meeting or how an answer was taken.

    It stands before the offer (the first long pitch); a summary is no question, a question inside one is.
    """
    pitches = call.where("present", role="manager")
    end = pitches[0] if pitches else len(call.roles)
    for i in call.of("manager", before=end + 1):
        if not call.has(i, "question"):
            continue
        asking = question_part(call.text(i))
        about_terms = asking in TERM or asking in BUDGET or asking in DECISION
        first = i <= 1 and call.has(i, "hello", "own_name", "company")
        only_courtesy = asking in NOT_NEED or call.has(i, "ask_name", "help_offer", "convenience", "check")
        opening_ask = first and not call.has(i, "open_question")
        if (only_courtesy and not (about_terms and not first)) or opening_ask:
            continue
        if call.has(i, "need_summary") and not call.has(i, "open_question"):
            continue
        call.acts[i]["need_question"] = call.acts[i]["question"]


def need_question_count(call: TaggedCall) -> int:
    """How many things were asked about the need: «сколько вас и на какую сумму» is two."""
    total = 0
    for i in call.where("need_question", role="manager"):
        asking = question_part(call.text(i))
        topics = (asking in TERM) + (asking in BUDGET) + (asking in DECISION)
        total += max(1, min(3, max(topics, asking.count("?"))))
    return total


def _mark_ties(call: TaggedCall) -> None:
    """An offer is tied to the need where it takes up content words of the client's own speech."""
    heard: set[str] = set()
    for i, role in enumerate(call.roles):
        content = content_stems(call.text(i))
        if role == "client":
            heard |= content
        elif call.has(i, "present"):
            shared = content & heard
            if len(shared) >= 2:
                call.acts[i]["tie"] = Span(0, 1)


_COMMON_WORDS = word_list("common")


@lru_cache(maxsize=8192)
def content_stems(text: str) -> frozenset[str]:
    """Stems of the words of ``text`` that carry content."""
    return frozenset(
        stem(w)
        for w in normalise(text).words
        if len(w) > 3 and w not in _COMMON_WORDS and not is_number_word(w)
    )
