"""Long computations give way to whoever waits for a page."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

LOWER = 10
_AUTOGROUP = Path("/proc/self/autogroup")


def give_way() -> None:
    """This process and its threads get the processor last. Linux weighs sessions before it weighs processes."""
    os.nice(LOWER)
    with suppress(OSError):  # not Linux, or built without it: then the line above is all there is
        if os.getsid(0) == os.getpid():  # never another process's session
            _AUTOGROUP.write_text(str(LOWER))
