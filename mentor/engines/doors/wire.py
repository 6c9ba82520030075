"""An assessment as the file doors write it."""

from __future__ import annotations

from typing import Any

from ..assessor.port import Assessment, Moment


def _moment(moment: Moment | None) -> dict[str, Any] | None:
    return None if moment is None else {"utterance": moment.utterance, "quote": moment.quote}


def assessment_to_json(assessment: Assessment) -> dict[str, Any]:
    """The keys of the door's output but ``seconds``; ``quote`` is null where a thing is absent from the call."""
    return {
        "outcome": assessment.outcome,
        "lost_reason": assessment.lost_reason,
        "other_reasons": list(assessment.other_reasons),
        "lost_stage": assessment.lost_stage,
        "lost_at": _moment(assessment.lost_at),
        "stages": {
            stage: {
                "score": score.score,
                "deductions": [
                    {"rule": d.rule, "points": d.points, "quote": d.at.quote if d.at else None}
                    for d in score.deductions
                ],
            }
            for stage, score in assessment.stages.items()
        },
        "objections": [
            {"quote": o.at.quote, "kind": o.kind, "handled": o.handled} for o in assessment.objections
        ],
        "next_step": {
            "agreed": assessment.next_step.agreed,
            "what": assessment.next_step.what,
            "when": assessment.next_step.when,
        },
        "engine": assessment.engine,
    }
