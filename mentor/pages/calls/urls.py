"""Addresses of calls."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("calls/", views.call_list, name="calls"),
    path("calls/<int:pk>/", views.call, name="call"),
    path("calls/<int:pk>/audio.ogg", views.call_audio, name="call_audio"),
    path("calls/<int:pk>/peaks.json", views.call_peaks, name="call_peaks"),
    path("calls/<int:pk>/retry/", views.call_retry, name="call_retry"),
    path("calls/<int:pk>/swap-speakers/", views.call_swap, name="call_swap"),
]
