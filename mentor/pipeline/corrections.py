"""A correction acts at once: its text is written anew, and so is every open text with a forbidden phrase."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from mentor.analysis import rubrics
from mentor.companies.models import Member, User
from mentor.core.problems import Problem
from mentor.engines.adviser.port import Advice, Source
from mentor.engines.errors import EngineError
from mentor.engines.text.phrases import place_of_phrase, says_phrase
from mentor.engines.text.quotes import sentences
from mentor.knowledge import queries as knowledge
from mentor.recovery import actions as recovery
from mentor.recovery import corrections
from mentor.recovery.models import Correction, Recommendation, RecommendationVersion

from .advising import advice_for

FORBIDDEN_RULE = "forbidden_phrase"


@transaction.atomic
def correct(
    *, recommendation: Recommendation, why: str, say: str, by: User, member: Member | None, name: str
) -> RecommendationVersion:
    """«Эта рекомендация неверна»: the next version at once. ``Problem`` where nothing better can be written."""
    version = _in_force(recommendation)
    for phrase in knowledge.forbidden_phrases():
        if says_phrase(say, phrase.phrase):
            raise Problem("forbidden", f"В ваших словах запрещённая фраза «{phrase.phrase}». Скажите иначе.")
    correction = corrections.correct_advice(version=version, why=why, say=say, by=by, name=name)
    advice = (
        _right(correction, version) if say.strip() else _written_anew(recommendation, version, correction)
    )
    return recovery.add_version(
        recommendation=recommendation,
        advice=advice,
        now=timezone.now(),
        author=member if say.strip() else None,
    )


def _in_force(recommendation: Recommendation) -> RecommendationVersion:
    if recommendation.closed_at is not None:
        raise Problem("closed", "Рекомендация уже закрыта: исправлять её поздно.", status=409)
    version = recommendation.versions.order_by("-number").first()
    if version is None:
        raise Problem("no_text", "У этой рекомендации ещё нет текста.", status=409)
    return version


def _right(correction: Correction, version: RecommendationVersion) -> Advice:
    """The head's own words, as they stand."""
    source = Source("correction", str(correction.pk), correction.say)
    return Advice(version.why, correction.say, (source,), engine="")


def _written_anew(
    recommendation: Recommendation, version: RecommendationVersion, correction: Correction
) -> Advice:
    try:
        advice = advice_for(recommendation.case, recommendation.call)
    except EngineError as error:
        raise Problem("cannot_write", f"Система не смогла написать иначе: {error} {_DO}") from error
    if advice.say == version.say:
        raise Problem("same_text", f"По этим словам система пишет то же самое. {_DO}")
    return _naming(advice, correction)


_DO = "Впишите, что сказать, в поле «Правильные слова»."


def _naming(advice: Advice, correction: Correction) -> Advice:
    """The advice with the correction among its sources."""
    if any(each.kind == "correction" and each.ref == str(correction.pk) for each in advice.sources):
        return advice
    quote = correction.phrase or correction.say or correction.why
    return replace(advice, sources=(*advice.sources, Source("correction", str(correction.pk), quote)))


@transaction.atomic
def forbid(*, phrase: str, why: str, instead: str, by: User, name: str) -> tuple[Correction, int]:
    """«У нас так не говорят»: the correction, and how many open texts were written anew without the phrase.

    From now on the phrase costs points by its own rule, which is switched on where it was off.
    """
    correction = corrections.forbid_phrase(phrase=phrase, why=why, instead=instead, by=by, name=name)
    _switch_rule_on(by)
    changed = corrections.saying(correction.phrase, timezone.now())
    for recommendation in changed:
        advice = _without(recommendation, correction)
        recovery.add_version(recommendation=recommendation, advice=advice, now=timezone.now())
    return correction, len(changed)


def _without(recommendation: Recommendation, correction: Correction) -> Advice:
    """Written anew; where no engine can, the old text less the sentences that say the phrase."""
    version = _in_force(recommendation)
    try:
        advice = advice_for(recommendation.case, recommendation.call)
    except EngineError:
        advice = Advice(
            _cut(version.why, correction.phrase), _cut(version.say, correction.phrase), (), version.engine
        )
    return _naming(advice, correction)


def _cut(text: str, phrase: str) -> str:
    kept = [text[s.start : s.end] for s in sentences(text)]
    whole = " ".join(each for each in kept if not says_phrase(each, phrase))
    while (place := place_of_phrase(whole, phrase)) is not None:  # it runs over the end of a sentence
        whole = f"{whole[: place.start]} {whole[place.end :]}".strip()
    return whole


def _switch_rule_on(by: User) -> None:
    rules = rubrics.as_engine_rubric(rubrics.current_version()).rules
    if any(rule.code == FORBIDDEN_RULE and not rule.enabled for rule in rules):
        changed = [replace(rule, enabled=True) if rule.code == FORBIDDEN_RULE else rule for rule in rules]
        rubrics.save_version(rules=changed, note="запрещённые фразы снимают баллы: правка РОПа", by=by)


@transaction.atomic
def cancel(*, correction: Correction, by: User, name: str) -> bool:
    """Take a correction back; an open text that it wrote gets its earlier wording as a new version."""
    if not corrections.cancel(correction=correction, by=by, name=name):
        return False
    version = correction.version
    if correction.kind == Correction.Kind.ADVICE and version is not None:
        recommendation = version.recommendation
        newest = recommendation.versions.order_by("-number").first()
        written = newest is not None and any(
            each.get("kind") == "correction" and each.get("ref") == str(correction.pk)
            for each in newest.sources
        )
        if written and recommendation.closed_at is None:
            sources = tuple(Source(**each) for each in version.sources)
            advice = Advice(version.why, version.say, sources, version.engine)
            recovery.add_version(
                recommendation=recommendation, advice=advice, now=timezone.now(), author=version.author
            )
    return True
