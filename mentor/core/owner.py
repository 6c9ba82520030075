"""The owner role: for migrations only. The product itself logs in as the application role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper


@contextmanager
def as_owner(**changes: Any) -> Iterator[None]:
    """Within the block the default connection belongs to the owner role; ``changes`` override its settings."""
    connection = connections["default"]
    connection.close()
    assert isinstance(connection, DatabaseWrapper)
    connection.close_pool()
    application = connection.settings_dict
    connection.settings_dict = application | settings.DATABASE_OWNER | changes
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict = application
