"""What every test of a CRM needs: a double, a connection to it with its stages mapped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.crm import connections, polling, tokens
from mentor.crm.models import CrmConnection
from mentor.crm.provider import Tokens
from mentor.crm.registry import PROVIDERS
from mentor.crm.tests.doubles import CrmDouble, Sale
from mentor.providers.tests.doubles import listening
from mentor.providers.web import Web

MEANS = {"open": "lead", "won": "paid", "lost": "lead", "spam": "nothing"}
BEGINS = int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp())


def sale(key: str, **changes: Any) -> Sale:
    """A deal of March; each key has a client of its own."""
    made = BEGINS + 60 * int(key)
    known = Sale(key=key, phone=f"+7 900 000-03-{int(key):02d}", created=made, updated=made)
    return replace(known, **changes)


@dataclass
class Crm:
    """A connection of the company to a double. ``token`` is the secret of its address."""

    company_id: int
    connection_id: int
    token: str
    double: CrmDouble

    @property
    def scope(self) -> Any:
        return company_scope(self.company_id)

    def connection(self) -> CrmConnection:
        return CrmConnection.objects.select_related("company").get(pk=self.connection_id)

    def poll(self) -> None:
        polling.poll(self.company_id, self.connection_id)

    def change(self, key: str, **news: Any) -> None:
        """Something changes in the CRM now, after everything before."""
        latest = max(int(time.time()), *(each.updated for each in self.double.sales.values()))
        self.double.change(key, **{"updated": latest + 1} | news)

    def rewind(self) -> None:
        """Everything is read from the beginning, as after a long outage."""
        with self.scope:
            CrmConnection.objects.update(history_until=datetime.fromtimestamp(BEGINS, UTC))

    def send(self, body: str = "", **extra: Any) -> Any:
        kind = "application/x-www-form-urlencoded"
        return Browser().generic(
            "POST", f"/hooks/crm/{self.token}/", body.encode(), content_type=kind, **extra
        )


@pytest.fixture
def connect(company: Company, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Crm]]:
    """Starts a double and connects the company to it; waits take no time."""
    settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1"]
    shared = connections.web

    def web() -> Web:
        known = shared()
        return Web(known.allowed_hosts, pause=lambda _seconds: None, error=known.error)

    monkeypatch.setattr(connections, "web", web)
    opened = []

    def start(double: CrmDouble) -> Crm:
        context = listening(double)
        context.__enter__()
        opened.append(context)
        with company_scope(company.pk):
            connection, token = connections.create(
                provider=PROVIDERS[double.code],
                title=double.code,
                plain=double.settings(),
                given=double.secrets(),
                allowed=[],
                read_from=datetime.fromtimestamp(BEGINS, UTC),
                by=None,
            )
            if PROVIDERS[double.code].log_in_of(connection.settings):
                tokens.keep(connection, Tokens("access-0", "refresh-0", timedelta(days=1)))
            mapping = {double.stage(name): meaning for name, meaning in MEANS.items()}
            connections.map_stages(connection=connection, mapping=mapping, people={}, by=None)
            CrmConnection.objects.update(mapped_at=timezone.now())
        return Crm(company.pk, connection.pk, token, double)

    yield start
    for context in opened:
        context.__exit__(None, None, None)
