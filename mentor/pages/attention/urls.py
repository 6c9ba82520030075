"""Addresses of «требует внимания»."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("attention/", views.attention, name="attention"),
    path("attention/<int:pk>/bind/", views.attention_bind, name="attention_bind"),
    path("attention/<int:pk>/retry/", views.attention_retry, name="attention_retry"),
    path("attention/<int:pk>/hide/", views.attention_hide, name="attention_hide"),
]
