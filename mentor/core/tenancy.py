"""Tenant scope: which company's rows this transaction may see.

PostgreSQL's row-level security compares every row with ``app.company_id``; it is set locally in a transaction, so
it cannot leak into the next one on a pooled connection. With no company set, every query of company data returns
nothing and every write is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_company: ContextVar[int | None] = ContextVar("company", default=None)


class NoCompanyError(RuntimeError):
    """Company data were asked for outside of a company's scope."""


class OtherCompanyError(RuntimeError):
    """A scope of another company was opened inside a company's scope."""


def current_company_id() -> int:
    """Id of the company in scope; raises ``NoCompanyError`` where there is none."""
    company_id = _company.get()
    if company_id is None:
        raise NoCompanyError("no company in scope: enter company_scope() first")
    return company_id


@contextmanager
def company_scope(company_id: int) -> Iterator[None]:
    """One transaction in which exactly this company's rows exist. Scopes of one company may nest."""
    outer = _company.get()
    if outer is not None and outer != company_id:
        raise OtherCompanyError(f"scope of company {company_id} inside scope of company {outer}")
    goes_on = connection.in_atomic_block
    with transaction.atomic():
        token = _company.set(company_id)
        try:
            _set_local(str(company_id))
            yield
        finally:
            _company.reset(token)
        if outer is None and goes_on and not connection.needs_rollback:
            # The surrounding transaction must not keep this company's sight (what is rolled back loses it by itself).
            _set_local("")


def _set_local(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.company_id', %s, true)", [value])
