"""The address that CRMs send events to."""

from __future__ import annotations

from django.urls import path

from . import door

urlpatterns = [path("<str:token>/", door.receive, name="crm_hook")]
