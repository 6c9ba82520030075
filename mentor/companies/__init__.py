"""Tenants, people and rights, company settings, audit."""
