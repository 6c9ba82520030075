"""The watched folder at work: ``INBOX_DIR/<company id>/`` is looked through, calls are taken in, files put away.

Everything can be repeated: a call is known by its source and id, so a crash between taking in and putting away
costs nothing. What is refused goes to ``refused/`` with the reason beside it and to «требует внимания».
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.db import InterfaceError, OperationalError

from mentor.calls.admission import Rules
from mentor.calls.folder import Steadiness, Timing, plan
from mentor.companies import lookup

from .company_folder import CompanyFolder

log = logging.getLogger(__name__)
_AGAIN_SECONDS = 300.0  # after a failure of ours a file is left alone for so long


@dataclass(slots=True)
class Inbox:
    """All companies' folders. ``clock``: seconds that never go back."""

    root: Path
    rules: Rules
    clock: Callable[[], float]
    timing: Timing = field(default_factory=Timing)
    _steadiness: dict[int, Steadiness] = field(default_factory=dict)
    _failed: dict[tuple[int, tuple[str, ...]], float] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)

    def scan(self) -> int:
        """Look through every folder once; how many jobs were done. A database that is away is waited for."""
        done = 0
        try:
            known = lookup.company_ids()
            for company_id in known:
                done += self._scan_safely(company_id)
        except (OperationalError, InterfaceError) as error:
            log.warning("the database is not there, the folder waits: %s", error)
            return done
        self._tell_of_strangers({str(company_id) for company_id in known})
        return done

    def _scan_safely(self, company_id: int) -> int:
        try:
            (self.root / str(company_id)).mkdir(parents=True, exist_ok=True)
            return self._scan_company(company_id)
        except OSError:
            # somebody moved files while they were looked at, or the disk refuses: the next look is soon
            log.exception("the folder of company %s could not be read", company_id)
            return 0

    def _tell_of_strangers(self, known: set[str]) -> None:
        for path in self.root.iterdir():
            if path.name not in known and path.name not in self._told and not path.name.startswith("."):
                self._told.add(path.name)
                log.warning("%s is no company's folder: what lies there is not taken in", path)

    def _scan_company(self, company_id: int) -> int:
        folder = CompanyFolder(company_id, self.root / str(company_id), self.rules)
        now = self.clock()
        steadiness = self._steadiness.setdefault(company_id, Steadiness())
        entries = steadiness.observe(folder.files(), now)
        settled = [entry for entry in entries if entry.quiet >= self.timing.settle]
        jobs = plan(entries, tables=folder.tables(settled), whole=folder.whole(settled), timing=self.timing)
        done = 0
        for job in jobs:
            mark = (company_id, job.names)
            if now < self._failed.get(mark, now):
                continue
            try:
                folder.do(job)
                done += 1
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                # one file that breaks us must not keep the others waiting; it stays where it is
                log.exception("company %s: %s could not be taken in", company_id, job.names[0])
                self._failed[mark] = now + _AGAIN_SECONDS
        return done
