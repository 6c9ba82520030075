"""Addresses of the telephony's set-up."""

from __future__ import annotations

from django.urls import path

from . import steps, unknown, views

urlpatterns = [
    path("settings/telephony/", views.telephony, name="telephony"),
    path("settings/telephony/new/", views.telephony_choose, name="telephony_choose"),
    path("settings/telephony/new/<slug:provider>/", views.telephony_new, name="telephony_new"),
    path("settings/telephony/letters/", steps.telephony_letters, name="telephony_letters"),
    path("settings/telephony/unknown/", unknown.telephony_unknown, name="telephony_unknown"),
    path("settings/telephony/<int:pk>/", views.telephony_connection, name="telephony_connection"),
    path("settings/telephony/<int:pk>/check/", steps.telephony_check, name="telephony_check"),
    path("settings/telephony/<int:pk>/address/", steps.telephony_rotate, name="telephony_rotate"),
    path("settings/telephony/<int:pk>/close-old/", steps.telephony_close_old, name="telephony_close_old"),
    path("settings/telephony/<int:pk>/switch/", steps.telephony_switch, name="telephony_switch"),
    path("settings/telephony/<int:pk>/history/", steps.telephony_history, name="telephony_history"),
    path("settings/telephony/<int:pk>/again/", steps.telephony_again, name="telephony_again"),
]
