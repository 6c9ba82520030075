"""What every test of a telephony needs: a double, a connection to it, and a way to send it events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.telephony import connections, events, polling, queue, sounds, subscribing, taking
from mentor.telephony.models import Connection, Trace
from mentor.telephony.registry import PROVIDERS
from mentor.telephony.tests.exchange import Delivery, Exchange, listening
from mentor.telephony.web import Web


@dataclass
class Line:
    """A connection of the company to a double. ``token`` is the secret of its address."""

    company_id: int
    connection_id: int
    token: str
    exchange: Exchange

    @property
    def scope(self) -> Any:
        return company_scope(self.company_id)

    def connection(self) -> Connection:
        return Connection.objects.get(pk=self.connection_id)

    def send(self, sent: Delivery, **extra: Any) -> Any:
        """Send an event as the provider does; the answer."""
        if sent.rest:
            address = reverse("telephony_hook_rest", args=[self.token, sent.rest])
        else:
            address = reverse("telephony_hook", args=[self.token])
        return Browser().generic(
            "POST",
            f"{address}?{sent.query}" if sent.query else address,
            sent.body.encode(),
            content_type=sent.content_type,
            headers=dict(sent.headers),
            **extra,
        )

    def work(self) -> None:
        """Run the room's jobs that are due, each once; what they defer for later stays."""
        for _ in range(20):
            due = ProcrastinateJob.objects.filter(status="todo", task_name__startswith="telephony.")
            jobs = [job for job in due if job.scheduled_at is None or job.scheduled_at <= timezone.now()]
            if not jobs:
                return
            for job in jobs:
                ProcrastinateJob.objects.filter(pk=job.pk).update(status="succeeded")
                RUN[job.task_name](**job.args)

    def later(self) -> None:
        """The time of everything that waits has come."""
        with self.scope:
            Trace.objects.filter(sound="awaited").update(sound_at=timezone.now())
        ProcrastinateJob.objects.filter(status="todo").update(scheduled_at=None)

    def poll(self) -> None:
        polling.poll(self.company_id, self.connection_id)


RUN: dict[str, Callable[..., None]] = {
    queue.HANDLE_TASK: events.handle,
    queue.SOUND_TASK: sounds.fetch,
    queue.POLL_TASK: polling.poll,
    queue.RENEW_TASK: subscribing.renew,
}


@pytest.fixture
def connect(
    company: Company, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[[Exchange], Line]]:
    """Starts a double and connects the company to it; waits take no time."""
    settings.FETCH_ALLOWED_HOSTS = ["127.0.0.1"]
    settings.TELEPHONY_DIR = tmp_path / "telephony"
    monkeypatch.setattr(taking, "settle_of", lambda _connection: timedelta())
    monkeypatch.setattr(connections, "Web", lambda hosts: Web(hosts, pause=lambda _seconds: None))
    opened = []

    def start(exchange: Exchange) -> Line:
        context = listening(exchange)
        context.__enter__()
        opened.append(context)
        with company_scope(company.pk):
            connection, token = connections.create(
                provider=PROVIDERS[exchange.code],
                title=exchange.code,
                plain=exchange.settings(),
                given=exchange.secrets(),
                allowed=[],
                by=None,
            )
        return Line(company.pk, connection.pk, token, exchange)

    yield start
    for context in opened:
        context.__exit__(None, None, None)
