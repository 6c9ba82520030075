"""Writes of the company's knowledge. Each defers the job that makes it searchable; rows that stay keep their ids."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from django.db import transaction
from django.db.models import Max

from mentor.calls.models import Call, Purpose
from mentor.companies.models import User

from .models import ExpertRule, ForbiddenPhrase, Kind, KnownObjection, ReferenceCall, Script
from .queue import defer_index

Row = TypeVar("Row", ExpertRule, KnownObjection)
Said = TypeVar("Said")


@transaction.atomic
def set_script(*, title: str, stages: Mapping[str, str], required: Sequence[str]) -> Script:
    """The company's main script by stages."""
    script, _ = Script.objects.update_or_create(
        kind=Script.Kind.SCRIPT, title=title, defaults={"stages": dict(stages), "required": list(required)}
    )
    defer_index(Kind.SCRIPT, script.pk)
    return script


@transaction.atomic
def rename_script(*, script: Script, title: str) -> None:
    """Another title, the same script."""
    script.title = title
    script.save(update_fields=["title", "updated_at"])


@transaction.atomic
def save_presentation(*, presentation: Script | None, title: str, text: str) -> Script:
    """A new presentation (None), or another wording of one that is there; one thought a line."""
    row = presentation or Script(kind=Script.Kind.PRESENTATION)
    row.title, row.stages = title, {"presentation": text}
    row.save()
    defer_index(Kind.PRESENTATION, row.pk)
    return row


@transaction.atomic
def remove_presentation(*, presentation: Script) -> None:
    """Away with it and with what was found of it."""
    source = presentation.pk
    presentation.delete()
    defer_index(Kind.PRESENTATION, source)


@transaction.atomic
def set_objections(pairs: Sequence[tuple[str, str]]) -> None:
    """Replace all known objections by (text, good answer); the same pair said twice is kept once."""
    _replace(
        KnownObjection,
        pairs,
        lambda row: (row.text, row.good_answer),
        lambda pair: KnownObjection(text=pair[0], good_answer=pair[1]),
    )
    defer_index(Kind.OBJECTION)


@transaction.atomic
def change_objections(changes: Sequence[tuple[int | None, str, str]]) -> None:
    """Some of the objections by (id, text, good answer): no id adds one at the end, an empty text takes it away.

    An id that is gone meanwhile is written anew, so that nothing typed is lost.
    """
    known = KnownObjection.objects.in_bulk([pk for pk, *_ in changes if pk is not None])
    last = KnownObjection.objects.aggregate(most=Max("position"))["most"] or 0
    for pk, text, answer in changes:
        row = known.get(pk) if pk is not None else None
        if not text:
            if row is not None:
                row.delete()
        elif row is None:
            last += 1
            KnownObjection.objects.create(text=text, good_answer=answer, position=last)
        elif (row.text, row.good_answer) != (text, answer):
            row.text, row.good_answer = text, answer
            row.save(update_fields=["text", "good_answer"])
    defer_index(Kind.OBJECTION)


@transaction.atomic
def set_expert_rules(texts: Sequence[str]) -> None:
    """Replace the expert's rules; a rule said twice is kept once."""
    _replace(ExpertRule, texts, lambda row: row.text, lambda text: ExpertRule(text=text))
    defer_index(Kind.RULE)


@transaction.atomic
def set_forbidden_phrases(rows: Sequence[tuple[str, str, str]]) -> None:
    """Replace the forbidden phrases by (phrase, why, instead); the same row twice is kept once."""
    left = {(row.phrase, row.why, row.instead): row for row in ForbiddenPhrase.objects.order_by("-id")}
    stay = [left.pop(row).pk for row in dict.fromkeys(rows) if row in left]
    ForbiddenPhrase.objects.exclude(pk__in=stay).delete()
    kept = set(ForbiddenPhrase.objects.values_list("phrase", "why", "instead"))
    ForbiddenPhrase.objects.bulk_create(
        ForbiddenPhrase(phrase=phrase, why=why, instead=instead)
        for phrase, why, instead in dict.fromkeys(rows)
        if (phrase, why, instead) not in kept
    )
    defer_index(Kind.PHRASE)


