"""UIS on the loopback: JSON-RPC with errors inside of 200, recordings by session and hash."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

from mentor.telephony.tests.exchange import SOUND, Asked, Delivery, Exchange, Said, Talk

TOKEN = "uis-token"
ZONE = ZoneInfo("Europe/Moscow")


def local(talk: Talk) -> str:
    return talk.began.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S")


class Uis(Exchange):
    code = "uis"

    def settings(self) -> dict[str, str]:
        return {
            "api": f"{self.base}/v2.0",
            "records": f"{self.base}/system/media/talk",
            "time_zone": ZONE.key,
        }

    def secrets(self) -> dict[str, str]:
        return {"access_token": TOKEN}

    def events_of(self, talk: Talk) -> list[Delivery]:
        ended = {
            "call_session_id": talk.key,
            "start_time": local(talk),
            "direction": talk.direction,
            "contact_phone_number": talk.client,
            "extension_phone_number": talk.manager,
            "talk_time_duration": talk.talk_s,
            "is_lost": talk.missed,
        }
        link = f"{self.base}/system/media/talk/{talk.key}/hash/"
        sent = [ended] if talk.missed else [{"call_session_id": talk.key, "record_link": link}, ended]
        return [Delivery(body=json.dumps(each), content_type="application/json") for each in sent]

    def answer(self, asked: Asked) -> Said:
        if asked.path.startswith("/system/media/talk/"):
            return Said(200, SOUND + asked.path.encode())
        value = json.loads(asked.body)
        params = value["params"]
        if params["access_token"] != TOKEN:
            return _json(
                {"error": {"code": -32001, "message": "no", "data": {"mnemonic": "access_token_invalid"}}}
            )
        if value["method"] == "get.employees":
            return _json({"result": {"data": [{"id": 1}], "metadata": {"total_items": 2}}})
        since, until = params["date_from"], params["date_till"]
        rows = [_row(talk) for talk in self.talks if since <= local(talk) < until]
        page = rows[params["offset"] : params["offset"] + params["limit"]]
        return _json({"result": {"data": page, "metadata": {"total_items": len(rows)}}})


def _row(talk: Talk) -> dict[str, object]:
    employee = {"employee_id": 7, "employee_full_name": "A", "extension_phone_number": talk.manager}
    return {
        "id": talk.key,
        "start_time": local(talk),
        "direction": talk.direction,
        "is_lost": talk.missed,
        "talk_duration": talk.talk_s,
        "contact_phone_number": talk.client,
        "employees": [employee],
        "last_answered_employee_id": None if talk.missed else 7,
        "call_records": [] if talk.missed else ["hash"],
    }


def _json(value: dict[str, object]) -> Said:
    return Said(
        200, json.dumps({"jsonrpc": "2.0", "id": 1, **value}).encode(), {"Content-Type": "application/json"}
    )
