"""Recommendations: their verdicts, corrections, and what people do with them."""
