"""A database of its own, filled by the superuser, looked at through the application's role."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from mentor.core.embedded_postgres import server
from mentor.core.embedded_postgres.address import Role, embedded_url
from tests import databases
from tests.bootstrap import DATA_DIR

from . import catalogue, filling

Connection = psycopg.Connection[Any]


@pytest.fixture(scope="session")
def filled_database(django_db_blocker: Any) -> Iterator[str]:
    """Name of a migrated database with a row of two companies in every table."""
    name = f"test_isolation_{os.getpid()}"
    with django_db_blocker.unblock():
        databases.copy_of_template(name)
    with connect("superuser", name) as superuser:
        filling.fill(superuser, catalogue.tenant_tables(superuser))
    yield name
    server.drop_database(DATA_DIR, name)


def connect(role: Role, name: str) -> Connection:
    return psycopg.connect(embedded_url(DATA_DIR, role, name), autocommit=True)


@pytest.fixture(scope="session")
def superuser(filled_database: str) -> Iterator[Connection]:
    with connect("superuser", filled_database) as connection:
        yield connection


@pytest.fixture(scope="session")
def owner(filled_database: str) -> Iterator[Connection]:
    with connect("owner", filled_database) as connection:
        yield connection


@pytest.fixture
def app(filled_database: str) -> Iterator[Connection]:
    """The role that web and worker log in as; a fresh connection."""
    with connect("app", filled_database) as connection:
        yield connection


@pytest.fixture(scope="session")
def tenant_tables(superuser: Connection) -> list[catalogue.Table]:
    return catalogue.tenant_tables(superuser)
