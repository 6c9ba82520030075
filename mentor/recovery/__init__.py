"""Loss cases, recommendations, follow-ups."""
