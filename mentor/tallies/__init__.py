"""Append-only counts that actions add to; a job folds them, reads add the unfolded rest."""
