"""ASGI entry point: the body limit stands before Django, which would read a whole upload first."""

from __future__ import annotations

import os
from typing import cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application

django_application = get_asgi_application()

from mentor.api.body_limit import OVERHEAD, App, BodyLimit  # noqa: E402 - its neighbours need Django set up

application = BodyLimit(cast(App, django_application), large=settings.MAX_RECORDING_BYTES + OVERHEAD)
