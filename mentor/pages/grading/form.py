"""One grade as a form: what was typed, what is wrong with it in words, and the grade it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from mentor.analysis.grade import Mode, NewGrade, faults
from mentor.analysis.models import LostReason, Outcome, Stage
from mentor.analysis.rubrics import STAGE_NUMBER
from mentor.engines.rubric import MAX_SCORE, STAGES, Rule

from .marks import Marks, MarksError, read_marks, write_marks

UNSCORED = "none"
SCORES = (*(str(score) for score in range(MAX_SCORE + 1)), UNSCORED)
WORDS = {
    "out_of_range": "От 0 до 10 или «не оценивается».",
    "scored_not_sales": "Это не продажа: этапы не оцениваются, выберите «—» во всех.",
    "rules_unscored": "Этап не оценивается, а правила отмечены: снимите их или поставьте балл.",
    "overruled": "Балл не сходится с правилами: напишите почему.",
    "needed": "Выберите для потерянного звонка.",
    "only_lost": "Причина и этап потери ставятся только потерянному звонку.",
    "unknown": "Регламент изменился, пока вы слушали: отметьте правила ещё раз.",
}


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage as the page shows it."""

    code: str
    number: int
    title: str
    score: str
    comment: str
    rules: list[tuple[Rule, bool]]
    errors: list[str]


class GradeForm(forms.Form):
    """Fields of one grade; ``clean`` leaves a ``NewGrade`` in ``cleaned_data["grade"]``."""

    mode = forms.ChoiceField(choices=[("blind", "blind"), ("beside", "beside")])
    outcome = forms.ChoiceField(
        choices=Outcome.choices, error_messages={"required": "Выберите, чем кончился разговор."}
    )
    lost_reason = forms.ChoiceField(choices=[("", "—"), *LostReason.choices], required=False)
    other_reasons = forms.MultipleChoiceField(choices=LostReason.choices, required=False)
    lost_stage = forms.TypedChoiceField(
        choices=[("", "—"), *Stage.choices], coerce=int, empty_value=None, required=False
    )
    step_what = forms.CharField(max_length=500, required=False)
    step_when = forms.CharField(max_length=200, required=False)
    comment = forms.CharField(max_length=4000, required=False)
    rules = forms.MultipleChoiceField(required=False)
    marks = forms.CharField(max_length=400_000, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        rules: Sequence[Rule],
        utterances: Sequence[Mapping[str, Any]],
        begin: NewGrade | None = None,
        mode: Mode = "blind",
    ) -> None:
        self.choices, self.utterances = list(rules), utterances
        super().__init__(data, initial=_initial(begin, mode))
        picks = [(rule.code, rule.wording) for rule in self.choices]
        self.fields["rules"] = forms.MultipleChoiceField(
            choices=picks, required=False, error_messages={"invalid_choice": WORDS["unknown"]}
        )
        for stage in STAGES:
            self.fields[f"score-{stage}"] = forms.ChoiceField(
                choices=[(score, score) for score in SCORES],
                error_messages={
                    "required": "Поставьте балл или «—».",
                    "invalid_choice": WORDS["out_of_range"],
                },
            )
            self.fields[f"comment-{stage}"] = forms.CharField(max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        try:
            marks = read_marks(found.get("marks", ""), self.utterances)
        except MarksError as error:
            self.add_error("marks", str(error))
        if not self.errors:
            grade = _grade(found, marks)
            for fault in faults(grade, self.choices):
                name = f"score-{fault.field}" if fault.field in STAGES else fault.field
                self.add_error(name, WORDS[fault.code])
            found["grade"] = grade
        return found

    def stages(self) -> list[StageRow]:
        """Rows for the page, with what was typed or begun with."""
        picked = set(self["rules"].value() or ())
        return [
            StageRow(
                code=stage,
                number=STAGE_NUMBER[stage].value,
                title=str(STAGE_NUMBER[stage].label),
                score=str(self[f"score-{stage}"].value() or ""),
                comment=self[f"comment-{stage}"].value() or "",
                rules=[(rule, rule.code in picked) for rule in self.choices if rule.stage == stage],
                errors=[str(each) for each in self[f"score-{stage}"].errors],
            )
            for stage in STAGES
        ]


def _initial(begin: NewGrade | None, mode: Mode) -> dict[str, Any]:
    if begin is None:
        return {"mode": mode, "marks": []}
    found: dict[str, Any] = {
        "mode": mode,
        "outcome": begin.outcome,
        "lost_reason": begin.lost_reason,
        "other_reasons": list(begin.other_reasons),
        "lost_stage": begin.lost_stage or "",
        "step_what": begin.step_what,
        "step_when": begin.step_when,
        "comment": begin.comment,
        "rules": list(begin.rules),
        "marks": write_marks(begin.marks, begin.objections, begin.lost_at),
    }
    for stage, score in begin.scores.items():
        found[f"score-{stage}"] = UNSCORED if score is None else str(score)
        found[f"comment-{stage}"] = begin.comments.get(stage, "")
    return found


def _grade(typed: Mapping[str, Any], marks: Marks) -> NewGrade:
    lost = typed["outcome"] == Outcome.LOST
    return NewGrade(
        outcome=typed["outcome"],
        scores={
            stage: None if typed[f"score-{stage}"] == UNSCORED else int(typed[f"score-{stage}"])
            for stage in STAGES
        },
        rules=typed["rules"],
        comments={stage: typed[f"comment-{stage}"].strip() for stage in STAGES},
        # the page keeps these fields out of sight for other outcomes: what was left in them says nothing
        lost_reason=typed["lost_reason"] if lost else "",
        other_reasons=[each for each in typed["other_reasons"] if each != typed["lost_reason"]]
        if lost
        else [],
        lost_stage=typed["lost_stage"] if lost else None,
        lost_at=marks.lost_at if lost else None,
        step_what=typed["step_what"].strip(),
        step_when=typed["step_when"].strip(),
        objections=marks.objections,
        marks=marks.passages,
        mode=typed["mode"],
        comment=typed["comment"].strip(),
    )
