"""Inside an installation: connect a telephony that sends webhooks, or count what came of them."""

from __future__ import annotations

import json
import sys


def main() -> None:
    import django

    django.setup()
    from django.urls import reverse

    from mentor.calls.models import Call
    from mentor.companies import lookup
    from mentor.core.tenancy import company_scope
    from mentor.telephony import connections
    from mentor.telephony.models import Event
    from mentor.telephony.registry import PROVIDERS

    with company_scope(lookup.company_ids()[-1]):
        if sys.argv[1:] == ["connect"]:
            provider = PROVIDERS["generic"]
            plain = {name: str(field.initial or "") for name, field in provider.form.base_fields.items()}
            _, token = connections.create(
                provider=provider, title="АТС", plain=plain, given={}, allowed=[], by=None
            )
            print(json.dumps({"path": reverse("telephony_hook", args=[token])}))
        else:
            waiting = Event.objects.filter(state="new").count()
            print(json.dumps({"calls": Call.objects.count(), "waiting": waiting}))


if __name__ == "__main__":
    main()
