"""Addresses of «требует внимания»."""

from __future__ import annotations

from django.urls import path

from mentor.pages.setup import outline

urlpatterns = [path("attention/", outline.attention, name="attention")]
