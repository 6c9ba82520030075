"""Fixtures of every test that needs the database: the embedded server, migrated as owner, used as application."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mentor.core.embedded_postgres import server
from tests import databases
from tests.bootstrap import DATA_DIR

ALL_UNIT = re.compile(r"^pytestmark = .*\bmark\.unit\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A file with no test for the suite asked for is not even imported: half of what collecting costs."""
    asked = config.option.markexpr
    if collection_path.suffix != ".py" or not asked.startswith(("unit ", "(not unit or slow) ")):
        return None
    text = collection_path.read_text("utf-8")
    if asked.startswith("unit "):
        nothing = "mark.unit" not in text
    else:
        nothing = "mark.slow" not in text and ALL_UNIT.search(text) is not None
    return nothing or None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A unit test that asks for the database makes the whole unit suite wait for a server."""
    both = [
        item.nodeid
        for item in items
        if item.get_closest_marker("unit") and item.get_closest_marker("django_db")
    ]
    if both:
        raise pytest.UsageError("marked unit and django_db: " + ", ".join(both))


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own for each test process: a copy of a template that the owner migrated."""
    from django.conf import settings
    from django.db import connections

    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    name = f"test_mentor_{worker}_{os.getpid()}"  # several runs may share the server
    with django_db_blocker.unblock():
        databases.copy_of_template(name)
        settings.DATABASES["default"]["NAME"] = name
        connections["default"].settings_dict["NAME"] = name
        connections["default"].settings_dict["OPTIONS"].pop("pool", None)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    server.drop_database(DATA_DIR, name)


@pytest.fixture(autouse=True)
def _recordings_in_a_folder_of_the_test(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    if "db" in request.fixturenames or "transactional_db" in request.fixturenames:
        settings = request.getfixturevalue("settings")
        settings.STORAGES = settings.STORAGES | {
            "default": {
                "BACKEND": "mentor.calls.storage.DurableFileStorage",
                "OPTIONS": {"location": tmp_path / "recordings"},
            }
        }
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


pytest_plugins = ["tests.fixtures"]
