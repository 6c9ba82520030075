"""The editor's forms: a scenario as an integrator writes it, and back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.forms import formset_factory

from mentor.analysis.models import ObjectionKind, Stage
from mentor.engines.persona.scenario import Character, Doubt, Fact, Goal, Scenario
from mentor.engines.persona.wire import scenario_to_json

GOALS = (
    ("meeting", "встреча"),
    ("visit", "визит или замер"),
    ("trial", "пробный период"),
    ("payment", "оплата"),
    ("order", "заказ"),
    ("call", "следующий звонок"),
)
TOPIC_TITLES = (
    ("need", "что нужно"),
    ("now", "как сейчас"),
    ("matters", "что важно"),
    ("term", "к какому сроку"),
    ("budget", "бюджет"),
    ("decision", "кто решает"),
    ("other", "другое"),
)
DIRECTIONS = (("out", "звонит менеджер"), ("in", "звонит клиент"))


def _paragraph(rows: int = 2) -> forms.Textarea:
    """For a sentence or two: a single line would hide their end."""
    return forms.Textarea(attrs={"rows": rows})


class _Lines(forms.CharField):
    """One text a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        return [line.strip() for line in str(super().clean(value)).splitlines() if line.strip()]


class ScenarioForm(forms.Form):
    """Who is on the line and what can be won."""

    title = forms.CharField(label="Название", max_length=300)
    stage = forms.TypedChoiceField(label="Какой этап тренирует", choices=Stage.choices, coerce=int)
    direction = forms.ChoiceField(label="Кто звонит", choices=DIRECTIONS)
    name = forms.CharField(label="Имя клиента", max_length=100)
    feminine = forms.BooleanField(label="Женщина", required=False)
    portrait = forms.CharField(label="Какой это человек", max_length=500, required=False, widget=_paragraph())
    need = forms.CharField(label="Что ему нужно", max_length=500, required=False, widget=_paragraph())
    goal_kind = forms.ChoiceField(label="Цель", choices=GOALS)
    goal = forms.CharField(label="Цель словами", max_length=300)
    convinces = _Lines(label="Что убеждает", required=False, help_text="по одному на строке")
    repels = _Lines(label="Что отталкивает", required=False, help_text="по одному на строке")
    course = _Lines(
        label="Ход по скрипту",
        required=False,
        help_text="по одной реплике на строке; по ним идёт клиент, у которого ещё нет слов из звонков",
    )


class FactForm(forms.Form):
    """What the client tells when asked."""

    topic = forms.ChoiceField(label="О чём спросят", choices=TOPIC_TITLES)
    text = forms.CharField(label="Что ответит", max_length=500, required=False)


class DoubtForm(forms.Form):
    """An objection kept to themselves."""

    text = forms.CharField(label="Возражение", max_length=300, required=False, widget=_paragraph())
    kind = forms.ChoiceField(label="О чём оно", choices=ObjectionKind.choices)
    quotes = _Lines(label="Как это говорят клиенты", required=False, help_text="по одной фразе на строке")
    behind = forms.CharField(label="Что за ним стоит", max_length=500, required=False, widget=_paragraph(3))
    good_answer = forms.CharField(label="Что убеждает", max_length=1000, required=False, widget=_paragraph(3))


class _SomeDoubt(forms.BaseFormSet):  # type: ignore[type-arg]  # of DoubtForm, named by the factory
    def clean(self) -> None:
        """A client without a doubt is no rehearsal."""
        if not any(self.errors) and not any(each.cleaned_data.get("text") for each in self.forms):
            raise forms.ValidationError("Оставьте хотя бы одно возражение: без него тренировать нечего.")


FactRows = formset_factory(FactForm, extra=1, max_num=20)
DoubtRows = formset_factory(DoubtForm, formset=_SomeDoubt, extra=1, max_num=8)


def initial_of(content: Scenario) -> tuple[dict[str, Any], list[dict[str, Any]], list[dict[str, Any]]]:
    """What the three forms begin with."""
    who = content.character
    first = {
        "title": content.title,
        "stage": content.stage,
        "direction": content.direction,
        "name": who.name,
        "feminine": who.feminine,
        "portrait": who.portrait,
        "need": who.need,
        "goal_kind": content.goal.kind,
        "goal": content.goal.text,
        "convinces": content.convinces,
        "repels": content.repels,
        "course": content.course,
    }
    facts = [{"topic": fact.topic, "text": fact.text} for fact in who.facts]
    names = ("text", "kind", "quotes", "behind", "good_answer")
    doubts = [{name: getattr(doubt, name) for name in names} for doubt in content.doubts]
    return first, facts, doubts


def content_from(before: Scenario, form: ScenarioForm, facts: Any, doubts: Any) -> dict[str, Any]:
    """The scenario's JSON; a row whose text was wiped is gone. ``making.edit`` checks it."""
    data = form.cleaned_data
    asked = {fact.text: fact.asked for fact in before.character.facts}
    who = Character(
        data["name"],
        data["feminine"],
        data["portrait"],
        data["need"],
        tuple(
            Fact(row["topic"], row["text"], asked.get(row["text"], ""))
            for row in (each.cleaned_data for each in facts)
            if row.get("text")
        ),
    )
    changed = replace(
        before,
        title=data["title"],
        stage=data["stage"],
        direction=data["direction"],
        character=who,
        goal=Goal(data["goal_kind"], data["goal"]),
        convinces=tuple(data["convinces"]),
        repels=tuple(data["repels"]),
        course=tuple(data["course"]),
        doubts=tuple(
            Doubt(row["text"], row["kind"], tuple(row["quotes"]), row["behind"], row["good_answer"])
            for row in (each.cleaned_data for each in doubts)
            if row.get("text")
        ),
    )
    return scenario_to_json(changed)
