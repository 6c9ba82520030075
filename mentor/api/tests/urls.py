"""The API alone, for its tests."""

from __future__ import annotations

from django.urls import path

from mentor.api.v1 import api

urlpatterns = [path("api/v1/", api.urls)]
