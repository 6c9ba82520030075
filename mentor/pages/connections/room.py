"""A room of accounts at providers, as its set-up pages know it, and the page of one account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.template import engines
from django.urls import reverse

from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import User
from mentor.providers.forms import ConnectionForm
from mentor.providers.linked import LinkedAccount, known_secrets

A = TypeVar("A", bound=LinkedAccount)
A_contra = TypeVar("A_contra", bound=LinkedAccount, contravariant=True)
STEPS = ("connection", "check", "rotate", "close_old", "switch")
ADDRESS_LATER = "Секретный адрес появится после подключения"


class Chosen(Protocol):
    """What the pages read of a provider of any room."""

    @property
    def code(self) -> str:
        """Its name in addresses."""

    @property
    def form(self) -> type[ConnectionForm]:
        """Its settings."""

    def guide(self) -> str:
        """The Django template of the words for the customer's side."""


class Writes(Protocol[A_contra]):
    """The room's own writes: its module ``connections``."""

    def change(
        self,
        *,
        connection: A_contra,
        title: str,
        plain: Mapping[str, str],
        given: Mapping[str, str],
        allowed: list[str],
        by: User | None,
    ) -> None:
        """New settings; a secret that is not given stays."""

    def rotate(self, *, connection: A_contra, by: User | None) -> str:
        """A new secret of the address."""

    def forget_old_address(self, *, connection: A_contra, by: User | None) -> None:
        """The address before the last rotation stops working."""

    def switch(self, *, connection: A_contra, on: bool, by: User | None) -> None:
        """On or off. Raises ``Problem`` where it cannot be switched on."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a room says of its accounts. ``side``: whose part of the set-up a guide tells of; ``where`` the address is
    pasted; ``safe``: what is not lost while something is wrong; ``while_on``, ``while_off``: what the switch means."""

    side: str
    where: str
    safe: str
    who_knows: str
    while_on: str
    while_off: str
    now_on: str
    now_off: str


@dataclass(frozen=True, slots=True)
class Room(Generic[A]):
    """One room. ``name`` begins the names of its addresses, templates and audited actions.

    ``find`` answers 404 for an account that is not there. ``check`` asks the provider now and returns its words or
    raises ``ProviderError``; audited as ``check_action``. ``seen``: what its page shows beside the shared.
    ``passed_on``: what is said of a new address that we tell the provider ourselves; empty where a person does.
    ``facts``: what fills the guide of a provider.
    """

    name: str
    find: Callable[[int], A]
    provider_of: Callable[[str], Chosen]
    writes: Writes[A]
    check: Callable[[A], str]
    check_action: str
    seen: Callable[[CompanyRequest, A], Mapping[str, Any]]
    words: Words
    passed_on: Callable[[A], str] = lambda _account: ""
    facts: Callable[[str], Mapping[str, str]] = lambda _provider: {}

    def guide(self, provider: Chosen) -> str:
        """The words for the customer's side; they are ours, not a user's."""
        return engines["django"].from_string(provider.guide()).render(dict(self.facts(provider.code)))

    def address(self, token: str) -> str:
        """What the provider is to be given."""
        return f"{settings.PUBLIC_URL}{reverse(f'{self.name}_hook', args=[token])}"

    def form(self, account: A, request: CompanyRequest | None = None) -> ConnectionForm:
        """The provider's form with what is known; secrets are never put into it."""
        initial = {
            **account.settings,
            "title": account.title,
            "allowed_addresses": ", ".join(account.allowed_addresses),
        }
        data = request.POST if request is not None else None
        kind = self.provider_of(account.provider).form
        return kind(data, initial=initial, known=known_secrets(account))

    def ask(
        self, request: CompanyRequest, provider: Chosen, *forms: Form, hint: str, cancel_url: str
    ) -> HttpResponse:
        """The page of a new account, and of its forms when they were filled in wrong."""
        context = {
            "provider": provider,
            "forms": forms,
            "guide": self.guide(provider),
            "words": self.words,
            "hint": hint,
            "cancel_url": cancel_url,
        }
        wrong = any(form.errors for form in forms)
        return render(request, "pages/connections/new.html", context, status=422 if wrong else 200)

    def show(
        self,
        request: CompanyRequest,
        account: A,
        *,
        form: ConnectionForm | None = None,
        token: str = "",
        made: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        """The page of an account; the address with ``token`` is shown this once."""
        provider = self.provider_of(account.provider)
        by_hand = not self.passed_on(account)
        at = {step: reverse(f"{self.name}_{step}", args=[account.pk]) for step in STEPS}
        context = {
            "connection": account,
            "provider": provider,
            "form": form or self.form(account),
            "guide": self.guide(provider),
            "at": {**at, "list": reverse(self.name)},
            "words": self.words,
            "address": self.address(token) if token and by_hand else "",
            "by_hand": by_hand,
            "made": made,
            **self.seen(request, account),
        }
        return render(request, f"pages/{self.name}/connection.html", context, status=status)
