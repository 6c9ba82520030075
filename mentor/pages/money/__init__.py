"""Деньги: what a month brought, down to the payment, the client and the call."""
