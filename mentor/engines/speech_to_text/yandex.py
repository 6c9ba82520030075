"""SpeechKit, asynchronous recognition v3 over REST: recognizeFileAsync, operations, getRecognition. Not tried live."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..cloud_speech.line import CloudLine
from ..cloud_speech.yandex import OPERATIONS, RECOGNITION
from ..errors import EngineError
from .port import Segment, Word


@dataclass(frozen=True, slots=True)
class YandexService:
    """Limits: four hours and one gigabyte a file by the documentation; the file inside a request is kept smaller."""

    line: CloudLine
    recognition: str = RECOGNITION
    operations: str = OPERATIONS
    name: str = "yandex-speechkit:general"
    longest: float = 3600.0
    most_bytes: int = 40_000_000

    def submit(self, ogg: bytes, sample_rate: int) -> str:  # noqa: ARG002 the container tells the rate
        """The operation's id."""
        body = {
            "content": base64.b64encode(ogg).decode(),
            "recognitionModel": {
                "model": "general",
                "audioFormat": {"containerAudio": {"containerAudioType": "OGG_OPUS"}},
                "textNormalization": {
                    "textNormalization": "TEXT_NORMALIZATION_ENABLED",
                    "literatureText": True,
                },
                "languageRestriction": {"restrictionType": "WHITELIST", "languageCode": ["ru-RU"]},
                "audioProcessingType": "FULL_DATA",
            },
        }
        found = self.line.json("POST", f"{self.recognition}/recognizeFileAsync", json=body)
        if not isinstance(found.get("id"), str):
            raise self.line.garbled()
        return str(found["id"])

    def result(self, task: str) -> str | None:
        """The operation's id again, once it is done."""
        found = self.line.json("GET", f"{self.operations}/{task}")
        if found.get("error"):
            why = str(found["error"].get("message", ""))[:200]
            raise EngineError(f"{self.line.service}: запись не распознана: {why}", permanent=True)
        return task if found.get("done") else None

    def segments(self, result: str) -> tuple[Segment, ...]:
        """One segment a phrase; its words keep their times, its text is the normalised one where there is one."""
        answer = self.line.ask("GET", f"{self.recognition}/getRecognition", params={"operationId": result})
        finals: dict[str, dict[str, Any]] = {}
        refined: dict[str, str] = {}
        try:
            for row in _objects(answer.text):
                event = row.get("result", row)
                index = str(event.get("audioCursors", {}).get("finalIndex", len(finals)))
                if best := _best(event.get("final")):
                    finals[index] = best
                if best := _best(event.get("finalRefinement", {}).get("normalizedText")):
                    own = event["finalRefinement"].get("finalIndex", index)
                    refined[str(own)] = best["text"]
            found = [_segment(best, refined.get(index, best["text"])) for index, best in finals.items()]
        except (KeyError, TypeError, ValueError, AttributeError) as problem:
            raise self.line.garbled() from problem
        return tuple(sorted((one for one in found if one.text), key=lambda one: one.start))


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects one after the other, with or without line breaks between them."""
    decoder, at = json.JSONDecoder(), 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found, at = decoder.raw_decode(text, at)
        yield found


def _best(event: dict[str, Any] | None) -> dict[str, Any] | None:
    alternatives = (event or {}).get("alternatives") or []
    return alternatives[0] if alternatives else None


def _segment(best: dict[str, Any], text: str) -> Segment:
    words = tuple(
        Word(str(one["text"]), int(one["startTimeMs"]) / 1000, int(one["endTimeMs"]) / 1000)
        for one in best.get("words", [])
    )
    start = int(best.get("startTimeMs", 0)) / 1000
    sure = float(best.get("confidence") or 0.0)
    # the service sends 0 where it does not tell
    return Segment(text.strip(), start, int(best.get("endTimeMs", 0)) / 1000, sure or None, words)
