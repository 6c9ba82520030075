"""Counts by name, member, grain and first day of the period.

``Entry`` is only ever inserted, so no row is hot; ``fold`` moves entries into ``Tally``. A read is the sum of both.
"""

from __future__ import annotations

from django.db import models

from mentor.companies.models import CompanyOwned


class Grain(models.TextChoices):
    """Length of the period a count belongs to; weeks begin on Monday."""

    DAY = "d"
    WEEK = "w"
    MONTH = "m"


class _Count(CompanyOwned):
    name = models.CharField(max_length=40)
    # Not a foreign key: counts outlive people and are written on the hottest path. 0 is "no manager".
    member_id = models.BigIntegerField(default=0)
    grain = models.CharField(max_length=1, choices=Grain.choices)
    start = models.DateField()
    value = models.BigIntegerField()

    class Meta:
        abstract = True


class Entry(_Count):
    """An unfolded addition, positive or negative."""

    class Meta:
        indexes = [models.Index(fields=["company", "grain", "name", "start"], name="tally_entry_name")]


class Tally(_Count):
    """The folded sum."""

    class Meta:
        constraints = [
            # In the order of reading: names are few and exact, then a stretch of days; the value lies in the index.
            models.UniqueConstraint(
                fields=["company", "grain", "name", "start", "member_id"],
                include=["value"],
                name="tally_name_once",
            )
        ]
