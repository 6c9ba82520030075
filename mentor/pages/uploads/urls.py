"""Addresses of the upload of calls."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("uploads/", views.uploads, name="uploads"),
    path("uploads/one/", views.upload_one, name="upload_one"),
    path("uploads/archive/", views.upload_archive, name="upload_archive"),
    path("uploads/example.csv", views.example, name="upload_example"),
]
