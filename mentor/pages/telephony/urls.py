"""Addresses of the telephony's set-up."""

from __future__ import annotations

from django.urls import path

from mentor.pages.connections.steps import shared_paths

from . import steps, unknown, views
from .room import ROOM

urlpatterns = [
    path("settings/telephony/", views.telephony, name="telephony"),
    path("settings/telephony/new/", views.telephony_choose, name="telephony_choose"),
    path("settings/telephony/new/<slug:provider>/", views.telephony_new, name="telephony_new"),
    path("settings/telephony/letters/", steps.telephony_letters, name="telephony_letters"),
    path("settings/telephony/unknown/", unknown.telephony_unknown, name="telephony_unknown"),
    *shared_paths(ROOM),
    path("settings/telephony/<int:pk>/history/", steps.telephony_history, name="telephony_history"),
    path("settings/telephony/<int:pk>/again/", steps.telephony_again, name="telephony_again"),
]
