"""Some telephony that sends JSON, first without the recording, then with it. It has no history."""

from __future__ import annotations

import json

from mentor.telephony.providers.generic.form import GenericForm
from mentor.telephony.tests.exchange import Asked, Delivery, Exchange, Said, Talk


class Generic(Exchange):
    code = "generic"
    has_history = False

    def settings(self) -> dict[str, str]:
        initial = {name: str(field.initial or "") for name, field in GenericForm.base_fields.items()}
        return initial | {"field_call_key": "data.id", "field_client": "data.phone"}

    def secrets(self) -> dict[str, str]:
        return {}

    def events_of(self, talk: Talk) -> list[Delivery]:
        event = {
            "data": {"id": talk.key, "phone": talk.client},
            "started_at": talk.began.isoformat(),
            "direction": talk.direction,
            "duration": talk.talk_s,
            "extension": talk.manager,
            "status": "missed" if talk.missed else "answered",
        }
        sent = (
            [event] if talk.missed else [event, event | {"record_url": f"{self.base}/sound/rec-{talk.key}"}]
        )
        return [Delivery(body=json.dumps(each), content_type="application/json") for each in sent]

    def answer(self, asked: Asked) -> Said:
        return Said(404)
