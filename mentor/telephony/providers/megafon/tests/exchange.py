"""MegaFon's exchange on the loopback: forms by ``cmd``, history as JSON."""

from __future__ import annotations

import json
from datetime import UTC
from urllib.parse import urlencode

from mentor.telephony.tests.exchange import Asked, Delivery, Exchange, Said, Talk

KEY, TOKEN = "vats-key", "crm-token"


def stamp(talk: Talk) -> str:
    return talk.began.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


class Megafon(Exchange):
    code = "megafon"

    def settings(self) -> dict[str, str]:
        return {"api": f"{self.base}/crmapi/v1", "time_zone": "Europe/Moscow"}

    def secrets(self) -> dict[str, str]:
        return {"api_key": KEY, "crm_token": TOKEN}

    def link(self, talk: Talk) -> str:
        return "" if talk.missed else f"{self.base}/sound/{talk.key}.mp3"

    def events_of(self, talk: Talk) -> list[Delivery]:
        common = {"phone": talk.client, "callid": talk.key, "crm_token": TOKEN, "user": "login"}
        rings = common | {"cmd": "event", "type": "INCOMING", "ext": talk.manager, "telnum": "74951234567"}
        history = common | {
            "cmd": "history",
            "type": talk.direction,
            "ext": talk.manager,
            "telnum": "74951234567",
            "start": stamp(talk),
            "duration": str(talk.talk_s),
            "link": self.link(talk),
            "status": "missed" if talk.missed else "Success",
        }
        asks = {"cmd": "contact", "phone": talk.client, "callid": talk.key, "crm_token": TOKEN}
        return [Delivery(body=urlencode(each)) for each in (asks, rings, history)]

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("x-api-key") != KEY:
            return Said(401, b'{"error":"Unauthorized"}')
        if asked.path == "/crmapi/v1/users":
            return Said(
                200, json.dumps([{"login": "a", "ext": "101"}, {"login": "b", "ext": "102"}]).encode()
            )
        if asked.path == "/crmapi/v1/history/json":
            since, until = asked.query["start"], asked.query["end"]
            rows = [self._row(talk) for talk in self.talks if since <= stamp(talk) < until]
            return Said(200, json.dumps(rows).encode())
        return Said(404)

    def _row(self, talk: Talk) -> dict[str, object]:
        row: dict[str, object] = {
            "uid": talk.key,
            "type": talk.direction,
            "status": "missed" if talk.missed else "success",
            "client": talk.client,
            "user": "login",
            "ext": talk.manager,
            "start": talk.began.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "wait": 3,
            "duration": talk.talk_s,
        }
        return row | ({} if talk.missed else {"record": self.link(talk)})
