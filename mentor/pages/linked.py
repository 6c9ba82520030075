"""What the set-up pages of telephony and CRM share."""

from __future__ import annotations

from typing import Any, TypeVar

from django.template import engines

from mentor.companies.middleware import CompanyRequest
from mentor.providers.forms import ConnectionForm
from mentor.providers.linked import LinkedAccount, known_secrets

Form = TypeVar("Form", bound=ConnectionForm)


def settings_form(kind: type[Form], account: LinkedAccount, request: CompanyRequest | None = None) -> Form:
    """A connection's form with what is known; secrets are never put into it."""
    initial = {
        **account.settings,
        "title": account.title,
        "allowed_addresses": ", ".join(account.allowed_addresses),
    }
    data = request.POST if request is not None else None
    return kind(data, initial=initial, known=known_secrets(account))


def guide(text: str, **facts: Any) -> str:
    """The words for the customer's side; they are ours, not a user's."""
    return engines["django"].from_string(text).render(facts)
