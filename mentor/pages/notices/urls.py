"""Addresses of messages."""

from __future__ import annotations

from django.urls import path

from mentor.pages.telegram.views import webhook

from . import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/count/", views.count, name="notices_count_status"),
    path("notices/live/", views.live, name="notices_live_status"),
    path("profile/notices/", views.choices, name="notice_choices"),
    path("profile/notices/telegram/", views.telegram_link, name="telegram_link"),
    path("profile/notices/telegram/off/", views.telegram_unlink, name="telegram_unlink"),
    path("settings/notices/", views.company, name="company_notices"),
    path("telegram/webhook/", webhook, name="telegram_webhook"),
]
