"""One company's watched folder: what lies there, what becomes of it, where it is put away."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.utils import timezone

from mentor.calls import actions as calls
from mentor.calls.admission import Rules, Sent, admit
from mentor.calls.batch import Batch, RowReport, take_rows
from mentor.calls.batch_csv import MAX_BYTES, MAX_ROWS, Row, read_rows
from mentor.calls.folder import DONE, REFUSED, SOURCE, Entry, Job, Seen, is_ours, key
from mentor.calls.intake import NewCall
from mentor.calls.messages import problem
from mentor.calls.payload import MAX_JSON_BYTES, parse_call
from mentor.calls.payload_errors import field_errors
from mentor.companies import queries as companies
from mentor.core.problems import Problem
from mentor.core.tenancy import company_scope

from .actions import take_in

FOLDER_REFUSED = "folder_refused"


@dataclass(frozen=True, slots=True)
class CompanyFolder:
    """One company's folder."""

    company_id: int
    path: Path
    rules: Rules

    def files(self) -> list[Seen]:
        """What lies there now, sub-folders and unfinished files left out."""
        found = []
        with os.scandir(self.path) as entries:
            for entry in entries:
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue  # taken away or renamed meanwhile
                if is_ours(entry.name) and not stat.S_ISDIR(status.st_mode):
                    regular = stat.S_ISREG(status.st_mode)
                    found.append(Seen(entry.name, status.st_size, status.st_mtime_ns, regular))
        return found

    def tables(self, settled: list[Entry]) -> dict[str, set[str]]:
        """Settled tables and the files that they name; an unreadable table names none and is refused when done."""
        found: dict[str, set[str]] = {}
        for entry in settled:
            if entry.suffix == ".csv" and entry.seen.regular:
                try:
                    rows = self._rows(entry.name)
                except Problem:
                    rows = []
                found[entry.name] = {row[c] for row in rows for c in ("file", "transcript") if row[c]}
        return found

    def whole(self, settled: list[Entry]) -> set[str]:
        """Settled descriptions that need no recording, or are so wrong that it is best said at once."""
        found = set()
        for entry in settled:
            if entry.suffix == ".json" and entry.seen.regular:
                try:
                    call = parse_call(self._description(entry.name))
                except Problem:
                    found.add(entry.name)
                else:
                    if call.missed or call.transcript or call.recording_url:
                        found.add(entry.name)
        return found

    def do(self, job: Job) -> None:
        """Carry out a job and put its files away."""
        if job.kind == "table":
            self._take_table(job)
            return
        try:
            if job.kind == "refuse":
                self._refuse_unless_known(job)
            else:
                self._take(self._admitted(job))
        except Problem as trouble:
            self._refuse(
                job.names, [(error.field, error.code, error.detail) for error in field_errors(trouble)]
            )
        else:
            self._put_away(job.names, DONE)

    def _admitted(self, job: Job) -> NewCall:
        description, *recordings = job.names
        sent = Sent(self.path / recordings[0], recordings[0]) if recordings else None
        return admit(self._description(description), rules=self.rules, sent=sent)

    def _take(self, new: NewCall) -> tuple[int, bool]:
        with company_scope(self.company_id):
            taken = take_in(new=new)
        return taken.call.pk, taken.created

    def _refuse_unless_known(self, job: Job) -> None:
        """A description whose recording was put away before a crash belongs to a call that is ours already."""
        if job.code == "audio_missing":
            call = parse_call(self._description(job.names[0]))
            with company_scope(self.company_id):
                if calls.known_call(source=call.source, source_call_id=call.source_call_id) is not None:
                    return
        expected = Path(job.names[0]).with_suffix(".json").name
        raise problem(job.code, expected=expected, names=", ".join(job.names[1:]))

    def _take_table(self, job: Job) -> None:
        table = job.names[0]
        try:
            rows = self._rows(table)
        except Problem as trouble:
            self._refuse((table,), [(trouble.field, trouble.code, trouble.detail)])
            return
        with company_scope(self.company_id):
            zone = companies.company().zone
        batch = Batch(self.rules, zone, SOURCE, "live", timezone.now())
        reports = take_rows(rows, FolderFiles(self.path, job.names), batch, self._take)
        self._put_table_away(job, rows, reports)

    def _put_table_away(self, job: Job, rows: list[Row], reports: list[RowReport]) -> None:
        good = {key(each.file) for each in reports if each.status != "refused"}
        good |= {
            key(r["transcript"]) for r, each in zip(rows, reports, strict=True) if each.status != "refused"
        }
        table, *files = job.names
        self._put_away(tuple(name for name in files if key(name) in good), DONE)
        errors = [
            (f"строка {report.line}" + (f", {error.field}" if error.field else ""), error.code, error.detail)
            for report in reports
            for error in report.errors
        ]
        if errors:
            self._refuse((table, *(name for name in files if key(name) not in good)), errors)
        else:
            self._put_away((table,), DONE)

    def _rows(self, name: str) -> list[Row]:
        return read_rows(self._read(name, MAX_BYTES, "csv_too_many", limit=MAX_ROWS))

    def _description(self, name: str) -> bytes:
        return self._read(name, MAX_JSON_BYTES, "sidecar_too_large", limit=MAX_JSON_BYTES // 1024**2)

    def _read(self, name: str, most: int, code: str, *, limit: int) -> bytes:
        try:
            with (self.path / name).open("rb") as file:
                data = file.read(most + 1)
        except PermissionError as error:
            raise problem("unreadable_file", why=error.strerror) from error
        if len(data) > most:
            raise problem(code, limit=limit)
        return data

    def _refuse(self, names: tuple[str, ...], errors: list[tuple[str, str, str]]) -> None:
        """Put files away with the reason beside them, and tell it in «требует внимания»."""
        lines = [f"{field}: {detail}" if field else detail for field, _, detail in errors]
        with company_scope(self.company_id):
            calls.need_attention(
                call=None,
                code=FOLDER_REFUSED,
                field=errors[0][0][:60],
                file=names[0],
                reason=" ".join(lines)[:2000],
                reasons=sorted({code for _, code, _ in errors}),
            )
        first = self._put_away(names, REFUSED)
        note = _note_of(first)
        intro = f"{names[0]}: не принято {timezone.localtime():%d.%m.%Y %H:%M}.\n"
        todo = "Исправьте и положите файлы обратно в папку компании.\n"
        note.write_text(intro + "\n".join(lines) + "\n" + todo, encoding="utf-8")

    def _put_away(self, names: tuple[str, ...], where: str) -> Path:
        """Move the files together, under the same new stem where the old one is taken; the leading one last.

        The leading file is what a job is found by: as long as it lies there, the job is found again.
        """
        folder = self.path / where
        folder.mkdir(exist_ok=True)
        targets = _free_names(folder, names)
        for name, target in reversed(list(zip(names, targets, strict=True))):
            (self.path / name).replace(target)
        return targets[0] if targets else folder


def _note_of(path: Path) -> Path:
    return path.with_name(f"{path.stem}.error.txt")


def _free_names(folder: Path, names: tuple[str, ...]) -> list[Path]:
    """Paths in ``folder`` that do not exist yet, told from taken ones by one number for all."""
    for number in count(1):
        mark = "" if number == 1 else f"-{number}"
        paths = [(folder / name).with_stem(Path(name).stem + mark) for name in names]
        if not any(path.exists() for path in (*paths, *map(_note_of, paths[:1]))):
            return paths
    raise AssertionError  # count() does not end


class FolderFiles:
    """The files beside a table, by the names that it uses."""

    def __init__(self, folder: Path, names: tuple[str, ...]) -> None:
        self._folder = folder
        self._names = {key(name): name for name in names}

    @contextmanager
    def opened(self, name: str, *, most: int) -> Iterator[Path]:
        """The file itself. Raises ``Problem`` on the column ``file``."""
        real = self._names.get(key(name))
        if real is None:
            raise problem("file_missing", "file")
        path = self._folder / real
        if path.stat(follow_symlinks=False).st_size > most:
            raise problem("recording_too_large", "file", limit=most // 1024**2)
        yield path
