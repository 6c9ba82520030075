"""Exolve on the loopback: the history by pages, records by the call's id, the key as Bearer."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from mentor.telephony.tests.exchange import Asked, Delivery, Exchange, Said, Talk

KEY, SIP = "exolve-key", {"101": "883140000000101", "102": "883140000000102"}


class Exolve(Exchange):
    code = "exolve"

    def settings(self) -> dict[str, str]:
        own = ", ".join([*SIP.values(), "101", "102"])
        return {"api": self.base, "own_numbers": own, "time_zone": "Europe/Moscow"}

    def secrets(self) -> dict[str, str]:
        return {"api_key": KEY}

    def events_of(self, talk: Talk) -> list[Delivery]:
        begun = {"event_type": "call.started", "payload": row_of(talk)}
        ended = {"event_type": "call.completed", "payload": self.told(talk)}
        return [Delivery(body=json.dumps(each), content_type="application/json") for each in (begun, ended)]

    def told(self, talk: Talk) -> dict[str, Any]:
        return row_of(talk) | ({} if talk.missed else {"record_url": f"{self.base}/sound/{talk.key}"})

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("authorization") != f"Bearer {KEY}":
            return Said(401, b'{"error":{"message":"unauthorized"}}')
        value = json.loads(asked.body)
        if asked.path.endswith("/GetInfo"):
            return Said(
                200, json.dumps({"records": [{"url": f"{self.base}/sound/{value['uids'][0]}"}]}).encode()
            )
        since, until = (datetime.fromisoformat(value[name]) for name in ("date_from", "date_to"))
        rows = [self.told(talk) for talk in self.talks if since <= talk.began < until]
        return Said(200, json.dumps({"calls": rows[value["offset"] :][: value["limit"]]}).encode())


def row_of(talk: Talk) -> dict[str, Any]:
    ours, theirs = talk.manager, talk.client
    source, target = (ours, theirs) if talk.direction == "out" else (theirs, ours)
    return {
        "call_id": talk.key,
        "date_start": talk.began.astimezone(UTC).isoformat(),
        "duration": talk.talk_s,
        "number_a": source,
        "number_b": target,
    }
