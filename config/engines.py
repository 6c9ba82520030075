"""Which engines work here: one setting names one object. Each is built once a process, when first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from mentor.engines.adviser.port import Adviser
from mentor.engines.assessor.port import Assessor
from mentor.engines.diarization.port import Diarizer
from mentor.engines.errors import ModelMissingError
from mentor.engines.judge.port import Judge

from . import speech

if TYPE_CHECKING:
    from mentor.engines.language_model.client import LanguageModel
    from mentor.engines.persona.port import Persona
    from mentor.engines.speech_to_text.cloud import CloudSpeechToText
    from mentor.engines.speech_to_text.onnx_asr_engine import OnnxAsrSpeechToText
    from mentor.engines.speech_to_text.port import StreamingSpeechToText
    from mentor.engines.text_to_speech.port import TextToSpeech

LANGUAGE_MODEL = "language_model"


@cache
def local_assessor() -> Assessor:
    """The assessor that needs nobody: for what somebody waits for, and where a language model fails."""
    from mentor.engines.assessor.local import LocalAssessor

    return LocalAssessor()


def _local_adviser() -> Adviser:
    from mentor.engines.adviser.local import LocalAdviser

    return LocalAdviser()


def _local_judge() -> Judge:
    from mentor.engines.judge.local import LocalJudge

    return LocalJudge()


@cache
def language_model() -> LanguageModel:
    """The one endpoint of this process; its costs are kept in the database."""
    from mentor.companies.spending import DatabaseLedger
    from mentor.engines.language_model.client import LanguageModel
    from mentor.engines.language_model.settings import SettingsError, settings_from

    try:
        found = settings_from(settings.LANGUAGE_MODEL)
    except SettingsError as error:
        raise ImproperlyConfigured(str(error)) from error
    return LanguageModel(found, ledger=DatabaseLedger(), today=timezone.localdate)


def _model_assessor() -> Assessor:
    from mentor.engines.language_model.assessor import LanguageModelAssessor

    return LanguageModelAssessor(language_model(), local_assessor())


def _model_adviser() -> Adviser:
    from mentor.engines.language_model.adviser import LanguageModelAdviser

    return LanguageModelAdviser(language_model())


def _model_judge() -> Judge:
    from mentor.engines.language_model.judge import LanguageModelJudge

    return LanguageModelJudge(language_model())


Engine = TypeVar("Engine")
ASSESSORS: dict[str, Callable[[], Assessor]] = {"local": local_assessor, LANGUAGE_MODEL: _model_assessor}
ADVISERS: dict[str, Callable[[], Adviser]] = {"local": _local_adviser, LANGUAGE_MODEL: _model_adviser}
JUDGES: dict[str, Callable[[], Judge]] = {"local": _local_judge, LANGUAGE_MODEL: _model_judge}


def _chosen(table: dict[str, Callable[[], Engine]], name: str, setting: str) -> Engine:
    if name not in table:
        raise ImproperlyConfigured(f"{setting}={name!r}: known engines are {', '.join(sorted(table))}")
    return table[name]()


def model_is_set_up() -> bool:
    """Whether the settings name a language model that can be asked."""
    from mentor.engines.language_model.settings import fault_of

    return not fault_of(settings.LANGUAGE_MODEL)


def in_force(installed: str, company: str) -> str:
    """The company's own choice (``Company.engine``; empty: none) over the installation's.

    A language model that nobody set up any more is nobody's choice: such a company works with ``local``.
    """
    if company == LANGUAGE_MODEL and not model_is_set_up():
        return "local"
    return company or installed


@cache
def assessor(company: str = "") -> Assessor:
    """The engine that judges calls; ``company``: its ``Company.engine``."""
    return _chosen(ASSESSORS, in_force(settings.ASSESSOR, company), "MENTOR_ASSESSOR")


@cache
def adviser(company: str = "") -> Adviser:
    """The engine that writes recommendations."""
    return _chosen(ADVISERS, in_force(settings.ADVISER, company), "MENTOR_ADVISER")


@cache
def judge(company: str = "") -> Judge:
    """The engine that judges follow-ups."""
    return _chosen(JUDGES, in_force(settings.JUDGE, company), "MENTOR_JUDGE")


def _local_persona() -> Persona:
    from mentor.engines.persona.local.engine import LocalPersona

    return LocalPersona()


def _model_persona() -> Persona:
    from mentor.engines.language_model.persona import LanguageModelPersona, in_a_talk

    return LanguageModelPersona(in_a_talk(language_model()))


PERSONAS: dict[str, Callable[[], Persona]] = {"local": _local_persona, LANGUAGE_MODEL: _model_persona}


@cache
def persona(company: str = "") -> Persona:
    """The virtual client of the trainer; ``company``: its ``Company.engine``."""
    return _chosen(PERSONAS, in_force(settings.PERSONA, company), "MENTOR_PERSONA")


def assessor_waits(company: str = "") -> bool:
    """Whether an assessment waits for another machine: then a few of them take minutes."""
    return in_force(settings.ASSESSOR, company) == LANGUAGE_MODEL


def assessor_reads_references(company: str = "") -> bool:
    """Whether the assessor wants the company's reference calls; the local one has learned without them."""
    return assessor_waits(company)


def steps_that_wait(company: str = "") -> frozenset[str]:
    """Names of the pipeline's steps that wait for another machine: none of them may share a transaction."""
    named = {"assess": settings.ASSESSOR, "judge": settings.JUDGE, "advise": settings.ADVISER}
    return frozenset(step for step, engine in named.items() if in_force(engine, company) == LANGUAGE_MODEL)


@cache
def speech_to_text() -> OnnxAsrSpeechToText | CloudSpeechToText:
    """The recogniser; raises ``ModelMissingError`` while its model is not here, and looks again when asked."""
    return speech.recogniser()


@cache
def live_speech_to_text() -> StreamingSpeechToText:
    """Words of a live lane; raises ``ModelMissingError`` while its model is not here."""
    return speech.live_recogniser()


@cache
def text_to_speech() -> TextToSpeech:
    """The voice; wrap it in ``ReadingTextToSpeech`` where written Russian is read."""
    return speech.voice()


def _sherpa_onnx() -> Diarizer:
    from mentor.engines.diarization.sherpa_onnx_engine import SherpaOnnxDiarizer

    return SherpaOnnxDiarizer(settings.MODELS_DIR)


DIARIZERS: dict[str, Callable[[], Diarizer]] = {"sherpa-onnx": _sherpa_onnx}


@cache
def diarizer() -> Diarizer | None:
    """The engine that tells voices apart in one lane, where the settings name one."""
    return _chosen(DIARIZERS, settings.DIARIZER, "MENTOR_DIARIZER") if settings.DIARIZER else None


def speech_is_ready() -> bool:
    """Whether the recogniser's model is on the machine, or its cloud has a key; loads nothing."""
    try:
        return speech_to_text().ready()
    except ModelMissingError:
        return False
