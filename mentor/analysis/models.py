"""How calls are judged, and the judgements."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from mentor.calls.models import Call, Purpose
from mentor.clients.models import Client
from mentor.companies.models import CompanyOwned, Member, User


class Stage(models.IntegerChoices):
    """The five stages of a sale; the number is what the screen and ``lost_stage`` use."""

    GREETING = 1, "Приветствие"
    DISCOVERY = 2, "Выявление потребностей"
    PRESENTATION = 3, "Презентация"
    OBJECTIONS = 4, "Обработка возражений"
    CLOSING = 5, "Закрытие"


class Outcome(models.TextChoices):
    SUCCESS = "success", "успешный"
    LOST = "lost", "потерян"
    INTERRUPTED = "interrupted", "прерван"
    NOT_SALES = "not_sales", "не продажа"


class LostReason(models.TextChoices):
    REFUSAL = "refusal", "отказ"
    UNHANDLED_OBJECTION = "unhandled_objection", "возражение не обработано"
    NO_NEXT_STEP = "no_next_step", "нет следующего шага"


class ObjectionKind(models.TextChoices):
    PRICE = "price", "цена"
    THINK = "think", "подумаю"
    NEED = "need", "нет потребности"
    COMPETITOR = "competitor", "есть другой поставщик"
    TIMING = "timing", "не сейчас"
    AUTHORITY = "authority", "решаю не я"
    TRUST = "trust", "недоверие"
    SEND_INFO = "send_info", "пришлите информацию"
    OTHER = "other", "другое"


class RubricVersion(CompanyOwned):
    """One version of the company's rules; calls keep the version they were judged by."""

    number = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["company", "number"], name="rubric_number_once")]


class RubricRule(CompanyOwned):
    """A rule of a version. ``detector`` is empty where only an expert can apply it."""

    version = models.ForeignKey(RubricVersion, on_delete=models.CASCADE, related_name="rules")
    code = models.CharField(max_length=60)
    stage = models.PositiveSmallIntegerField(choices=Stage.choices)
    wording = models.CharField(max_length=300)
    points = models.PositiveSmallIntegerField()
    detector = models.CharField(max_length=60, blank=True)
    examples = models.JSONField(default=list)
    enabled = models.BooleanField(default=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="rubric_rule_once")]
        ordering = ["position", "id"]


class Assessment(CompanyOwned):
    """One judgement of one call by an engine, a head or an expert. Never overwritten."""

    class Author(models.TextChoices):
        AI = "ai", "ИИ"
        HEAD = "head", "РОП"
        EXPERT = "expert", "эксперт"

    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="assessments")
    author = models.CharField(max_length=6, choices=Author.choices, default=Author.AI)
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    engine = models.CharField(max_length=60, blank=True)
    rubric = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    lost_reason = models.CharField(max_length=20, choices=LostReason.choices, blank=True)
    other_reasons = ArrayField(models.CharField(max_length=20, choices=LostReason.choices), default=list)
    lost_stage = models.PositiveSmallIntegerField(null=True, choices=Stage.choices)
    lost_quote = models.TextField(blank=True)
    lost_utterance = models.PositiveIntegerField(null=True)
    lost_at_s = models.FloatField(null=True)
    greeting = models.PositiveSmallIntegerField(null=True)
    discovery = models.PositiveSmallIntegerField(null=True)
    presentation = models.PositiveSmallIntegerField(null=True)
    objections = models.PositiveSmallIntegerField(null=True)
    closing = models.PositiveSmallIntegerField(null=True)
    step_agreed = models.BooleanField(default=False)
    step_what = models.TextField(blank=True)
    step_when = models.TextField(blank=True)
    confidence = models.FloatField(
        null=True, help_text="0-1: the chance that an expert would leave it as it is; empty: not told"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            models.Index(fields=["company", "call"], name="assessment_call"),
            models.Index(fields=["company", "confidence"], name="assessment_confidence"),
        ]


class Deduction(CompanyOwned):
    """Points lost to a rule, with the verbatim quote and its place, or nothing where the thing is absent."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="deductions")
    stage = models.PositiveSmallIntegerField(choices=Stage.choices)
    code = models.CharField(max_length=60)
    rule = models.CharField(max_length=300)
    points = models.PositiveSmallIntegerField()
    quote = models.TextField(blank=True)
    utterance = models.PositiveIntegerField(null=True)
    at_s = models.FloatField(null=True)

    class Meta:
        indexes = [models.Index(fields=["company", "assessment"], name="deduction_assessment")]


class CallObjection(CompanyOwned):
    """An objection heard in a call."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="heard_objections")
    quote = models.TextField()
    utterance = models.PositiveIntegerField()
    at_s = models.FloatField(null=True)
    kind = models.CharField(max_length=10, choices=ObjectionKind.choices)
    handled = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["company", "assessment"], name="objection_assessment")]


