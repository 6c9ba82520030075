"""Address of Деньги."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [path("money/", views.money, name="money")]
