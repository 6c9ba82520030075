"""``manage.py rebuild_counts``: all counts anew from what they are counted from."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mentor.companies import lookup
from mentor.companies.models import Company
from mentor.core.tenancy import company_scope
from mentor.pipeline.rebuild import rebuild


class Command(BaseCommand):
    help = "Counts every company, or the given ones, anew; needed after a change of the time zone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("companies", nargs="*", type=int, help="ids; all by default")

    def handle(self, *_args: Any, **options: Any) -> None:
        for company_id in options["companies"] or lookup.company_ids():
            with company_scope(company_id):
                company = Company.objects.get()
                rebuild(company)
                self.stdout.write(f"{company.name}: пересчитано")
