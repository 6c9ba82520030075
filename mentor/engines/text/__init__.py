"""Shared tools for Russian speech: text with or without punctuation, case and a recogniser's errors."""
