"""``manage.py reassess``: judge a company's past calls anew by the rubric and engine in force."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mentor.analysis.models import Reassessment
from mentor.companies import lookup
from mentor.companies import queries as companies
from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope
from mentor.pipeline import reassess


class Command(BaseCommand):
    help = (
        "Judges past calls anew. Opens no cases, tells nobody, keeps old versions. A re-assessment that was cut off "
        "is gone on with."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--company", type=int, required=True, help="id")
        parser.add_argument("--since", type=_day, help="first local day, YYYY-MM-DD")
        parser.add_argument("--until", type=_day, help="last local day, YYYY-MM-DD")
        parser.add_argument("--manager", type=int, action="append", default=[], help="id; may be repeated")
        parser.add_argument(
            "--all", action="store_true", help="also calls that the rubric in force has judged"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        company_id = options["company"]
        if company_id not in lookup.company_ids():
            raise CommandError(f"Нет компании {company_id}.")
        with company_scope(company_id):
            job = reassess.running()
            if job is not None:
                self.stdout.write(f"Продолжаю переоценку {job.pk}: сделано {job.done} из {job.total}.")
            else:
                try:
                    job = reassess.start(wanted=_wanted(options), by=None)
                except Problem as problem:
                    raise CommandError(problem.detail) from problem
        more = True
        while more:
            with company_scope(company_id):
                more = reassess.batch(job.pk)
        with company_scope(company_id):
            self._tell(Reassessment.objects.get(pk=job.pk))

    def _tell(self, job: Reassessment) -> None:
        self.stdout.write(
            f"{job.get_state_display()}: разобрано {job.done} из {job.total}, не удалось {job.failed}; "
            f"изменилось баллов {job.scores_changed}, итогов {job.outcomes_changed}."
        )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _wanted(options: dict[str, Any]) -> reassess.Wanted:
    zone = companies.company().zone
    since, until = options["since"], options["until"]
    return reassess.Wanted(
        since=datetime.combine(since, time(), zone) if since else None,
        until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
        managers=options["manager"],
        only_older=not options["all"],
    )
