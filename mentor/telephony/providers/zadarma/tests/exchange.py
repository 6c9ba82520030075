"""Zadarma on the loopback, after its public description."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from mentor.telephony.tests.exchange import Asked, Delivery, Exchange, Said, Talk

KEY, SECRET = "zd-key", "zd-secret"
ZONE = ZoneInfo("Europe/Moscow")


def sign(text: str) -> str:
    """Base64 of the hexadecimal digest."""
    return base64.b64encode(
        hmac.new(SECRET.encode(), text.encode(), hashlib.sha1).hexdigest().encode()
    ).decode()


def local(talk: Talk) -> str:
    return talk.began.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


class Zadarma(Exchange):
    code = "zadarma"

    def settings(self) -> dict[str, str]:
        return {"api": self.base, "time_zone": ZONE.key}

    def secrets(self) -> dict[str, str]:
        return {"key": KEY, "secret": SECRET}

    def events_of(self, talk: Talk) -> list[Delivery]:
        start, out = local(talk), talk.direction == "out"
        common = {"call_start": start, "pbx_call_id": talk.key}
        end = common | {
            "event": "NOTIFY_OUT_END" if out else "NOTIFY_END",
            "duration": str(talk.talk_s),
            "disposition": "no answer" if talk.missed else "answered",
            "status_code": "19" if talk.missed else "16",
            "is_recorded": "0" if talk.missed else "1",
            "call_id_with_rec": "" if talk.missed else f"rec-{talk.key}",
        }
        if out:
            end |= {"internal": talk.manager, "destination": talk.client, "caller_id": "74951234567"}
            signed = talk.manager + talk.client + start
        else:
            end |= {"caller_id": talk.client, "called_did": "74951234567", "last_internal": talk.manager}
            signed = talk.client + "74951234567" + start
        sent = [Delivery(body=urlencode(end), headers={"Signature": sign(signed)})]
        if not talk.missed:
            record = {
                "event": "NOTIFY_RECORD",
                "pbx_call_id": talk.key,
                "call_id_with_rec": f"rec-{talk.key}",
            }
            header = {"Signature": sign(talk.key + f"rec-{talk.key}")}
            sent.append(Delivery(body=urlencode(record), headers=header))
        return sent

    def answer(self, asked: Asked) -> Said:
        text = urlencode(sorted(asked.query.items()))
        line = asked.path + text + hashlib.md5(text.encode()).hexdigest()
        if asked.headers.get("authorization") != f"{KEY}:{sign(line)}":
            return Said(401, b'{"status":"error","message":"Not authorized"}')
        match asked.path:
            case "/v1/pbx/internal/":
                return _json({"status": "success", "pbx_id": 1, "numbers": ["101", "102"]})
            case "/v1/statistics/pbx/":
                return self._page(asked.query)
            case "/v1/pbx/record/request/":
                link = f"{self.base}/sound/{asked.query.get('call_id') or asked.query['pbx_call_id']}"
                return _json({"status": "success", "link": link, "lifetime_till": "2030-01-01 00:00:00"})
        return Said(404, b"{}")

    def _page(self, query: dict[str, str]) -> Said:
        found = [_row(talk) for talk in self.talks if query["start"] <= local(talk) < query["end"]]
        skip, limit = int(query["skip"]), int(query["limit"])
        return _json({"status": "success", "version": 2, "stats": found[skip : skip + limit]})


def _row(talk: Talk) -> dict[str, object]:
    out = talk.direction == "out"
    return {
        "call_id": f"rec-{talk.key}",
        "pbx_call_id": talk.key,
        "sip": talk.manager if out else "74951234567",
        "callstart": local(talk),
        "clid": talk.manager if out else talk.client,
        "destination": talk.client if out else talk.manager,
        "disposition": "no answer" if talk.missed else "answered",
        "seconds": talk.talk_s,
        "is_recorded": "false" if talk.missed else "true",
    }


def _json(value: object) -> Said:
    return Said(200, json.dumps(value).encode(), {"Content-Type": "application/json"})
