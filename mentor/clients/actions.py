"""Writes of clients and leads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from mentor.tallies import actions as tallies
from mentor.tallies.models import Grain

from .models import Client, ClientPhone, LeadSeen

LEAD = "lead"


def standing(client: Client) -> Client:
    """The client that stands for this one after merges."""
    while client.merged_into is not None:
        client = client.merged_into
    return client


def find_or_create(*, phone: str, name: str = "") -> Client:
    """The client of an E.164 phone in the company in scope; a name is kept when none was known."""
    known = ClientPhone.objects.select_related("client__merged_into").filter(e164=phone).first()
    if known is None:
        try:
            with transaction.atomic():
                client = Client.objects.create(name=name)
                ClientPhone.objects.create(client=client, e164=phone)
                return client
        except IntegrityError:  # the same phone came through another door at the same moment
            known = ClientPhone.objects.select_related("client__merged_into").get(e164=phone)
    client = standing(known.client)
    if name and not client.name:
        client.name = name
        client.save(update_fields=["name"])
    return client


@dataclass(frozen=True, slots=True)
class SalesContact:
    """A conversation that makes the client a lead: any outcome but ``not_sales``."""

    started_at: datetime
    member_id: int | None


def set_leads(*, client_id: int, contacts: Iterable[SalesContact], zone: ZoneInfo) -> None:
    """Bring the client's lead rows and their counts in line with all of its sales conversations.

    Within a period a lead belongs to the manager of the first conversation. The caller holds the client's row lock.
    """
    wanted: dict[tuple[str, date], tuple[date, int | None]] = {}
    for contact in sorted(contacts, key=lambda each: each.started_at):
        day = contact.started_at.astimezone(zone).date()
        for grain in Grain.values:
            wanted.setdefault((grain, tallies.first_day(grain, day)), (day, contact.member_id))
    rows = {(row.grain, row.start): row for row in LeadSeen.objects.filter(client_id=client_id)}
    for (grain, start), (day, member_id) in wanted.items():
        row = rows.pop((grain, start), None)
        if row is not None and (row.first_day, row.member_id) == (day, member_id):
            continue
        before = Counter({(LEAD, row.member_id): 1}) if row else Counter()
        after = Counter({(LEAD, member_id): 1})
        tallies.add(day=start, counts=tallies.difference(before, after), grains=[grain])
        LeadSeen.objects.update_or_create(
            client_id=client_id,
            grain=grain,
            start=start,
            defaults={"first_day": day, "member_id": member_id},
        )
    for row in rows.values():
        tallies.add(day=row.start, counts={(LEAD, row.member_id): -1}, grains=[row.grain])
        row.delete()


def lock(client_id: int) -> Client:
    """Lock the client's row to the end of the transaction: one writer at a time recounts a client."""
    return Client.objects.select_for_update(of=("self",)).get(pk=client_id)
