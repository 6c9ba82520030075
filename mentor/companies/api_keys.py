"""What a key of the public API is doing right now."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from .models import ApiKey

NOTED_EVERY = timedelta(minutes=5)


def use_key(key_id: int) -> ApiKey | None:
    """The key, in its company's scope, its use noted at most once in five minutes; None if revoked."""
    key = ApiKey.objects.filter(pk=key_id, revoked_at=None).first()
    now = timezone.now()
    if key is not None and (key.last_used_at is None or now - key.last_used_at > NOTED_EVERY):
        # many requests of one key come at once: the first one writes, the others find it written
        stale = Q(last_used_at=None) | Q(last_used_at__lt=now - NOTED_EVERY)
        ApiKey.objects.filter(stale, pk=key_id).update(last_used_at=now)
    return key
