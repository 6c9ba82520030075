"""Knowledge in plain forms: one item a line, rows with room for more."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BaseFormSet, formset_factory

from mentor.analysis.models import Stage
from mentor.core.problems import Problem
from mentor.engines.rubric import STAGES
from mentor.knowledge.documents import MOST_BYTES, by_stages, read_lines
from mentor.knowledge.models import ForbiddenPhrase, Kind, KnownObjection, Script

from .fields import lines_of

LONGEST_TEXT, LONGEST_PRESENTATION = 10_000, 50_000
PAGE_ROWS = 50
SPARE_ROWS = 3


class ScriptForm(forms.Form):
    """The script by stages, and what a presentation must mention."""

    title = forms.CharField(label="Название", max_length=200, initial="Основной скрипт")
    required = forms.CharField(
        label="Обязательно сказать в презентации",
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        help_text="По одному пункту в строке. Пропущенный пункт снимает баллы на этапе «Презентация».",
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, script: Script | None) -> None:
        initial: dict[str, str] = {}
        if script is not None:
            initial = {"title": script.title, "required": "\n".join(script.required)}
            initial |= {f"stage-{code}": script.stages.get(code, "") for code in STAGES}
        super().__init__(data, initial=initial)
        for code, label in zip(STAGES, Stage.labels, strict=True):
            self.fields[f"stage-{code}"] = forms.CharField(
                label=label, required=False, max_length=LONGEST_TEXT, widget=forms.Textarea
            )

    def stage_fields(self) -> list[forms.BoundField]:
        return [self[f"stage-{code}"] for code in STAGES]

    def stages(self) -> dict[str, str]:
        """Stage code → lines; stages without a line are left out."""
        typed = {code: "\n".join(lines_of(self.cleaned_data[f"stage-{code}"])) for code in STAGES}
        return {code: text for code, text in typed.items() if text}

    def required_items(self) -> list[str]:
        return lines_of(self.cleaned_data["required"])


class PresentationForm(forms.Form):
    """A presentation of what the company sells: its own words, one thought a line."""

    title = forms.CharField(label="Название", max_length=200)
    text = forms.CharField(
        label="Текст",
        max_length=LONGEST_PRESENTATION,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="По одной мысли в строке: так её легче найти и сказать.",
    )

    def clean_text(self) -> str:
        return "\n".join(lines_of(self.cleaned_data["text"]))


class FileForm(forms.Form):
    """A file with the company's own words: read into the page, kept nowhere."""

    file = forms.FileField(label="Файл", help_text="DOCX, TXT или MD.")

    def lines(self) -> list[str]:
        """What the file says; marks the field and gives nothing where it cannot be read."""
        if not self.is_valid():
            return []
        file = self.cleaned_data["file"]
        try:
            return read_lines(file.name, file.read(MOST_BYTES + 1))
        except Problem as problem:
            self.add_error("file", problem.detail)
            return []

    def stages(self) -> dict[str, str]:
        """Stage code → lines; marks the field where no heading of a stage is in the file."""
        lines = self.lines()
        try:
            return by_stages(lines) if lines else {}
        except Problem as problem:
            self.add_error("file", problem.detail)
            return {}


class ObjectionForm(forms.Form):
    """What clients say, and the answer that works."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="Возражение клиента",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "input w-full"}),
    )
    answer = forms.CharField(
        label="Ответ, который работает",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "textarea w-full field-sizing-content"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("text") and not found.get("answer"):
            self.add_error("answer", "Напишите ответ — или сотрите возражение, чтобы убрать его.")
        if found.get("answer") and not found.get("text"):
            self.add_error("text", "Напишите, на что это ответ, — или сотрите ответ.")
        return found


class PhraseForm(forms.Form):
    """What is not said here."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    phrase = forms.CharField(
        label="Нельзя говорить",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "input w-full"}),
    )
    why = forms.CharField(
        label="Почему",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "input w-full"}),
    )
    instead = forms.CharField(
        label="Что вместо",
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "input w-full"}),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if (found.get("why") or found.get("instead")) and not found.get("phrase"):
            self.add_error("phrase", "Напишите саму фразу — или сотрите остальное.")
        return found


class RulesForm(forms.Form):
    """The expert's principles."""

    rules = forms.CharField(
        label="Правила эксперта",
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="По одному в строке. На них опираются рекомендации.",
    )

    def items(self) -> list[str]:
        return lines_of(self.cleaned_data["rules"])


class ReferenceForm(forms.Form):
    """A call named by its number or its address."""

    call = forms.CharField(
        label="Звонок", max_length=300, help_text="Номер звонка или ссылка на его страницу.", strip=True
    )
    note = forms.CharField(label="Чему у него учиться", max_length=300, required=False)

    def clean_call(self) -> int:
        found = re.fullmatch(r"(?:.*/calls/)?№?\s*(\d{1,18})/?(?:[?#].*)?", self.cleaned_data["call"])
        if found is None:
            raise forms.ValidationError("Нужен номер звонка, например 1734, или адрес его страницы.")
        return int(found[1])


class SearchForm(forms.Form):
    """What is looked for, and where."""

    # «q» is what the frame's own search box reads.
    ask = forms.CharField(label="Найти", max_length=500, required=False, strip=True)
    kind = forms.TypedChoiceField(
        label="Где", choices=[("", "Везде"), *Kind.choices], coerce=int, empty_value=None, required=False
    )


class NoteForm(forms.Form):
    """What a call is an example of."""

    note = forms.CharField(label="Чему у него учиться", max_length=300, required=False)


def objection_forms(data: Any, rows: Iterable[KnownObjection]) -> BaseFormSet[ObjectionForm]:
    """One page of known objections and spare rows; a blank row is no row."""
    return _rows(
        ObjectionForm,
        data,
        [{"id": row.pk, "text": row.text, "answer": row.good_answer} for row in rows],
    )


def phrase_forms(data: Any, rows: Iterable[ForbiddenPhrase]) -> BaseFormSet[PhraseForm]:
    """Forbidden phrases and spare rows."""
    return _rows(
        PhraseForm,
        data,
        [{"id": row.pk, "phrase": row.phrase, "why": row.why, "instead": row.instead} for row in rows],
    )


def _rows(form: type[Any], data: Any, initial: Sequence[dict[str, str | int]]) -> BaseFormSet[Any]:
    most = PAGE_ROWS + SPARE_ROWS
    factory = formset_factory(form, extra=SPARE_ROWS, max_num=most, absolute_max=most, validate_max=True)
    found: BaseFormSet[Any] = factory(data, initial=initial, prefix="rows")
    return found


def no_repeats(rows: BaseFormSet[Any], field: str, known: QuerySet[Any]) -> bool:
    """Whether nothing is said twice, in any case of letters; marks the rows that repeat another one."""
    typed = [row for row in rows if row.cleaned_data.get(field)]
    own = {row.cleaned_data["id"] for row in rows if row.cleaned_data.get("id")}
    there = {text.casefold() for text in known.exclude(pk__in=own).values_list(field, flat=True)}
    for row in typed:
        text = row.cleaned_data[field].casefold()
        if text in there:
            row.add_error(field, "Такая строка уже есть. Оставьте одну.")
        there.add(text)
    return rows.is_valid()
