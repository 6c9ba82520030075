"""What is done with events at a connection's address, many at once: told from others, kept in one transaction.

A flood costs one transaction and one job a batch, not one an event; each event has an answer of its own all the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils import timezone

from mentor.companies import lookup
from mentor.core.tenancy import company_scope
from mentor.providers.hook import LONGEST_TOKEN, METHODS, MOST_BYTES
from mentor.providers.linked import is_address_of, may_send

from . import connections, events, troubles
from .errors import TEXTS, HookRefusedError, TelephonyError
from .models import Connection, Where
from .provider import Account, Hook, HookReader, Reply
from .registry import PROVIDERS

__all__ = ["LATER", "MOST_BYTES", "Answer", "Incoming", "answer_all"]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request at an address; ``hook`` is None where its body is too large."""

    token: str
    method: str
    hook: Hook | None
    address: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender hears."""

    status: int
    body: str = ""
    content_type: str = "text/plain"
    headers: dict[str, str] = field(default_factory=dict)


NOWHERE = Answer(404)
LATER = Answer(503, headers={"Retry-After": "60"})


def answer_all(asked: Sequence[Incoming]) -> list[Answer]:
    """Answers in the order of the requests. An address that nobody has is 404, whatever is wrong with the rest."""
    answers: list[Answer] = [NOWHERE] * len(asked)
    places = sorted(range(len(asked)), key=lambda at: asked[at].token)
    for token, group in groupby(places, key=lambda at: asked[at].token):
        own = list(group)
        for at, answer in zip(own, _answers_at(token, [asked[each] for each in own]), strict=True):
            answers[at] = answer
    return answers


def _answers_at(token: str, asked: list[Incoming]) -> list[Answer]:
    """Answers at one address: one transaction in its company."""
    found = lookup.company_of_telephony_hook(token) if len(token) <= LONGEST_TOKEN else None
    if found is None:
        return [NOWHERE] * len(asked)
    with company_scope(found[0]):
        connection = Connection.objects.filter(pk=found[1]).first()
        if connection is None or not is_address_of(connection, token, timezone.now()):
            return [NOWHERE] * len(asked)
        return _answers(connection, asked)


def _answers(connection: Connection, asked: list[Incoming]) -> list[Answer]:
    provider = PROVIDERS.get(connection.provider)
    reader = provider.hook if provider else None
    if reader is None or not connection.is_on:
        return [NOWHERE] * len(asked)
    try:
        account = connections.account_of(connection)
    except TelephonyError as trouble:  # our own fault: the sender is to try again
        troubles.note(connection=connection, where=Where.HOOK, code=trouble.code, text=trouble.detail)
        return [LATER] * len(asked)
    kept: list[Hook] = []
    answers = [_answer(connection, reader, account, each, kept) for each in asked]
    events.keep(connection=connection, hooks=kept)
    return answers


def _answer(
    connection: Connection, reader: HookReader, account: Account, asked: Incoming, kept: list[Hook]
) -> Answer:
    """The answer to one request; what is to be kept is added to ``kept``."""
    hook = asked.hook
    if asked.method not in METHODS:
        return Answer(405, headers={"Allow": ", ".join(METHODS)})
    if hook is None:
        text = TEXTS["too_large"].format(limit=MOST_BYTES // 1024)
        troubles.note(connection=connection, where=Where.HOOK, code="too_large", text=text)
        return Answer(413, text)
    try:
        _check_address(connection, asked.address)
        greeting = reader.greet(account, hook)
        if greeting is None:
            reader.admit(account, hook)
    except HookRefusedError as refusal:
        troubles.note(connection=connection, where=Where.HOOK, code=refusal.code, text=refusal.detail)
        return Answer(403, refusal.detail)
    if greeting is not None:
        return _said(greeting)
    kept.append(hook)
    return _said(reader.reply(account, hook))


def _check_address(connection: Connection, address: str) -> None:
    """Raises ``HookRefusedError`` where the connection names networks and this address lies in none of them."""
    if not may_send(connection, address):
        raise HookRefusedError("address", address=address or "без адреса")


def _said(reply: Reply) -> Answer:
    return Answer(200, reply.body, reply.content_type)
