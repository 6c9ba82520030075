"""Engines: plain Python behind small ports. No Django, no queue, no database."""
