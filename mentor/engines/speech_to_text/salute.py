"""SaluteSpeech, asynchronous recognition over REST: data:upload, speech:async_recognize, task:get, data:download.

Not tried live.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..cloud_speech.line import CloudLine
from ..cloud_speech.salute import API
from ..errors import EngineError
from .port import Segment, Word

_FAILED = frozenset({"ERROR", "CANCELED"})


@dataclass(frozen=True, slots=True)
class SaluteService:
    """Limits: one gigabyte a file by the documentation; ours are far under it."""

    line: CloudLine
    api: str = API
    name: str = "salutespeech:general"
    longest: float = 4 * 3600.0
    most_bytes: int = 500_000_000

    def submit(self, ogg: bytes, sample_rate: int) -> str:
        """The task's id."""
        headers = {"Content-Type": "audio/ogg;codecs=opus"}
        uploaded = self._told(self.line.json("POST", f"{self.api}/data:upload", content=ogg, headers=headers))
        options = {
            "language": "ru-RU",
            "model": "callcenter" if sample_rate == 8_000 else "general",
            "audio_encoding": "OPUS",
            "sample_rate": sample_rate,
            "channels_count": 1,
        }
        body = {"options": options, "request_file_id": self._text(uploaded, "request_file_id")}
        return self._text(
            self._told(self.line.json("POST", f"{self.api}/speech:async_recognize", json=body)), "id"
        )

    def result(self, task: str) -> str | None:
        """The file with the answer."""
        found = self._told(self.line.json("GET", f"{self.api}/task:get", params={"id": task}))
        if found.get("status") in _FAILED:
            why = str(found.get("error", ""))[:200]
            raise EngineError(f"{self.line.service}: запись не распознана: {why}", permanent=True)
        return self._text(found, "response_file_id") if found.get("status") == "DONE" else None

    def segments(self, result: str) -> tuple[Segment, ...]:
        """One segment a phrase."""
        answer = self.line.ask("GET", f"{self.api}/data:download", params={"response_file_id": result})
        try:
            found = [_segment(row["results"][0]) for row in answer.json() if row.get("results")]
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as problem:
            raise self.line.garbled() from problem
        return tuple(sorted((one for one in found if one.text), key=lambda one: one.start))

    def _told(self, answer: dict[str, Any]) -> dict[str, Any]:
        found = answer.get("result")
        if not isinstance(found, dict):
            raise self.line.garbled()
        return found

    def _text(self, found: dict[str, Any], name: str) -> str:
        if not isinstance(found.get(name), str):
            raise self.line.garbled()
        return str(found[name])


def _segment(best: dict[str, Any]) -> Segment:
    words = tuple(
        Word(str(one["word"]), _seconds(one["start"]), _seconds(one["end"]))
        for one in best.get("word_alignments") or []
    )
    text = str(best.get("normalized_text") or best.get("text") or "").strip()
    return Segment(text, _seconds(best.get("start", "0s")), _seconds(best.get("end", "0s")), None, words)


def _seconds(value: str) -> float:
    """«0.480s»."""
    return float(str(value).removesuffix("s"))
