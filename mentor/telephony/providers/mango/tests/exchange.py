"""Mango Office on the loopback, after its public description: signed forms, a key for the history, redirects."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import urlencode

from mentor.telephony.tests.exchange import Asked, Delivery, Exchange, Said, Talk

KEY, SALT = "mango-key", "mango-salt"


def sign(text: str) -> str:
    return hashlib.sha256((KEY + text + SALT).encode()).hexdigest()


def delivery(
    rest: str, event: dict[str, Any], *, text: str | None = None, signed: str | None = None
) -> Delivery:
    """An event as it is sent; spaces in the JSON on purpose: the signature is that of the string itself."""
    raw = text if text is not None else json.dumps(event, indent=1, ensure_ascii=False)
    form = {"vpbx_api_key": KEY, "sign": signed or sign(raw), "json": raw}
    return Delivery(rest, urlencode(form))


class Mango(Exchange):
    code = "mango"

    def __init__(self) -> None:
        super().__init__()
        self.ready: set[str] = set()

    def settings(self) -> dict[str, str]:
        return {"api": self.base, "time_zone": "Europe/Moscow"}

    def secrets(self) -> dict[str, str]:
        return {"api_key": KEY, "api_salt": SALT}

    def events_of(self, talk: Talk) -> list[Delivery]:
        began = int(talk.began.timestamp())
        ours, theirs = {"extension": talk.manager, "number": "sip:u@x"}, {"number": talk.client}
        call_state = {
            "entry_id": talk.key,
            "call_id": "leg",
            "seq": 1,
            "call_state": "Appeared",
            "location": "ivr",
        }
        summary = {
            "entry_id": talk.key,
            "call_direction": 2 if talk.direction == "out" else 1,
            "from": ours if talk.direction == "out" else theirs,
            "to": theirs if talk.direction == "out" else ours,
            "line_number": "74951234567",
            "create_time": began,
            "forward_time": began + 1,
            "talk_time": 0 if talk.missed else began + 3,
            "end_time": began + 3 + talk.talk_s,
            "entry_result": 0 if talk.missed else 1,
            "disconnect_reason": 1110,
        }
        recording = {
            "recording_id": f"rec-{talk.key}",
            "recording_state": "Completed",
            "seq": 2,
            "entry_id": talk.key,
            "call_id": "leg",
            "timestamp": began + 60,
            "completion_code": 1000,
        }
        sent = [delivery("events/call", call_state), delivery("events/summary", summary)]
        return sent if talk.missed else [*sent, delivery("events/recording", recording)]

    def answer(self, asked: Asked) -> Said:
        form = asked.form
        if form.get("sign") != sign(form.get("json", "")) or form.get("vpbx_api_key") != KEY:
            return Said(401, b'{"result": 3103}')
        value = json.loads(form["json"])
        match asked.path:
            case "/config/users/request":
                return _json({"users": [{"general": {"name": "A"}}, {"general": {"name": "B"}}]})
            case "/stats/request":
                key = f"{value['date_from']}-{value['date_to']}-{value['fields']}"
                return _json({"key": key})
            case "/stats/result":
                return self._history(value["key"])
            case "/queries/recording/post/":
                return Said(302, b"", {"Location": f"{self.base}/sound/{value['recording_id']}"})
        return Said(404)

    def _history(self, key: str) -> Said:
        if key not in self.ready:  # it is made while one waits
            self.ready.add(key)
            return Said(204)
        since, until, fields = key.split("-", 2)
        rows = [
            ";".join(_row(talk)[name] for name in fields.split(","))
            for talk in self.talks
            if int(since) <= talk.began.timestamp() < int(until)
        ]
        return Said(200, "\r\n".join(rows).encode(), {"Content-Type": "text/csv"})


def _row(talk: Talk) -> dict[str, str]:
    began = int(talk.began.timestamp())
    out = talk.direction == "out"
    return {
        "records": "[]" if talk.missed else f"[rec-{talk.key}]",
        "start": str(began),
        "finish": str(began + 3 + talk.talk_s),
        "answer": "0" if talk.missed else str(began + 3),
        "from_extension": talk.manager if out else "",
        "from_number": "sip:u@x" if out else talk.client,
        "to_extension": "" if out else talk.manager,
        "to_number": talk.client if out else "sip:u@x",
        "entry_id": talk.key,
    }


def _json(value: object) -> Said:
    return Said(200, json.dumps(value).encode(), {"Content-Type": "application/json"})