class CallResult(CompanyOwned):
    """The one effective assessment of a call, flat for lists and figures; every count is derived from this row."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="result")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    manager = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    lost_stage = models.PositiveSmallIntegerField(null=True, choices=Stage.choices)
    scores = ArrayField(models.PositiveSmallIntegerField(null=True), size=5)

    class Meta:
        indexes = [
            models.Index(fields=["company", "manager", "-started_at"], name="result_manager"),
            models.Index(fields=["company", "client", "started_at"], name="result_client"),
            models.Index(fields=["company", "outcome", "-started_at"], name="result_outcome"),
        ]


class Grade(CompanyOwned):
    """What an expert's assessment holds beside the judgement. Never changed: the newest version counts."""

    class Mode(models.TextChoices):
        BLIND = "blind", "вслепую"
        BESIDE = "beside", "рядом с ИИ"

    assessment = models.OneToOneField(Assessment, on_delete=models.CASCADE, related_name="grade")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="grades")
    number = models.PositiveIntegerField(help_text="versions of the grade of this call, from 1")
    mode = models.CharField(max_length=6, choices=Mode.choices)
    ai = models.ForeignKey(
        Assessment,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the AI's, as it then was",
    )
    comment = models.TextField(blank=True)
    stage_comments = models.JSONField(
        default=dict, help_text="stage code → why the score is not the rules' one"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["company", "call", "number"], name="grade_number_once")
        ]
        indexes = [models.Index(fields=["company", "-created_at"], name="grade_created")]


class Passage(CompanyOwned):
    """Words that an expert marked. ``code`` is a rule's, or empty; ``words`` say what rule is missing."""

    grade = models.ForeignKey(Grade, on_delete=models.CASCADE, related_name="passages")
    good = models.BooleanField()
    utterance = models.PositiveIntegerField()
    quote = models.TextField()
    at_s = models.FloatField(null=True)
    stage = models.PositiveSmallIntegerField(null=True, choices=Stage.choices)
    code = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["company", "grade"], name="passage_grade")]


class ProposalAnswer(CompanyOwned):
    """What became of repeated marks: a new rule (``code``, ``rubric``) or nothing. They are not proposed again."""

    passages = ArrayField(models.BigIntegerField())
    accepted = models.BooleanField()
    code = models.CharField(max_length=60, blank=True)
    rubric = models.ForeignKey(RubricVersion, null=True, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)


class Reassessment(CompanyOwned):
    """Past calls judged anew by the rubric and engine in force: one at a time a company.

    ``cursor`` is the id of the last call that was looked at: what a killed process had not finished begins after it.
    ``last_call`` bounds the run: calls that came later are judged by the new rubric anyway.
    """

    class State(models.TextChoices):
        RUNNING = "running", "идёт"
        DONE = "done", "готово"
        CANCELLED = "cancelled", "остановлено"

    state = models.CharField(max_length=9, choices=State.choices, default=State.RUNNING)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    managers = ArrayField(models.BigIntegerField(), default=list, help_text="ids; empty: all")
    only_older = models.BooleanField(default=True, help_text="only calls judged by an older rubric")
    rubric = models.ForeignKey(RubricVersion, on_delete=models.PROTECT, related_name="+")
    engine = models.CharField(max_length=60)
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    scores_changed = models.PositiveIntegerField(default=0)
    outcomes_changed = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    last_call = models.BigIntegerField()
    user = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["company"], condition=models.Q(state="running"), name="one_reassessment_running"
            )
        ]


class ReassessedCall(CompanyOwned):
    """A call of a re-assessment whose outcome changed, or that could not be judged (``error``, in words)."""

    reassessment = models.ForeignKey(Reassessment, on_delete=models.CASCADE, related_name="calls")
    call = models.ForeignKey(Call, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Assessment, null=True, on_delete=models.CASCADE, related_name="+")
    after = models.ForeignKey(Assessment, null=True, on_delete=models.CASCADE, related_name="+")
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reassessment", "call"], name="reassessed_once")]
