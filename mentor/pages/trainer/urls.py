"""Addresses of the trainer."""

from __future__ import annotations

from django.urls import path

from . import team_views, views

urlpatterns = [
    path("trainer/", views.home, name="trainer"),
    path("trainer/scenarios/", team_views.scenarios, name="trainer_scenarios"),
    path("trainer/scenarios/<int:pk>/", team_views.scenario, name="trainer_scenario"),
    path("trainer/scenarios/<int:pk>/away/", team_views.put_away, name="trainer_put_away"),
    path("trainer/scenarios/<int:pk>/start/", views.start, name="trainer_start"),
    path("trainer/people/<int:pk>/", team_views.member, name="trainer_member"),
    path("trainer/talks/<int:pk>/", views.talk, name="trainer_talk"),
    path("trainer/talks/<int:pk>/say/", views.say, name="trainer_say"),
    path("trainer/talks/<int:pk>/end/", views.end, name="trainer_end"),
    path("trainer/talks/<int:pk>/ticket/", views.ticket, name="trainer_ticket"),
    path("calls/<int:pk>/rehearse/", views.repeat_call, name="call_rehearse"),
]
