"""Writes of clients and leads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import timezone

from mentor.companies.models import Member, User
from mentor.tallies import actions as tallies
from mentor.tallies.models import Grain

from .models import Client, ClientPhone, ClientWord, CrmLead, LeadSeen
from .names import words

LEAD = "lead"
# Counted on days: on this day its week, its month, or the company's time with us first saw the client.
# Their sum from a period's first day on is its unique leads so far, which no sum of daily leads can tell.
LEAD_FIRST: dict[str, str] = {Grain.WEEK: "lead.first.week", Grain.MONTH: "lead.first.month"}
LEAD_FIRST_SINCE_START = "lead.first.start"
# Counted on days and weeks: a week's lead that was last seen so many weeks ago (the last: as many or more, or never).
# A stretch of weeks counts each client in the first of them: the one whose week before lies outside of the stretch.
MOST_WEEKS = 9
LEAD_AFTER = {weeks: f"lead.after.{weeks}" for weeks in range(1, MOST_WEEKS + 1)}

# (grain, first day of the period) → (first day the client was seen in it, whose lead it is)
Leads = dict[tuple[str, date], tuple[date, int | None]]


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
                _keep_words(client)
                ClientPhone.objects.create(client=client, e164=phone)
                return client
        except IntegrityError:  # the same phone came through another door at the same moment
            known = ClientPhone.objects.select_related("client__merged_into").get(e164=phone)
    client = standing(known.client)
    if name and not client.name:
        client.name = name
        client.save(update_fields=["name"])
        _keep_words(client)
    return client


def _keep_words(client: Client) -> None:
    """The words of a name that was just given; a nameless client has none to forget."""
    rows = [ClientWord(client=client, word=word) for word in words(client.name)]
    ClientWord.objects.bulk_create(rows, ignore_conflicts=True)


def add_phone(*, client: Client, phone: str) -> None:
    """An E.164 phone that nobody of the company has yet."""
    ClientPhone.objects.create(client=client, e164=phone)


def become(*, gone: Client, into: Client) -> None:
    """``gone`` is ``into`` from now on: its row stays, its name and note are kept where they tell more."""
    into.name = into.name or gone.name
    into.note = "\n".join(part for part in (into.note, gone.note) if part)
    into.do_not_call = into.do_not_call or gone.do_not_call
    into.save(update_fields=["name", "note", "do_not_call"])
    _keep_words(into)
    gone.merged_into = into
    gone.save(update_fields=["merged_into"])
    Client.objects.filter(merged_into=gone).update(merged_into=into)


@dataclass(frozen=True, slots=True)
class SalesContact:
    """What makes the client a lead: a conversation (any outcome but ``not_sales``), or a lead of the CRM."""

    started_at: datetime
    member_id: int | None
    is_conversation: bool = True

    @property
    def rank(self) -> tuple[bool, datetime]:
        """Whose lead it is: a conversation goes before an owner in the CRM, the earlier before the later."""
        return not self.is_conversation, self.started_at


def set_leads(
    *, client_id: int, contacts: Iterable[SalesContact], zone: ZoneInfo, company_start: date | None = None
) -> None:
    """Bring the client's lead rows and their counts in line with all of its sales conversations and CRM leads.

    A period's lead is dated by the first of either, and belongs to the manager of the period's first conversation,
    else to the owner of its first CRM lead. The caller holds the client's row lock.
    ``company_start``: first day of work with mentor.ai, see ``LEAD_FIRST_SINCE_START``.
    """
    wanted, talked = _leads_of(contacts, zone)
    rows = {(row.grain, row.start): row for row in LeadSeen.objects.filter(client_id=client_id)}
    had: Leads = {key: (row.first_day, row.member_id) for key, row in rows.items()}
    _count_leads(had, wanted, company_start)
    for (grain, start), (day, member_id) in wanted.items():
        row = rows.pop((grain, start), None)
        is_talk = (grain, start) in talked
        if row is not None and (row.first_day, row.member_id, row.talked) == (day, member_id, is_talk):
            continue
        LeadSeen.objects.update_or_create(
            client_id=client_id,
            grain=grain,
            start=start,
            defaults={"first_day": day, "member_id": member_id, "talked": is_talk},
        )
    for row in rows.values():
        row.delete()


def _leads_of(contacts: Iterable[SalesContact], zone: ZoneInfo) -> tuple[Leads, set[tuple[str, date]]]:
    """The leads, and those of them in whose period somebody talked with the client."""
    found: Leads = {}
    talked: set[tuple[str, date]] = set()
    first: dict[tuple[str, date], date] = {}
    for contact in sorted(contacts, key=lambda each: each.rank):
        day = contact.started_at.astimezone(zone).date()
        for grain in Grain.values:
            key = grain, tallies.first_day(grain, day)
            first[key] = min(day, first.get(key, day))
            found[key] = first[key], found[key][1] if key in found else contact.member_id
            if contact.is_conversation:
                talked.add(key)
    return found, talked


def _count_leads(had: Leads, wanted: Leads, company_start: date | None) -> None:
    """Tell the tallies what changed: the lead of each period, and the day when each period first saw it."""
    for key in had.keys() | wanted.keys():
        grain, start = key
        before, after = (Counter({(LEAD, each[key][1]): 1} if key in each else {}) for each in (had, wanted))
        tallies.add(day=start, counts=tallies.difference(before, after), grains=[grain])
    old, new = (_first_days(each, company_start) for each in (had, wanted))
    for day in old.keys() | new.keys():
        counts = tallies.difference(old.get(day, Counter()), new.get(day, Counter()))
        tallies.add(day=day, counts=counts, grains=[Grain.DAY])
    old, new = (_returns(each) for each in (had, wanted))
    for day in old.keys() | new.keys():
        counts = tallies.difference(old.get(day, Counter()), new.get(day, Counter()))
        tallies.add(day=day, counts=counts, grains=[Grain.DAY, Grain.WEEK])


def _returns(leads: Leads) -> dict[date, Counter[tallies.Count]]:
    """By the first day of each week's lead: how many weeks ago the client was last seen."""
    found: dict[date, Counter[tallies.Count]] = defaultdict(Counter)
    before: date | None = None
    for (_, start), (day, member_id) in sorted(row for row in leads.items() if row[0][0] == Grain.WEEK):
        weeks = MOST_WEEKS if before is None else min(MOST_WEEKS, (start - before).days // 7)
        found[day][LEAD_AFTER[weeks], member_id] += 1
        before = start
    return found


def _first_days(leads: Leads, company_start: date | None) -> dict[date, Counter[tallies.Count]]:
    """By day: in which week, month and start that day saw the client first."""
    found: dict[date, Counter[tallies.Count]] = defaultdict(Counter)
    for (grain, _), (day, member_id) in leads.items():
        if grain in LEAD_FIRST:
            found[day][LEAD_FIRST[grain], member_id] += 1
    days = [lead for (grain, _), lead in leads.items() if grain == Grain.DAY]
    since = [lead for lead in days if company_start is not None and lead[0] >= company_start]
    if since:
        day, member_id = min(since, key=lambda lead: lead[0])
        found[day][LEAD_FIRST_SINCE_START, member_id] += 1
    return found


@transaction.atomic
def forget_leads() -> None:
    """Drop the lead rows of the company in scope without counting; a rebuild makes them anew."""
    LeadSeen.objects.all().delete()


def recount_leads_since(company_start: date | None) -> None:
    """Count ``LEAD_FIRST_SINCE_START`` anew: needed only where the company's start is moved into the past."""
    tallies.clear([LEAD_FIRST_SINCE_START])
    if company_start is None:
        return
    firsts = (
        LeadSeen.objects.filter(grain=Grain.DAY, start__gte=company_start)
        .order_by("client_id", "start")
        .distinct("client_id")
        .values_list("start", "member_id")
    )
    for (day, member_id), count in Counter(firsts).items():
        tallies.add(day=day, counts={(LEAD_FIRST_SINCE_START, member_id): count}, grains=[Grain.DAY])


def lock(client_id: int) -> Client:
    """Lock the client's row to the end of the transaction: one writer at a time recounts a client."""
    return Client.objects.select_for_update(of=("self",)).get(pk=client_id)


@transaction.atomic
def record_crm_lead(
    *,
    client: Client,
    manager: Member | None,
    created_at: datetime,
    external_id: str = "",
    entered_by: User | None = None,
) -> CrmLead:
    """Write a lead of the CRM; its counts are the caller's to bring in line."""
    return CrmLead.objects.create(
        client=client,
        manager=manager,
        created_at=created_at,
        external_id=external_id,
        entered_by=entered_by,
    )


@transaction.atomic
def withdraw_crm_lead(*, lead: CrmLead, reason: str, by: User | None) -> bool:
    """It was entered by mistake: the row stays and counts no more. False where it was withdrawn already."""
    if lead.withdrawn_at is not None:
        return False
    lead.withdrawn_at, lead.withdrawn_by, lead.reason = timezone.now(), by, reason
    lead.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    return True


def note_do_not_call(*, client: Client, reason: str) -> None:
    """The client asked not to be called; the reason joins the client's note."""
    client.do_not_call = True
    client.note = "\n".join(part for part in (client.note, f"Просил не звонить: {reason}") if part)
    client.save(update_fields=["do_not_call", "note"])


def note_may_call(*, client: Client, reason: str) -> None:
    """The client may be called after all; the reason joins the client's note."""
    client.do_not_call = False
    client.note = "\n".join(part for part in (client.note, f"Снова можно звонить: {reason}") if part)
    client.save(update_fields=["do_not_call", "note"])
