"""A portal on the loopback: forms with nested names, statistics by pages of two, files on the disk."""

from __future__ import annotations

import json
from datetime import datetime
from urllib.parse import urlencode

from mentor.telephony.tests.exchange import Asked, Delivery, Exchange, Said, Talk

TOKEN, KEY, PAGE = "app-token", "portal-key", 2


class Bitrix24(Exchange):
    code = "bitrix24"

    def settings(self) -> dict[str, str]:
        return {"time_zone": "Europe/Moscow"}

    def secrets(self) -> dict[str, str]:
        return {"rest": f"{self.base}/rest/1/{KEY}/", "application_token": TOKEN}

    def row(self, talk: Talk) -> dict[str, str]:
        return {
            "CALL_ID": talk.key,
            "CALL_TYPE": "1" if talk.direction == "out" else "2",
            "PHONE_NUMBER": talk.client,
            "PORTAL_NUMBER": "74951234567",
            "PORTAL_USER_ID": talk.manager,
            "CALL_DURATION": str(talk.talk_s),
            "CALL_START_DATE": talk.began.isoformat(),
            "CALL_FAILED_CODE": "304" if talk.missed else "200",
        }

    def events_of(self, talk: Talk) -> list[Delivery]:
        fields = {f"data[{name}]": value for name, value in self.row(talk).items()}
        auth = {"auth[domain]": "portal.bitrix24.ru", "auth[application_token]": TOKEN}
        begins = {"event": "ONVOXIMPLANTCALLSTART", "data[CALL_ID]": talk.key, **auth}
        ends = {"event": "ONVOXIMPLANTCALLEND", **fields, **auth}
        return [Delivery(body=urlencode(each)) for each in (begins, ends)]

    def answer(self, asked: Asked) -> Said:
        if not asked.path.startswith(f"/rest/1/{KEY}/"):
            return Said(401, b'{"error":"INVALID_CREDENTIALS"}')
        value = json.loads(asked.body)
        if asked.path.endswith("/disk.file.get.json"):
            return _json({"result": {"DOWNLOAD_URL": f"{self.base}/sound/{value['id']}"}})
        wanted = value.get("FILTER", {})
        rows = [
            self.row(talk) | ({} if talk.missed else {"RECORD_FILE_ID": f"file-{talk.key}"})
            for talk in sorted(self.talks, key=lambda talk: talk.began)
            if wanted.get("CALL_ID", talk.key) == talk.key and _within(talk, wanted)
        ]
        start = value.get("start", 0)
        more = {"next": start + PAGE} if start + PAGE < len(rows) else {}
        return _json({"result": rows[start : start + PAGE], "total": len(rows), **more})


def _within(talk: Talk, wanted: dict[str, str]) -> bool:
    since, until = wanted.get(">=CALL_START_DATE"), wanted.get("<CALL_START_DATE")
    if since and talk.began < datetime.fromisoformat(since):
        return False
    return not until or talk.began < datetime.fromisoformat(until)


def _json(value: object) -> Said:
    return Said(200, json.dumps(value).encode(), {"Content-Type": "application/json"})
