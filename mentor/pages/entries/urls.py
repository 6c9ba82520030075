"""Addresses of entries, receipts and tables."""

from __future__ import annotations

from django.urls import path

from . import client_views, import_views, receipt_views, views

urlpatterns = [
    path("money/entries/", views.entries, name="entries"),
    path("money/entries/new/<slug:kind>/", views.entry_new, name="entry_new"),
    path("money/payments/<int:pk>/", views.payment, name="payment"),
    path("money/payments/<int:pk>/refund/", views.payment_mend, {"how": "refund"}, name="payment_refund"),
    path("money/payments/<int:pk>/correct/", views.payment_mend, {"how": "correct"}, name="payment_correct"),
    path("money/deals/<int:pk>/give/", views.deal_give, name="deal_give"),
    path("money/leads/<int:pk>/withdraw/", views.lead_withdraw, name="lead_withdraw"),
    path("money/receipts/", receipt_views.receipts, name="receipts"),
    path("money/receipts/of/<int:pk>/", receipt_views.receipt_attach, name="receipt_attach"),
    path("money/receipts/<int:pk>/", receipt_views.receipt, name="receipt"),
    path(
        "money/receipts/<int:pk>/confirm/",
        receipt_views.receipt_decide,
        {"how": "confirm"},
        name="receipt_confirm",
    ),
    path(
        "money/receipts/<int:pk>/reject/",
        receipt_views.receipt_decide,
        {"how": "reject"},
        name="receipt_reject",
    ),
    path("money/receipts/<int:pk>/file/", receipt_views.receipt_file, name="receipt_file"),
    path("money/tables/", import_views.imports_page, name="entry_imports"),
    path("money/tables/<int:pk>/", import_views.entry_import, name="entry_import"),
    path(
        "money/tables/<int:pk>/refused.csv", import_views.entry_import_refusals, name="entry_import_refusals"
    ),
    path("money/tables/<int:pk>/agree/", import_views.entry_import_agree, name="entry_import_agree"),
    path("money/tables/<int:pk>/cancel/", import_views.entry_import_cancel, name="entry_import_cancel"),
    path("clients/<int:pk>/join/", client_views.client_join, name="client_join"),
]
