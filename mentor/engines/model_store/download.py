"""One file over HTTP: continues what broke off, never takes something else for the file.

Ranges and their answers: RFC 9110 §14. The hub names the checksum of large files in ``X-Linked-Etag``.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from .catalogue import ModelFile
from .errors import UnreachableError, WrongFileError

Progress = Callable[[int, int | None], None]
ATTEMPTS = 5  # in a row without a single new byte
LONGEST_PAUSE_S = 60.0
_TIMEOUT = httpx.Timeout(30.0, connect=15.0)
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_GONE = frozenset({404, 410})
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+|\*)")
_KEPT = "Скачанное сохранено: повторите команду, загрузка продолжится с того же места."


class _BrokenError(Exception):
    """This try failed in a way that another one may mend; ``wait``: seconds that the server asked for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Fetched:
    """``sha256``: the hub's own word about the file, or None. ``continued``: made of more than one answer."""

    sha256: str | None
    continued: bool


@dataclass(slots=True)
class _Part:
    """The unfinished file and, beside it, which version of the file it is a part of."""

    path: Path
    etag: str | None = None
    sha256: str | None = None

    @property
    def note(self) -> Path:
        return self.path.with_name(self.path.name + ".json")

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def recall(self, url: str) -> None:
        """Drop the part where it is unknown what it is a part of."""
        try:
            noted = json.loads(self.note.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            noted = {}
        if noted.get("url") == url and noted.get("etag"):
            self.etag, self.sha256 = noted["etag"], noted.get("sha256")
        else:
            self.drop()

    def keep(self, url: str) -> None:
        self.note.write_text(json.dumps({"url": url, "etag": self.etag, "sha256": self.sha256}))

    def drop(self) -> None:
        self.etag = self.sha256 = None
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


class Downloader:
    """Fetches files; ``pause`` waits between tries."""

    def __init__(
        self, *, pause: Callable[[float], None] = time.sleep, client: httpx.Client | None = None
    ) -> None:
        self._pause = pause
        self._client = client or httpx.Client(follow_redirects=True, timeout=_TIMEOUT)

    def fetch(self, url: str, part: Path, file: ModelFile, progress: Progress) -> Fetched:
        """Fill ``part`` with the file behind ``url``; an earlier part is continued.

        Raises ``UnreachableError`` (the part stays) and ``WrongFileError`` (it does not).
        """
        unfinished = _Part(part)
        unfinished.recall(url)
        continued, failures = unfinished.size > 0, 0
        while True:
            before = unfinished.size
            try:
                self._once(url, unfinished, file, progress)
            except _BrokenError as problem:
                failures = 0 if unfinished.size > before else failures + 1
                if failures >= ATTEMPTS:
                    raise UnreachableError(f"{file.path}: {problem}. {_KEPT}") from problem
                continued = continued or unfinished.size > 0
                self._pause(_wait(problem.wait, failures))
                continue
            unfinished.note.unlink(missing_ok=True)
            return Fetched(unfinished.sha256, continued)

    def _once(self, url: str, part: _Part, file: ModelFile, progress: Progress) -> None:
        have = part.size
        headers = {"Accept-Encoding": "identity"}
        if have and part.etag:
            headers |= {"Range": f"bytes={have}-", "If-Range": part.etag}
        with self._stream(url, headers) as answer:
            total = self._begin(answer, part, file, have)
            if total is None and answer.status_code == 416:
                return
            part.etag = _strong_etag(answer)
            part.sha256 = _linked_sha256(answer) or part.sha256
            part.keep(url)
            start = have if answer.status_code == 206 else 0
            limit = total if total is not None else file.size
            reached = _append(answer, part, start, limit, progress)
        if limit is not None and reached > limit:
            part.drop()
            raise WrongFileError(_wrong(file, f"пришло больше обещанных {limit} байт"))
        if limit is not None and reached < limit:
            raise _BrokenError(f"связь оборвалась на {reached} из {limit} байт")

    def _begin(self, answer: httpx.Response, part: _Part, file: ModelFile, have: int) -> int | None:
        """Bytes of the whole file where the answer tells. A 416 that says «you have it all» is the end."""
        status = answer.status_code
        if status == 416:
            found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
            if found and found[3] == str(have) and have:
                return None
            part.drop()
            raise _BrokenError("сервер не принял продолжение")
        if status in _PASSING:
            raise _BrokenError(_passing_text(status), _retry_after(answer))
        if status in _GONE:
            raise UnreachableError(
                f"{file.path}: по адресу {answer.url} файла нет (ответ {status}). На машине ничего не испорчено. "
                "Проверьте зеркало (MENTOR_MODELS_MIRROR) или положите файлы вручную: docs/models.md."
            )
        if status not in (200, 206):
            raise UnreachableError(
                f"{file.path}: сервер {answer.url.host} отказал (ответ {status}). {_KEPT} Если отказ повторяется, "
                "укажите зеркало: MENTOR_MODELS_MIRROR."
            )
        total = self._total(answer, part, have)
        _refuse_other(answer, file, total, part)
        return total

    def _total(self, answer: httpx.Response, part: _Part, have: int) -> int | None:
        if answer.status_code == 206:
            found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
            if not found or found[1] != str(have):
                part.drop()
                raise _BrokenError("сервер продолжил не с того места")
            return None if found[3] == "*" else int(found[3])
        length = answer.headers.get("content-length", "")
        return int(length) if length.isdecimal() else None

    @contextmanager
    def _stream(self, url: str, headers: dict[str, str]) -> Iterator[httpx.Response]:
        try:
            with self._client.stream("GET", url, headers=headers) as answer:
                yield answer
        except httpx.InvalidURL as problem:
            raise UnreachableError(f"Адрес {url} не годится: {problem}. Ничего не изменено.") from problem
        except httpx.TimeoutException as problem:
            raise _BrokenError("сервер не ответил вовремя") from problem
        except (httpx.TransportError, httpx.TooManyRedirects) as problem:
            raise _BrokenError(f"нет связи с сервером ({type(problem).__name__})") from problem


def _append(answer: httpx.Response, part: _Part, start: int, limit: int | None, progress: Progress) -> int:
    """Write what comes, at most about ``limit`` bytes of it; returns how long the file would be."""
    reached = start
    with part.path.open("ab" if start else "wb") as out:
        for block in answer.iter_raw():
            reached += len(block)
            if limit is not None and reached > limit:
                return reached
            out.write(block)
            progress(reached, limit)
    return reached


def _refuse_other(answer: httpx.Response, file: ModelFile, total: int | None, part: _Part) -> None:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "text/html":
        part.drop()
        raise WrongFileError(_wrong(file, "вместо файла пришла страница"))
    if total == 0 or (file.size is not None and total is not None and total != file.size):
        part.drop()
        raise WrongFileError(_wrong(file, f"в файле {total} байт, а должно быть {file.size or 'больше'}"))


def _wrong(file: ModelFile, why: str) -> str:
    return (
        f"{file.path}: {why}. Файл не принят и удалён, прежние модели целы. Повторите позже или укажите другое "
        "зеркало: MENTOR_MODELS_MIRROR."
    )


def _strong_etag(answer: httpx.Response) -> str | None:
    etag: str | None = answer.headers.get("etag")
    return etag if etag and not etag.startswith("W/") else None


def _linked_sha256(answer: httpx.Response) -> str | None:
    for one in (*answer.history, answer):
        found = _SHA256.fullmatch(one.headers.get("x-linked-etag", "").strip('"'))
        if found:
            return found[0]
    return None


def _passing_text(status: int) -> str:
    if status == 429:
        return "сервер просит не спешить (ответ 429)"
    return f"сервер временно не отвечает (ответ {status})"


def _retry_after(answer: httpx.Response) -> float | None:
    """Seconds, from seconds or a date."""
    value = answer.headers.get("retry-after", "")
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def _wait(asked: float | None, failures: int) -> float:
    return float(min(LONGEST_PAUSE_S, 2.0 ** max(0, failures - 1) if asked is None else asked))
