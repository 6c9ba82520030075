"""Parts of forms: field, whole form, filter bar, period picker, file drop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms, template
from django.http import HttpRequest
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from mentor.core.periods import CUSTOM, KEYS, Period

register = template.Library()

# What a changed filter must forget: a place in a list that no longer exists.
CURSORS = ("after", "before")
CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "checkbox checkbox-sm"),
    (forms.RadioSelect, "radio radio-sm"),
    (forms.CheckboxSelectMultiple, "checkbox checkbox-sm"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file-input"),
    (forms.Widget, "input"),
)


def _widget_class(widget: forms.Widget) -> str:
    """The class of the first kind that the widget belongs to; order matters, everything is a Widget."""
    return next(css for kind, css in CLASSES if isinstance(widget, kind))


@register.inclusion_tag("parts/field.html")
def field(
    bound: forms.BoundField, *, label: str = "", help: str = "", autofocus: bool = False
) -> dict[str, Any]:
    """A Django form field: label, control, help, error, all tied together for screen readers."""
    widget = bound.field.widget
    described = [f"{bound.id_for_label}_{part}" for part in ("help", "error")]
    help_text = (help or bound.help_text).strip()  # a space asks for no help
    attrs: dict[str, Any] = {"class": f"{_widget_class(widget)} {widget.attrs.get('class', '')}".strip()}
    told = [name for name, shown in zip(described, (help_text, bound.errors), strict=True) if shown]
    if told:
        attrs["aria-describedby"] = " ".join(told)
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if autofocus:
        attrs["autofocus"] = True
    if "placeholder" in widget.attrs:
        attrs["placeholder"] = ""  # the label says it, and stays when one types
    many = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    return {
        "bound": bound,
        "control": bound.as_widget(attrs=attrs),
        "label": label or bound.label,
        "help": help_text,
        "help_id": described[0],
        "error_id": described[1],
        "check": isinstance(widget, forms.CheckboxInput),
        "many": many,
        "hidden": bound.is_hidden,
    }


@register.inclusion_tag("parts/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """Errors of the whole form, then every field in its order."""
    return {"form": form}


@register.simple_block_tag(takes_context=True)
def form_box(
    context: Context,
    content: SafeString,
    *,
    form: forms.BaseForm | None = None,
    action: str = "",
    submit: str = "Сохранить",
    cancel_url: str = "",
    danger: bool = False,
    id: str = "",
) -> SafeString:
    """A POST form with CSRF token and buttons. Without content it shows the form's fields in order."""
    return render_to_string(
        "parts/form_box.html",
        {
            "form": form,
            "action": action,
            "submit": submit,
            "cancel_url": cancel_url,
            "danger": danger,
            "id": id,
            "content": content.strip() and content,
            "csrf_token": context.get("csrf_token"),
        },
    )


def _kept(request: HttpRequest | None, drop: Sequence[str]) -> list[tuple[str, str]]:
    """GET parameters to carry along as hidden inputs, in their order."""
    if request is None:
        return []
    return [
        (name, value)
        for name, values in request.GET.lists()
        if name not in drop and name not in CURSORS
        for value in values
    ]


@register.simple_block_tag(takes_context=True)
def filters(
    context: Context, content: SafeString, keep: str = "period from to sort", target: str = ""
) -> SafeString:
    """A GET form that sends itself when a select changes; `keep` names GET parameters to carry along."""
    request = context.get("request")
    wanted = keep.split()
    kept = [(name, value) for name, value in _kept(request, ()) if name in wanted]
    active = request is not None and any(
        value for name, value in request.GET.items() if name not in (*wanted, *CURSORS)
    )
    return render_to_string(
        "parts/filters.html",
        {
            "content": content,
            "kept": kept,
            "active": active,
            "target": target,
            "reset": request.path if request else "",
        },
    )


@register.inclusion_tag("parts/filter_select.html")
def filter_select(
    name: str, label: str, options: Sequence[tuple[object, str]], value: object = "", any: str = "Все"
) -> dict[str, Any]:
    """A select of a filter bar: pairs of value and text; the first option is "no filter"."""
    rows = [(str(key), text, str(key) == str(value or "")) for key, text in options]
    return {"name": name, "label": label, "rows": rows, "any": any}


@register.inclusion_tag("parts/filter_search.html")
def filter_search(
    name: str = "q", label: str = "Поиск", value: str = "", placeholder: str = "Имя или телефон"
) -> dict[str, Any]:
    """The text field of a filter bar."""
    return {"name": name, "label": label, "value": value, "placeholder": placeholder}


@register.inclusion_tag("parts/period_picker.html", takes_context=True)
def period_picker(context: Context, period: Period, days: bool = True, ever: bool = False) -> dict[str, Any]:
    """Day, week, month, nine weeks or own dates, as links; other GET parameters stay.

    `ever` adds «Всё время», no period in the address: for a `period` whose key is empty."""
    request = context.get("request")
    choices = [(key, title) for key, title in KEYS.items() if days or key != "day"]
    return {
        "request": request,
        "period": period,
        "choices": choices,
        "custom": period.key == CUSTOM,
        "ever": ever,
        "kept": _kept(request, ("period", "from", "to")),
    }


@register.inclusion_tag("parts/file_drop.html")
def file_drop(
    bound: forms.BoundField, most_mb: int = 0, accept: str = "", text: str = "Перетащите файл сюда"
) -> dict[str, Any]:
    """A file field one can drop on; it checks the size first. A plain input without scripts."""
    attrs: dict[str, Any] = {"class": "file-input"}
    if accept:
        attrs["accept"] = accept
    return {"bound": bound, "control": bound.as_widget(attrs=attrs), "most_mb": most_mb, "text": text}
