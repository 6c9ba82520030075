"""Sipuni on the loopback: unsigned events by POST, a signed request for the employees."""

from __future__ import annotations

import hashlib
from urllib.parse import urlencode

from mentor.telephony.tests.exchange import Asked, Delivery, Exchange, Said, Talk

USER, SECRET = "060957", "0.secret"


class Sipuni(Exchange):
    code = "sipuni"
    has_history = False

    def settings(self) -> dict[str, str]:
        return {"api": f"{self.base}/api", "user": USER, "time_zone": "Europe/Moscow"}

    def secrets(self) -> dict[str, str]:
        return {"secret": SECRET}

    def events_of(self, talk: Talk) -> list[Delivery]:
        began = int(talk.began.timestamp())
        ours, theirs = (USER + talk.manager, "2"), (talk.client, "1")
        source, target = (ours, theirs) if talk.direction == "out" else (theirs, ours)
        common = {"call_id": talk.key, "src_num": source[0], "src_type": source[1]}
        common |= {"dst_num": target[0], "dst_type": target[1], "timestamp": str(began)}
        ended = common | {
            "event": "2",
            "timestamp": str(began + 4 + talk.talk_s),
            "call_start_timestamp": str(began),
            "call_answer_timestamp": "0" if talk.missed else str(began + 4),
            "status": "NOANSWER" if talk.missed else "ANSWER",
            "call_record_link": "" if talk.missed else f"{self.base}/sound/{talk.key}",
        }
        rings = common | {"event": "1"}
        return [Delivery(body=urlencode(each)) for each in (rings, ended)]

    def answer(self, asked: Asked) -> Said:
        made = hashlib.md5(f"{USER}+{SECRET}".encode()).hexdigest()
        if asked.path == "/api/statistic/operators" and asked.form.get("hash") == made:
            return Said(200, "Имя;Номер\nА;101\nБ;102\n".encode())
        return Said(200, "Доступ запрещён".encode())
