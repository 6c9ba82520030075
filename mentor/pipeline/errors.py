"""What tells the queue to run a job again."""

from __future__ import annotations


class TryAgainError(Exception):
    """A step failed in a way that may pass: the queue runs the job again later."""
