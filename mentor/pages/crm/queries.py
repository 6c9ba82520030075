"""What the pages of a CRM show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone

from mentor.companies import queries as companies
from mentor.companies.models import Company, Member
from mentor.core import formats
from mentor.crm.health import Health, health_of
from mentor.crm.models import CrmConnection, Outgoing, Record, RecordState
from mentor.crm.rules import MEANINGS, suggested
from mentor.crm.told import Catalogue

SHOWN = 20
SENT_SHOWN = 8


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage, and what it means now or would by our suggestion."""

    key: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class UserRow:
    """A person of the CRM, and whom of ours they are."""

    key: str
    name: str
    email: str
    member_id: int | None


@dataclass(frozen=True, slots=True)
class CrmPage:
    """One connection with what needs a person; lists are short, the newest first."""

    health: Health
    facts: list[tuple[str, str]]
    pipelines: list[tuple[str, list[StageRow]]]
    users: list[UserRow]
    members: list[Member]
    meanings: list[tuple[str, str]]
    parked: list[Record]
    outgoing: list[Outgoing]
    counted_from: str


def connection_or_404(pk: int) -> CrmConnection:
    """The connection of the company in scope."""
    found = CrmConnection.objects.select_related("company", "grant").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def crm_page(connection: CrmConnection, company: Company) -> CrmPage:
    """A fixed number of queries."""
    health = health_of(connection)
    catalogue = Catalogue.from_json(connection.catalogue)
    parked = Record.objects.filter(connection=connection, state=RecordState.PARKED).order_by("-told_at")
    outgoing = Outgoing.objects.filter(connection=connection).select_related("call__client")
    since = company.crm_connected_from
    return CrmPage(
        health=health,
        facts=_facts(health),
        pipelines=_pipelines(connection, catalogue),
        users=[
            UserRow(each.key, each.name, each.email, connection.people.get(each.key))
            for each in catalogue.users
        ],
        members=list(companies.managers()),
        meanings=[(str(code), words) for code, words in MEANINGS.items()],
        parked=list(parked[:SHOWN]),
        outgoing=list(outgoing.order_by("-created_at", "-id")[:SENT_SHOWN]),
        counted_from=formats.date_long(since) if since else "",
    )


def _pipelines(connection: CrmConnection, catalogue: Catalogue) -> list[tuple[str, list[StageRow]]]:
    return [
        (
            pipeline.name,
            [
                StageRow(stage.key, stage.name, connection.mapping.get(stage.key, suggested(pipeline, stage)))
                for stage in pipeline.stages
            ],
        )
        for pipeline in catalogue.pipelines
    ]


def _facts(health: Health) -> list[tuple[str, str]]:
    connection = health.connection
    return [
        ("Последнее событие CRM", _when(connection.nudged_at)),
        ("Последнее изменение в CRM", _when(health.last_record_at)),
        ("Прочитана до", _when(connection.history_until) if connection.polled_at else "ещё не читалась"),
        ("Учтено лидов и сделок", formats.integer(health.taken)),
        ("Отложено", formats.integer(health.parked)),
        ("Ждёт передачи в CRM", formats.integer(health.waiting)),
    ]


def _when(moment: datetime | None) -> str:
    if moment is None:
        return "не было"
    zone = timezone.get_current_timezone()
    assert isinstance(zone, ZoneInfo)
    return formats.moment(moment, timezone.now(), zone)
