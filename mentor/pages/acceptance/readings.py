"""How unclear places of the specification are read: the table of ``docs/decisions/spec-readings.md`` as a page."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FILE = Path("docs") / "decisions" / "spec-readings.md"


@dataclass(frozen=True, slots=True)
class Reading:
    """A row of the table, as its author wrote it."""

    sentence: str
    reading: str
    alternative: str
    money: str


def readings() -> list[Reading]:
    """Its rows in their order; none where the file does not come with the installation."""
    path = Path(settings.BASE_DIR) / FILE
    if not path.is_file():
        return []
    rows = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]
    return [Reading(*row) for row in cells if len(row) == 4]
