"""The address of a client's card."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("clients/<int:pk>/", views.client, name="client")]
