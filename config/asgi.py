"""ASGI entry point: the body limit stands before Django, which would read a whole upload first."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings  # noqa: E402 - settings must be named first
from django.core.asgi import get_asgi_application  # noqa: E402

django_application = get_asgi_application()

from mentor.api.body_limit import OVERHEAD, BodyLimit  # noqa: E402 - its neighbours need Django set up

application = BodyLimit(django_application, large=settings.MAX_RECORDING_BYTES + OVERHEAD)
