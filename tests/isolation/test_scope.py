"""A company's scope ends with its transaction, whatever way it ends, on a connection that others use next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.backends.postgresql.base import DatabaseWrapper

from mentor.companies.actions import create_company
from mentor.companies.models import Company, Member
from mentor.core.tenancy import NoCompanyError, OtherCompanyError, company_scope, current_company_id
from mentor.tallies.models import Tally

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pool_of_one(transactional_db: None) -> Iterator[None]:
    """The product's connection pool with a single connection, so that everybody meets on it."""
    usual = connections["default"]
    settings: dict[str, Any] = dict(usual.settings_dict)
    settings["OPTIONS"] = settings["OPTIONS"] | {"pool": {"min_size": 1, "max_size": 1, "timeout": 20}}
    pooled = DatabaseWrapper(settings, "default")
    connections["default"] = pooled
    yield
    pooled.close()
    pooled.close_pool()
    connections["default"] = usual


@pytest.fixture
def companies(pool_of_one: None) -> tuple[Company, Company]:
    return create_company(name="Наша", by=None), create_company(name="Чужая", by=None)


def backend() -> tuple[int, str]:
    """(process of the connection, company that it would show) as a new user of the pool finds them."""
    connections["default"].close()  # gives it back to the pool
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid(), coalesce(current_setting('app.company_id', true), '')")
        pid, company = cursor.fetchone()
    return pid, company


def test_nothing_is_left_after_a_commit(companies):
    before, _ = backend()
    with company_scope(companies[0].pk):
        assert Company.objects.count() == 1
    assert backend() == (before, "")
    assert Company.objects.count() == 0


def test_nothing_is_left_after_a_rollback(companies):
    before, _ = backend()
    with company_scope(companies[0].pk):
        transaction.set_rollback(True)
    assert backend() == (before, "")
    assert Company.objects.count() == 0


def test_nothing_is_left_after_an_exception(companies):
    before, _ = backend()
    with pytest.raises(ZeroDivisionError), company_scope(companies[0].pk):
        raise ZeroDivisionError
    assert backend() == (before, "")
    assert Company.objects.count() == 0


def test_nothing_is_left_after_an_error_of_the_database(companies):
    before, _ = backend()
    with pytest.raises(Exception, match="violates"), company_scope(companies[0].pk):
        Tally.objects.create(name="call", grain="d", start="2026-01-05", value=1)
        Tally.objects.create(name="call", grain="d", start="2026-01-05", value=1)
    assert backend() == (before, "")
    assert Company.objects.count() == 0


def test_the_next_company_on_the_same_connection_sees_its_own_only(companies):
    for company in [*companies, *companies]:
        with company_scope(company.pk):
            assert [row.pk for row in Company.objects.all()] == [company.pk]


def test_a_scope_inside_an_open_transaction_ends_before_it(companies):
    with transaction.atomic():
        with company_scope(companies[0].pk):
            assert Company.objects.count() == 1
        assert Company.objects.count() == 0


def test_a_scope_that_failed_inside_an_open_transaction_leaves_no_sight_of_the_company(companies):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), company_scope(companies[0].pk):
            raise ZeroDivisionError
        assert Company.objects.count() == 0


def test_scopes_of_one_company_nest(companies):
    with company_scope(companies[0].pk):
        with company_scope(companies[0].pk):
            assert Company.objects.count() == 1
        assert Company.objects.count() == 1
        assert current_company_id() == companies[0].pk


def test_a_scope_of_another_company_inside_is_refused_and_the_outer_one_stays(companies):
    ours, theirs = companies
    with company_scope(ours.pk):
        with pytest.raises(OtherCompanyError), company_scope(theirs.pk):
            pass
        assert [row.pk for row in Company.objects.all()] == [ours.pk]
    assert Company.objects.count() == 0


def test_company_data_cannot_be_made_without_a_scope(companies):
    with pytest.raises(NoCompanyError):
        Member.objects.create(name="Ничей", role="manager")


def test_a_row_named_for_another_company_is_refused(companies):
    ours, theirs = companies
    with pytest.raises(Exception, match="row-level security"), company_scope(ours.pk):
        Member.objects.create(company=theirs, name="Подброшен", role="manager")
