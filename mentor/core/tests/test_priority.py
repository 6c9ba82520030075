"""A computation that gives way is weighed under everything else on the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mentor.core.priority import LOWER

pytestmark = pytest.mark.unit
PROGRAM = (
    "from mentor.core.priority import give_way; import os, pathlib; give_way();"
    "group = pathlib.Path('/proc/self/autogroup');"
    "print(os.nice(0), group.read_text() if group.exists() else 'none')"
)


@pytest.mark.parametrize("alone", [True, False], ids=["own session", "somebody's session"])
def test_a_process_that_gives_way_lowers_itself_and_only_its_own_session(alone):
    before = Path("/proc/self/autogroup")
    session = before.read_text() if before.exists() else "none"
    found = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        start_new_session=alone,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    nice, _, group = found.strip().partition(" ")
    assert int(nice) == min(19, os.nice(0) + LOWER)
    if group != "none":
        assert group.endswith(f"nice {LOWER}") if alone else group == session.strip()
