"""What the company knows about selling; engines read it through ``CompanyProfile``."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from pgvector.django import HalfVectorField, HnswIndex

from mentor.calls.models import Call
from mentor.companies.models import CompanyOwned, User
from mentor.engines.retrieval import SIZE


class Script(CompanyOwned):
    """A script by stages, or a presentation: ``stages`` maps a stage code to lines, one item a line."""

    class Kind(models.TextChoices):
        SCRIPT = "script", "скрипт"
        PRESENTATION = "presentation", "презентация"

    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.SCRIPT)
    title = models.CharField(max_length=200)
    stages = models.JSONField(default=dict)
    required = models.JSONField(default=list, help_text="what a presentation must mention")
    updated_at = models.DateTimeField(auto_now=True)


class KnownObjection(CompanyOwned):
    """An objection the company hears often, with the answer that works."""

    text = models.CharField(max_length=300)
    good_answer = models.TextField()
    position = models.PositiveIntegerField(default=0)


class ExpertRule(CompanyOwned):
    """A principle of selling written by the expert."""

    text = models.TextField()
    position = models.PositiveIntegerField(default=0)


class ForbiddenPhrase(CompanyOwned):
    """Words this company does not use."""

    phrase = models.CharField(max_length=300)
    why = models.CharField(max_length=300, blank=True)
    instead = models.CharField(max_length=500, blank=True)


class ReferenceCall(CompanyOwned):
    """A call to learn from."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="reference")
    note = models.CharField(max_length=300, blank=True)
    added_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)


class Kind(models.IntegerChoices):
    """What an excerpt was cut from."""

    SCRIPT = 1, "скрипт"
    PRESENTATION = 2, "презентация"
    OBJECTION = 3, "возражение"
    RULE = 4, "правило эксперта"
    PHRASE = 5, "запрещённая фраза"
    REFERENCE = 6, "эталонный звонок"


class Excerpt(CompanyOwned):
    """A piece of the knowledge, found by meaning and by words. Made from its source by a job, never written by hand."""

    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    source_id = models.BigIntegerField(
        help_text="the row that it was cut from; for a reference call, the call"
    )
    position = models.PositiveIntegerField(help_text="counts within the source from 0")
    call = models.ForeignKey(Call, null=True, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=20, blank=True)
    place = models.PositiveIntegerField(default=0, help_text="line of the stage, or utterance of the call")
    at_s = models.FloatField(null=True, help_text="where it sounds in the recording, seconds")
    title = models.CharField(max_length=300, blank=True, help_text="what it answers")
    text = models.TextField()
    meanings = ArrayField(models.CharField(max_length=60), default=list)
    digest = models.CharField(max_length=64, help_text="of all that is searched and of the encoder's version")
    vector = HalfVectorField(dimensions=SIZE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "kind", "source_id", "position"], name="excerpt_once")
        ]
        indexes = [HnswIndex(name="excerpt_vector", fields=["vector"], opclasses=["halfvec_cosine_ops"])]


class ExcerptWord(CompanyOwned):
    """That an excerpt holds a word (a lexeme of PostgreSQL's Russian full text), and its weight there (BM25)."""

    excerpt = models.ForeignKey(Excerpt, on_delete=models.CASCADE, related_name="words")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    word = models.CharField(max_length=100)
    weight = models.FloatField()

    class Meta:
        indexes = [
            # «=» is the one operator of text search that may use an index under row-level security.
            models.Index(
                fields=["company", "word"], include=["kind", "excerpt", "weight"], name="excerpt_word"
            )
        ]


class IndexedKind(CompanyOwned):
    """How many excerpts of a kind a company has: chooses the way of searching without counting."""

    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    excerpts = models.PositiveIntegerField(default=0)
    encoder = models.CharField(
        max_length=16, blank=True, help_text="version that all of them are embedded by"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "kind"], name="indexed_kind_once")]
