"""Every address of the product."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from mentor.api.v1 import api
from mentor.core.styleguide import styleguide
from mentor.operations.views import healthz

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    path("hooks/telephony/", include("mentor.telephony.urls")),
    path("hooks/crm/", include("mentor.crm.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include("mentor.pages.urls")),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", styleguide, name="styleguide"))

handler400 = "mentor.pages.errors.bad_request"
handler403 = "mentor.pages.errors.forbidden"
handler404 = "mentor.pages.errors.not_found"
handler500 = "mentor.pages.errors.server_error"