@transaction.atomic
def change_forbidden_phrases(changes: Sequence[tuple[int | None, str, str, str]]) -> None:
    """Some of the forbidden phrases by (id, phrase, why, instead), as ``change_objections``."""
    known = ForbiddenPhrase.objects.in_bulk([pk for pk, *_ in changes if pk is not None])
    for pk, phrase, why, instead in changes:
        row = known.get(pk) if pk is not None else None
        if not phrase:
            if row is not None:
                row.delete()
        elif row is None:
            ForbiddenPhrase.objects.create(phrase=phrase, why=why, instead=instead)
        elif (row.phrase, row.why, row.instead) != (phrase, why, instead):
            row.phrase, row.why, row.instead = phrase, why, instead
            row.save(update_fields=["phrase", "why", "instead"])
    defer_index(Kind.PHRASE)


@transaction.atomic
def add_reference(*, call: Call, by: User | None, note: str = "") -> ReferenceCall:
    """Make a call one to learn from; a note given later replaces the old one."""
    reference, created = ReferenceCall.objects.get_or_create(
        call=call, defaults={"added_by": by, "note": note}
    )
    if not created and note and note != reference.note:
        reference.note = note
        reference.save(update_fields=["note"])
    defer_index(Kind.REFERENCE, call.pk)
    return reference


@transaction.atomic
def remove_reference(*, call: Call) -> None:
    """The call is no longer one to learn from."""
    ReferenceCall.objects.filter(call=call).delete()
    defer_index(Kind.REFERENCE, call.pk)


def note_finished_call(call: Call) -> None:
    """A call that came in as a reference («эталон») is one to learn from as soon as it is heard and judged."""
    if call.purpose == Purpose.REFERENCE:
        add_reference(call=call, by=None)
    else:
        note_changed_words(call)


def note_changed_words(call: Call) -> None:
    """What was said in a call, or who said it, is known differently: a reference is cut anew."""
    if ReferenceCall.objects.filter(call=call).exists():
        defer_index(Kind.REFERENCE, call.pk)


def _replace(
    model: type[Row],
    wanted: Sequence[Said],
    said: Callable[[Row], Said],
    made: Callable[[Said], Row],
) -> None:
    """Make the table say ``wanted`` in this order. Rows that say the same stay, so nothing of theirs is made anew."""
    ordered = {each: position for position, each in enumerate(dict.fromkeys(wanted))}
    moved: list[Row] = []
    extra: list[int] = []
    left = dict(ordered)
    for row in model.objects.order_by("position", "id"):
        position = left.pop(said(row), None)
        if position is None:
            extra.append(row.pk)
        elif row.position != position:
            row.position = position
            moved.append(row)
    model.objects.filter(pk__in=extra).delete()
    model.objects.bulk_update(moved, ["position"], batch_size=500)
    fresh = [made(each) for each in left]
    for row, position in zip(fresh, left.values(), strict=True):
        row.position = position
    model.objects.bulk_create(fresh, batch_size=500)


@transaction.atomic
def forbid_phrase(*, phrase: str, why: str = "", instead: str = "") -> bool:
    """Add one forbidden phrase; False where it is there already, in any case of letters."""
    if ForbiddenPhrase.objects.filter(phrase__iexact=phrase).exists():
        return False
    ForbiddenPhrase.objects.create(phrase=phrase, why=why, instead=instead)
    defer_index(Kind.PHRASE)
    return True


@transaction.atomic
def allow_phrase(*, phrase: str) -> None:
    """The phrase may be said again."""
    ForbiddenPhrase.objects.filter(phrase__iexact=phrase).delete()
    defer_index(Kind.PHRASE)
