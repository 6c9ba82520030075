"""A head's corrections: kept with who, when and why; in force until somebody takes them back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mentor.analysis.models import Assessment, CallObjection
from mentor.companies.actions import audit
from mentor.companies.models import User
from mentor.core.problems import Problem
from mentor.engines.profile import TextCorrection
from mentor.engines.text.phrases import says_phrase
from mentor.knowledge import actions as knowledge

from .models import Correction, LossCase, Recommendation, RecommendationVersion

# As many as an adviser reads; older ones stay listed.
MOST_IN_FORCE = 200
MOST_SHOWN = 200
MOST_EFFECTS = 20
PHRASE_LENGTH, WHY_LENGTH = 300, 500


@dataclass(frozen=True, slots=True)
class ShownCorrection:
    """A correction and where it took effect: texts written by it, the newest first."""

    correction: Correction
    versions: list[RecommendationVersion]


@transaction.atomic
def correct_advice(*, version: RecommendationVersion, why: str, say: str, by: User, name: str) -> Correction:
    """«Эта рекомендация неверна». ``Problem`` without a reason; the new text is written by the room above."""
    said = " ".join(why.split())[:WHY_LENGTH]
    if not said:
        raise Problem("why_missing", "Напишите, что не так: по этим словам система будет писать следующие.")
    correction = Correction.objects.create(
        kind=Correction.Kind.ADVICE,
        version=version,
        why=said,
        say=say.strip(),
        situation=situation_of(version.recommendation.case.assessment),
        by=by,
        by_name=name,
    )
    audit(user=by, action="correction.made", subject=f"correction:{correction.pk}", kind="advice")
    return correction


def situation_of(assessment: Assessment) -> str:
    """The client's words that tell why they left: unanswered objections, then the words of the loss."""
    unmet = CallObjection.objects.filter(assessment=assessment, handled=False).order_by("utterance", "id")
    words = [*unmet.values_list("quote", flat=True), assessment.lost_quote]
    return " ".join(dict.fromkeys(each.strip() for each in words if each.strip()))


@transaction.atomic
def forbid_phrase(*, phrase: str, why: str, instead: str, by: User, name: str) -> Correction:
    """«В нашей компании так не говорят». ``Problem`` for an empty, overlong or already forbidden phrase."""
    words = " ".join(phrase.split()).strip(" .,;:«»\"'")
    if len(words.split()) < 1 or not any(c.isalpha() for c in words):
        raise Problem("phrase_missing", "Выделите фразу, которую у вас не говорят.", field="phrase")
    if len(words) > PHRASE_LENGTH:
        raise Problem("phrase_long", "Это слишком длинно для фразы: выделите несколько слов.", field="phrase")
    if not knowledge.forbid_phrase(phrase=words, why=why.strip()[:PHRASE_LENGTH], instead=instead.strip()):
        raise Problem("phrase_known", f"«{words}» уже среди запрещённых фраз.", field="phrase", status=409)
    correction = Correction.objects.create(
        kind=Correction.Kind.PHRASE,
        phrase=words,
        why=" ".join(why.split())[:WHY_LENGTH],
        say=instead.strip(),
        by=by,
        by_name=name,
    )
    audit(
        user=by, action="correction.made", subject=f"correction:{correction.pk}", kind="phrase", phrase=words
    )
    return correction


@transaction.atomic
def cancel(*, correction: Correction, by: User, name: str) -> bool:
    """Take it back: it teaches nothing from now on, texts written by it stay as versions. False where it was."""
    locked = Correction.objects.select_for_update().get(pk=correction.pk)
    if locked.cancelled_at is not None:
        return False
    locked.cancelled_at, locked.cancelled_by = timezone.now(), name
    locked.save(update_fields=["cancelled_at", "cancelled_by"])
    if locked.kind == Correction.Kind.PHRASE:
        knowledge.allow_phrase(phrase=locked.phrase)
    audit(user=by, action="correction.cancelled", subject=f"correction:{locked.pk}")
    return True


def in_force(case: LossCase | None = None) -> tuple[TextCorrection, ...]:
    """What the adviser heeds, newest first; those of a text of this very ``case`` say so. One query."""
    rows = Correction.objects.filter(kind=Correction.Kind.ADVICE, cancelled_at=None)
    newest = rows.select_related("version__recommendation").order_by("-created_at", "-pk")[:MOST_IN_FORCE]
    return tuple(_as_engines_read(each, case) for each in newest)


def _as_engines_read(each: Correction, case: LossCase | None) -> TextCorrection:
    version = each.version
    own = case is not None and version is not None and version.recommendation.case_id == case.pk
    return TextCorrection(
        str(each.pk), each.situation, version.say if version else "", each.why, each.say, own=own
    )


def correction(pk: int) -> Correction | None:
    """One of the company's corrections."""
    return Correction.objects.select_related("version__recommendation__case").filter(pk=pk).first()


def listed() -> list[ShownCorrection]:
    """All corrections, newest first, each with the texts that it changed. One query more a correction."""
    rows = Correction.objects.select_related("version__recommendation__case__client")
    return [
        ShownCorrection(each, written_by(each)) for each in rows.order_by("-created_at", "-pk")[:MOST_SHOWN]
    ]


def written_by(correction: Correction) -> list[RecommendationVersion]:
    """Texts whose sources name this correction."""
    named = [{"kind": "correction", "ref": str(correction.pk)}]
    rows = RecommendationVersion.objects.filter(sources__contains=named)
    return list(
        rows.select_related("recommendation__case__client").order_by("-created_at", "-pk")[:MOST_EFFECTS]
    )


def saying(phrase: str, now: datetime) -> list[Recommendation]:
    """Open recommendations whose text in force says the phrase or means it."""
    found = []
    rows = Recommendation.objects.filter(closed_at=None, created_at__lte=now).prefetch_related("versions")
    for each in rows.select_related("case__assessment", "case__client", "call"):
        versions = list(each.versions.all())
        if versions and says_phrase(f"{versions[-1].why}\n{versions[-1].say}", phrase):
            found.append(each)
    return found
