"""Beeline's portal on the loopback: recordings by pages, the key in a header."""

from __future__ import annotations

import json
from datetime import UTC

from mentor.telephony.tests.exchange import SOUND, Asked, Delivery, Exchange, Said, Talk

TOKEN, PAGE = "beeline-token", 3


class Beeline(Exchange):
    code = "beeline"

    def settings(self) -> dict[str, str]:
        return {"api": f"{self.base}/apis/portal", "time_zone": "Europe/Moscow"}

    def secrets(self) -> dict[str, str]:
        return {"token": TOKEN}

    def events_of(self, talk: Talk) -> list[Delivery]:
        return []

    def answer(self, asked: Asked) -> Said:
        if asked.headers.get("x-mpbx-api-auth-token") != TOKEN:
            return Said(401, b'{"errorCode":"AccessDenied"}')
        if asked.path.endswith("/subscription"):
            made = {"subscriptionId": f"sub-{len(subscribed(self))}", "expires": 3600}
            return Said(200, json.dumps(made if asked.method == "PUT" else {}).encode())
        if asked.path.endswith("/abonents"):
            return Said(200, b'[{"userId":"a"},{"userId":"b"}]')
        if asked.path.endswith("/download"):
            return Said(200, SOUND + asked.path.encode())
        rows = [
            {
                "id": str(1000 + number),
                "externalId": talk.key,
                "phone": talk.client,
                "direction": "OUTBOUND" if talk.direction == "out" else "INBOUND",
                "date": int(talk.began.timestamp() * 1000),
                "duration": talk.talk_s * 1000,
                "abonent": {"userId": "a@ip.beeline.ru", "phone": "9030000000", "extension": talk.manager},
            }
            for number, talk in enumerate(self.talks)
            if not talk.missed and asked.query["dateFrom"] <= _stamp(talk) < asked.query["dateTo"]
        ]
        first = int(asked.query.get("id", 0))
        return Said(200, json.dumps([row for row in rows if int(str(row["id"])) >= first][:PAGE]).encode())


def subscribed(exchange: Exchange) -> list[dict[str, str]]:
    """What was asked for, in order."""
    asked = [each for each in exchange.asked if each.path.endswith("/subscription") and each.method == "PUT"]
    return [json.loads(each.body) for each in asked]


def _stamp(talk: Talk) -> str:
    return talk.began.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
