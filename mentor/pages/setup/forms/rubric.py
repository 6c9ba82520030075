"""The rubric as one form: a row a rule, and the words for what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict

from mentor.analysis.models import Stage
from mentor.analysis.rubric_changes import BY_EXAMPLES, Fault, faults, is_company_rule
from mentor.analysis.rubrics import STAGE_NUMBER
from mentor.engines.rubric import MAX_SCORE, STAGES, Rule

from .fields import lines_of

LONGEST_WORDING = 300
MOST_EXAMPLES = 30
HEARD = {
    None: ("только эксперт", "attention", "Система это правило не слышит: баллы по нему снимает эксперт."),
    "must_say": ("должен сказать", "accent", "Снимает баллы, если ничего похожего на образцы не прозвучало."),
    "must_not_say": ("нельзя говорить", "accent", "Снимает баллы, если прозвучало похожее на образцы."),
}
BY_SYSTEM = ("слышит система", "neutral", "Правило исходного регламента: система находит его в звонке сама.")
KINDS = (
    ("must_say", "Менеджер должен это сказать — система ищет похожее на образцы"),
    ("must_not_say", "Этого говорить нельзя — система ищет похожее на образцы"),
    ("", "Снимает только эксперт — система это не слышит"),
)
FAULTS = {
    "empty": "Напишите, за что снимаются баллы.",
    "out_of_range": f"От 1 до {MAX_SCORE} баллов.",
    "needed": "Нужен хотя бы один образец фразы, лучше три-четыре.",
}


def heard(rule: Rule) -> tuple[str, str, str]:
    """(words, tone, explanation) of how a rule is noticed."""
    return HEARD.get(rule.detector, BY_SYSTEM)


def filled(data: QueryDict, rules: Sequence[Rule]) -> QueryDict:
    """What was typed, with the rules that came into force since the editor opened the page, as they stand."""
    found = data.copy()
    for rule in rules:
        if f"{rule.code}-wording" not in found:
            found[f"{rule.code}-wording"] = rule.wording
            found[f"{rule.code}-points"] = str(rule.points)
            found[f"{rule.code}-examples"] = "\n".join(rule.examples)
            if rule.enabled:
                found[f"{rule.code}-enabled"] = "on"
    return found


class RubricForm(forms.Form):
    """All rules at once, and why they changed."""

    note = forms.CharField(
        label="Что и почему изменили", max_length=300, help_text="Увидят РОП и эксперт в списке версий."
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, rules: Sequence[Rule]) -> None:
        self.rules = list(rules)
        super().__init__(data)
        for rule in self.rules:
            self._add_row(rule)

    def _add_row(self, rule: Rule) -> None:
        name = rule.code
        self.fields[f"{name}-wording"] = forms.CharField(
            label="За что",
            max_length=LONGEST_WORDING,
            initial=rule.wording,
            error_messages={"required": FAULTS["empty"]},
        )
        self.fields[f"{name}-points"] = forms.IntegerField(
            label="Баллы",
            min_value=1,
            max_value=MAX_SCORE,
            initial=rule.points,
            error_messages=dict.fromkeys(
                ("required", "invalid", "min_value", "max_value"), FAULTS["out_of_range"]
            ),
        )
        self.fields[f"{name}-enabled"] = forms.BooleanField(
            label="Включено", required=False, initial=rule.enabled
        )
        if rule.detector in BY_EXAMPLES:
            self.fields[f"{name}-examples"] = _examples_field(initial="\n".join(rule.examples))
        if is_company_rule(rule):
            self.fields[f"{name}-removed"] = forms.BooleanField(label="Убрать правило", required=False)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors:
            for fault in faults(self.edited()):
                self.add_error(f"{fault.rule}-{fault.field}", FAULTS[fault.code])
        return found

    def edited(self) -> list[Rule]:
        """The rules as they were typed, without those taken away."""
        kept = (rule for rule in self.rules if not self._typed(rule, "removed"))
        return [self._edited(rule) for rule in kept]

    def _edited(self, rule: Rule) -> Rule:
        examples = self._typed(rule, "examples")
        return replace(
            rule,
            wording=" ".join(str(self._typed(rule, "wording")).split()),
            points=int(self._typed(rule, "points")),
            enabled=bool(self._typed(rule, "enabled")),
            examples=rule.examples if examples is None else tuple(lines_of(examples)),
        )

    def _typed(self, rule: Rule, key: str) -> Any:
        return self.cleaned_data.get(f"{rule.code}-{key}")

    def stages(self) -> list[dict[str, Any]]:
        """Rows under their stages, for the page."""
        return [
            {"number": STAGE_NUMBER[code].value, "title": STAGE_NUMBER[code].label, "rows": self._rows(code)}
            for code in STAGES
        ]

    def _rows(self, stage: str) -> list[dict[str, Any]]:
        return [
            {
                "rule": rule,
                "heard": heard(rule),
                **{
                    key: self[f"{rule.code}-{key}"] if f"{rule.code}-{key}" in self.fields else None
                    for key in ("wording", "points", "enabled", "examples", "removed")
                },
            }
            for rule in self.rules
            if rule.stage == stage
        ]


def _examples_field(**options: Any) -> forms.CharField:
    return forms.CharField(
        label="Образцы фраз",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"По одной в строке, до {MOST_EXAMPLES}. Сравнивается смысл, не буква.",
        **options,
    )


class NewRuleForm(forms.Form):
    """A rule that this company adds."""

    stage = forms.TypedChoiceField(label="Этап", choices=Stage.choices, coerce=int)
    kind = forms.ChoiceField(
        label="Как замечать", choices=KINDS, required=False, widget=forms.RadioSelect, initial="must_say"
    )
    wording = forms.CharField(
        label="За что снимаются баллы",
        max_length=LONGEST_WORDING,
        help_text="Как ошибку: «не назвал срок гарантии», «обещал скидку, которой нет».",
    )
    points = forms.IntegerField(label="Сколько баллов", min_value=1, max_value=MAX_SCORE, initial=1)
    examples = _examples_field()

    def clean_examples(self) -> str:
        found = lines_of(self.cleaned_data["examples"])
        if len(found) > MOST_EXAMPLES:
            raise forms.ValidationError(f"Образцов больше {MOST_EXAMPLES}: оставьте самые разные.")
        return "\n".join(found)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors:
            for fault in faults([self.rule("new")]):
                self._tell(fault)
        return found

    def _tell(self, fault: Fault) -> None:
        self.add_error(fault.field, FAULTS[fault.code])

    def rule(self, code: str) -> Rule:
        """The rule as typed."""
        kind = self.cleaned_data.get("kind") or None
        return Rule(
            code=code,
            stage=STAGES[self.cleaned_data["stage"] - 1],
            wording=self.cleaned_data["wording"],
            points=self.cleaned_data["points"],
            detector=kind,
            examples=tuple(lines_of(self.cleaned_data["examples"])) if kind else (),
        )
