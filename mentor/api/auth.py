"""Who calls the API: a company's key."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.http import HttpRequest
from ninja.security import HttpBearer

from mentor.companies import lookup
from mentor.companies.api_keys import use_key
from mentor.companies.models import ApiKey
from mentor.core.tenancy import company_scope

from .problems import http_problem

_LONGEST_SECRET = 200


@dataclass(frozen=True, slots=True)
class Caller:
    """A key in force and its company."""

    company_id: int
    key_id: int

    @contextmanager
    def scope(self) -> Iterator[ApiKey]:
        """The company's scope, one transaction. Open it late: it holds a database connection."""
        with company_scope(self.company_id):
            key = use_key(self.key_id)
            if key is None:
                raise http_problem("key_unknown", 401)
            yield key


class BearerKey(HttpBearer):
    """``Authorization: Bearer mk_…``."""

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:  # noqa: ARG002 - ninja's signature
        secret = token.strip()
        if not secret or len(secret) > _LONGEST_SECRET:
            return None
        found = lookup.company_of_api_key(secret)
        return Caller(*found) if found else None


class CallerRequest(HttpRequest):
    """A request that passed ``BearerKey``."""

    auth: Caller
