"""Addresses of monthly statements: under Деньги."""

from __future__ import annotations

from django.urls import path

from . import views

urlpatterns = [
    path("money/statements/", views.statements, name="statements"),
    path("money/statements/<int:pk>/", views.statement, name="statement"),
    path("money/statements/<int:pk>/statement.pdf", views.statement_pdf, name="statement_pdf"),
    path("money/statements/<int:pk>/statement.xlsx", views.statement_xlsx, name="statement_xlsx"),
    path("money/statements/<int:pk>/say/", views.statement_say, name="statement_say"),
]
