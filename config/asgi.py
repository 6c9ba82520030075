"""ASGI entry point: the body limit stands before Django, which would read a whole upload first."""

from __future__ import annotations

import os
import warnings
from typing import cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Static files come as plain iterators, which Django reads to their end before sending: they are small and cached.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous iterators")

from django.conf import settings  # noqa: E402 - settings must be named first
from django.core.asgi import get_asgi_application  # noqa: E402 - as above

django_application = get_asgi_application()

from mentor.api.body_limit import OVERHEAD, App, BodyLimit  # noqa: E402 - its neighbours need Django set up
from mentor.core import memory  # noqa: E402 - as above
from mentor.telephony.door import MOST_BYTES  # noqa: E402 - as above
from mentor.telephony.receiver import Receiver  # noqa: E402 - as above

memory.keep_loaded()
application = BodyLimit(
    Receiver(cast(App, django_application)),
    large=settings.MAX_RECORDING_BYTES + OVERHEAD,
    own={"/hooks/": MOST_BYTES + OVERHEAD},
)
