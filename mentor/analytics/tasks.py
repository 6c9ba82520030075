"""Jobs by the clock: statements of closed months and weekly reports, each once whatever runs how often."""

from __future__ import annotations

from django.utils import timezone
from procrastinate.contrib.django import app

from mentor.companies import lookup
from mentor.core.tenancy import company_scope
from mentor.pipeline import queue


@app.periodic(cron="*/5 * * * *", periodic_id="report_all")
@app.task(name="analytics.report_all", queue=queue.MAINTENANCE, priority=40, queueing_lock="report_all")
def report_all(timestamp: int) -> None:
    """One job a company: the clock that counts is each company's own."""
    for company_id in lookup.company_ids():
        queue.defer_report(company_id=company_id)


@app.task(name=queue.REPORT_TASK, queue=queue.MAINTENANCE)
def report(company_id: int) -> None:
    """What is due in the company."""
    from mentor.companies import queries as companies

    from . import statements, weekly

    with company_scope(company_id):
        company, now = companies.company(), timezone.now()
        if company.is_demonstration and not weekly.was_reported():
            return  # its story is still being told, and half of it is nothing to freeze
        statements.close_due(company, now)
        weekly.report_due(company, now)
