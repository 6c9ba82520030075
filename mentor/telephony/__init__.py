"""Telephony: calls of a company arrive by themselves."""
