"""The address that providers send events to. What follows the secret is the provider's own."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("<str:token>/", views.receive, name="telephony_hook"),
    path("<str:token>/<path:rest>", views.receive, name="telephony_hook_rest"),
]
