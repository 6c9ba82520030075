"""A whole installation for the tests that ask for one, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.installation import Installation

BUSY_S = 300.0  # a first start on two cores that other tests keep busy


@pytest.fixture(scope="session")
def _one_for_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    made = Installation(tmp_path_factory.mktemp("installation") / "data")
    yield made
    made.remove()


@pytest.fixture
def installation(_one_for_all: Installation) -> Installation:
    """Running, in a folder that was empty before its first start; a test may kill and stop what it likes."""
    if not _one_for_all.runs():
        _one_for_all.start(within=BUSY_S)
    _one_for_all.wait_until(_one_for_all.answers, within=BUSY_S)
    return _one_for_all
