"""Addresses of Приёмка."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("acceptance/", views.acceptance, name="acceptance"),
    path("acceptance/protocol.pdf", views.acceptance_protocol, name="acceptance_protocol"),
    path("acceptance/readings/", views.acceptance_readings, name="acceptance_readings"),
    path("acceptance/<int:stage>/", views.acceptance_stage, name="acceptance_stage"),
    path("acceptance/<int:stage>/answer/", views.acceptance_answer, name="acceptance_answer"),
    path("acceptance/<int:stage>/accept/", views.acceptance_accept, name="acceptance_accept"),
]
