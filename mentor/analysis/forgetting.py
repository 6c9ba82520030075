"""Judgements that go with their call."""

from __future__ import annotations

from django.db import transaction

from mentor.calls.models import Call

from .models import CallResult


@transaction.atomic
def forget_judgements(*, call: Call) -> None:
    """Remove a rehearsal's result and grades. Of a call that figures count nothing may be removed this way."""
    CallResult.objects.filter(call=call, purpose="training").delete()
    call.assessments.all().delete()
