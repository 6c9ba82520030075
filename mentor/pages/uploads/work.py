"""What an upload does with its files: one call, or an archive of them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.utils import timezone

from mentor.calls.admission import Rules
from mentor.calls.archive import Archive, open_archive
from mentor.calls.batch import Batch, RowReport, recording_id, refused, take_rows
from mentor.calls.batch_csv import MAX_BYTES, read_rows
from mentor.calls.forms import SOURCE, ArchiveForm, OneCallForm
from mentor.calls.intake import NewCall
from mentor.calls.messages import problem
from mentor.calls.payload import build, parse_call
from mentor.calls.recordings import check_recording, length_of
from mentor.companies.models import Company
from mentor.pipeline.actions import Taken, take_in


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What became of every row and every file of an archive."""

    rows: tuple[RowReport, ...]

    def count(self, status: str) -> int:
        return sum(row.status == status for row in self.rows)

    @property
    def taken(self) -> int:
        return self.count("taken")

    @property
    def known(self) -> int:
        return self.count("known")

    @property
    def refused(self) -> int:
        return self.count("refused")


@contextmanager
def on_disk(file: UploadedFile[bytes], folder: Path) -> Iterator[Path]:
    """The uploaded file at a path; small ones come in memory."""
    if isinstance(file, TemporaryUploadedFile):
        yield Path(file.temporary_file_path())
        return
    path = folder / "uploaded"
    with path.open("wb") as out:
        shutil.copyfileobj(file, out)
    yield path


def take_one(form: OneCallForm, *, company: Company, rules: Rules) -> Taken:
    """The call of a valid form. Raises ``Problem``."""
    file = form.cleaned_data["recording"]
    with tempfile.TemporaryDirectory(prefix="mentor-upload-") as folder, on_disk(file, Path(folder)) as path:
        checked = check_recording(path, original_name=file.name or "", limits=rules.limits)
        body = form.payload(
            zone=company.zone,
            source_call_id=recording_id(checked.file.sha256),
            duration_s=round(length_of(checked, rules.limits), 3),
        )
        return take_in(new=build(parse_call(body), now=timezone.now(), recording=checked.file))


def take_archive(form: ArchiveForm, *, company: Company, rules: Rules) -> ArchiveReport:
    """Every row of the archive's table. Raises ``Problem`` where the archive as a whole cannot be used."""
    batch = Batch(rules, company.zone, SOURCE, form.cleaned_data["purpose"], timezone.now())
    with tempfile.TemporaryDirectory(prefix="mentor-upload-") as name:
        folder = Path(name)
        with (
            on_disk(form.cleaned_data["archive"], folder) as path,
            open_archive(path, folder=folder) as archive,
        ):
            rows = read_rows(_table(archive))
            reports = take_rows(rows, archive, batch, _take)
            return ArchiveReport((*reports, *_left_over(archive)))


def _table(archive: Archive) -> bytes:
    tables = archive.names(".csv")
    if not tables:
        raise problem("csv_missing", "archive")
    if len(tables) > 1:
        raise problem("csv_several", "archive")
    with archive.opened(tables[0], most=MAX_BYTES) as path:
        return path.read_bytes()


def _left_over(archive: Archive) -> Iterator[RowReport]:
    for name, trouble in sorted(archive.refused.items()):
        yield refused(0, name, trouble)
    for name in archive.unused():
        yield refused(0, name, problem("entry_unused", "file"))


def _take(new: NewCall) -> tuple[int, bool]:
    taken = take_in(new=new)
    return taken.call.pk, taken.created
