"""A recommendation counts as seen when the manager who is to call opens a page that shows it."""

from __future__ import annotations

from collections.abc import Iterable

from mentor.companies.people import Viewer
from mentor.recovery.access import answers_for
from mentor.recovery.actions import note_seen
from mentor.recovery.queries import Shown


def note_seen_by(viewer: Viewer, advice: Iterable[Shown]) -> None:
    """Note the first opening by its own manager; nobody else's counts."""
    for each in advice:
        fresh = each.recommendation.seen_at is None and each.recommendation.closed_at is None
        if fresh and answers_for(viewer.member, each.recommendation):
            note_seen(recommendation=each.recommendation)
