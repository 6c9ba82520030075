"""``manage.py demo``: create the demonstration company and feed its calls through the public API."""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from mentor.calls.models import Call as StoredCall
from mentor.calls.models import CallState
from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.core.working_time import WorkingTime
from mentor.demonstration import setup
from mentor.demonstration.content import Demo, load
from mentor.demonstration.feed import FeedError, Outgoing, Progress, feed, outgoing
from mentor.demonstration.schedule import Schedule, ScheduledPayment, schedule

UNFINISHED = (CallState.PROCESSING, CallState.FETCHING)


class Command(BaseCommand):
    help = "Creates the demonstration company; does nothing where it is already there."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--recognise",
            action="store_true",
            help="send recordings without transcripts: they are recognised",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        notes = settings.DATA_DIR / "demonstration.json"
        known = json.loads(notes.read_text()) if notes.is_file() else {}
        demo = load()
        if not known.get("complete"):
            try:
                self._play(demo, notes, known, transcripts=not options["recognise"])
            except FeedError as error:
                raise CommandError(
                    f"{error}\nЗапустите make run ещё раз: демонстрация продолжится."
                ) from error
        self._tell(demo)

    def _play(self, demo: Demo, notes: Path, known: dict[str, Any], *, transcripts: bool) -> None:
        now = timezone.now() if not known else datetime.fromisoformat(known["now"])
        zone = ZoneInfo(demo.company.time_zone)
        plan = schedule(demo, now, zone, is_working_day=WorkingTime(zone).is_working_day)
        if not known:
            company, key = setup.create(demo, started_on=plan.started_on)
            known = {"company": company.pk, "key": key, "now": now.isoformat()}
            notes.touch(mode=0o600)
            notes.write_text(json.dumps(known))
        with company_scope(known["company"]):
            company = Company.objects.get()
        for calls, payments in rounds(demo, plan, transcripts=transcripts):
            self._send(known["key"], calls, company)
            setup.pay(demo, payments, company=company)
            setup.add_references(demo, company=company)
        setup.live_a_little(demo, company=company, now=now)
        setup.report(company=company, now=now)
        notes.write_text(json.dumps({"complete": True, "company": company.pk}))

    def _send(self, key: str, calls: list[Outgoing], company: Company) -> None:
        """Send a round and wait until it is worked through: the next calls build on what these caused."""
        address = f"http://{settings.HOST}:{settings.PORT}"
        report = feed(address, key, calls, self._progress)
        for refusal in report.refused:
            self.stdout.write(f"\nЗвонок {refusal.source_call_id} не принят: {refusal.message}")
        left = 1
        while left:
            with company_scope(company.pk):
                left = StoredCall.objects.filter(state__in=UNFINISHED).count()
            self._line(f"Демонстрация: разбираю звонки, осталось {left}   ")
            time.sleep(0.3 if left else 0)  # workers are other processes; there is nothing here to wait on
        self.stdout.write("")

    def _progress(self, progress: Progress) -> None:
        self._line(f"Демонстрация: отправлено звонков {progress.done} из {progress.total}   ")

    def _line(self, text: str) -> None:
        if sys.stdout.isatty():
            self.stdout.write(f"\r{text}", ending="")
            self.stdout.flush()

    def _tell(self, demo: Demo) -> None:
        managers = demo.company.managers[:2]
        rows = [
            ("РОП", demo.company.head.email),
            *(("менеджер", manager.email) for manager in managers),
            ("интегратор", setup.INTEGRATOR_EMAIL),
        ]
        self.stdout.write(f"\nmentor.ai работает: {settings.PUBLIC_URL}   (Ctrl-C — остановить)")
        self.stdout.write(f"Демонстрация: {demo.company.name}; пароль у всех: {setup.PASSWORD}")
        for role, email in rows:
            self.stdout.write(f"  {role:<11} {email}")
        self.stdout.flush()


def rounds(
    demo: Demo, plan: Schedule, *, transcripts: bool = True
) -> list[tuple[list[Outgoing], list[ScheduledPayment]]]:
    """Calls and payments in rounds: within one, no client appears twice, and everything earlier is done before."""
    from mentor.engines.text_to_speech.espeak import EspeakTextToSpeech

    said = outgoing(demo, plan.calls, EspeakTextToSpeech(), transcripts=transcripts)
    sendable = {each.source_call_id: each for each in said}
    found: list[tuple[list[Outgoing], list[ScheduledPayment]]] = [([], [])]
    stories: dict[str, list[tuple[datetime, str, ScheduledPayment | None]]] = defaultdict(list)
    for row in plan.calls:
        if row.call.purpose == "reference":  # first of all: recommendations are written from them
            found[0][0].append(sendable[row.call.id])
        else:
            stories[row.call.client].append((row.started_at, row.call.id, None))
    for payment in plan.payments:
        stories[payment.deal.client].append((payment.paid_at, payment.payment.id, payment))
    for story in stories.values():
        for number, (_, name, paid) in enumerate(sorted(story, key=lambda event: event[:2]), start=1):
            while len(found) <= number:
                found.append(([], []))
            if paid is None:
                found[number][0].append(sendable[name])
            else:
                found[number][1].append(paid)
    return found
