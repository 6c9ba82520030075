"""What a stage means for the books. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from .told import Catalogue, Pipeline, Stage, Told

GIVE_UP_AFTER = timedelta(days=2)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))


class Meaning(StrEnum):
    """What a record at a stage is in the books; each but the first two is what the one before it is, and more."""

    NOTHING = "nothing"
    LEAD = "lead"
    DEAL = "deal"
    PAID = "paid"


MEANINGS = {
    Meaning.NOTHING: "не учитывать",
    Meaning.LEAD: "лид",
    Meaning.DEAL: "сделка, ещё не оплачена",
    Meaning.PAID: "оплачено",
}


def suggested(pipeline: Pipeline, stage: Stage) -> Meaning:
    """What stages mean in most companies: the integrator looks at it and agrees."""
    if pipeline.of == "lead":
        return Meaning.LEAD
    return Meaning.PAID if stage.kind == "won" else Meaning.LEAD


def meaning_of(told: Told, mapping: Mapping[str, str]) -> Meaning | None:
    """None for a stage that nobody mapped; what was deleted means nothing."""
    if told.deleted:
        return Meaning.NOTHING
    found = mapping.get(told.stage)
    return Meaning(found) if found in MEANINGS else None


def is_lead(told: Told, meaning: Meaning) -> bool:
    """Whether it counts as somebody who asked."""
    return meaning != Meaning.NOTHING and (told.kind == "lead" or told.asks)


def stage_name(catalogue: Catalogue, key: str) -> str:
    """«Воронка: стадия», or the key where the CRM has it no more."""
    for pipeline in catalogue.pipelines:
        for stage in pipeline.stages:
            if stage.key == key:
                return f"{pipeline.name}: {stage.name}"
    return key


def pause(attempts: int) -> timedelta:
    """How long a message that did not go waits after so many attempts."""
    return PAUSES[min(attempts, len(PAUSES)) - 1]
