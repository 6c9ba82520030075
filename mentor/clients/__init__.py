"""Clients, leads, deals, payments, receipts."""
