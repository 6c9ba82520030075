"""What is written into a CRM. The last line is a mark by which a note that went before a failure is found again."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from mentor.analysis.models import CallResult, Stage
from mentor.calls.models import Call
from mentor.core import formats
from mentor.recovery.models import Recommendation


def note_mark(call: Call) -> str:
    """Of a call's note."""
    return f"mentor.ai · звонок № {call.pk}"


def task_mark(recommendation: Recommendation) -> str:
    """Of a recommendation's task."""
    return f"mentor.ai · рекомендация № {recommendation.pk}"


def note(call: Call, result: CallResult, zone: ZoneInfo) -> str:
    """Outcome, why the client was lost, scores; a link to the call for who has a log-in."""
    lines = [f"Звонок {_when(call.started_at, zone)}: {result.get_outcome_display()}"]
    if result.outcome == "lost":
        stage = f", этап «{Stage(result.lost_stage).label}»" if result.lost_stage else ""
        lines.append(f"Почему потерян: {result.assessment.get_lost_reason_display()}{stage}")
    scores = [
        f"{Stage(number).label} {score}"
        for number, score in enumerate(result.scores, start=1)
        if score is not None
    ]
    if scores:
        lines.append("Оценки: " + ", ".join(scores))
    lines.append(f"{settings.PUBLIC_URL}{reverse('call', args=[call.pk])}")
    return "\n".join([*lines, note_mark(call)])


def task(recommendation: Recommendation) -> str:
    """The recommendation's text in force."""
    version = recommendation.versions.order_by("-number").first()
    text = version.text if version else ""
    return f"{text}\n{task_mark(recommendation)}"


def due_of(recommendation: Recommendation) -> datetime:
    """When the task is due; a day from now where the recommendation says nothing, never in the past."""
    soon = timezone.now() + timedelta(hours=1)
    return max(recommendation.due_at or timezone.now() + timedelta(days=1), soon)


def _when(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    return f"{formats.date_long(local)}, {local:%H:%M}"
