"""Which engines work here: one setting names one object. Each is built once a process, when first needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TypeVar

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from mentor.engines.adviser.port import Adviser
from mentor.engines.assessor.port import Assessor
from mentor.engines.speech_to_text.onnx_asr_engine import OnnxAsrSpeechToText


def _local_assessor() -> Assessor:
    from mentor.engines.assessor.local import LocalAssessor

    return LocalAssessor()


def _local_adviser() -> Adviser:
    from mentor.engines.adviser.local import LocalAdviser

    return LocalAdviser()


def _onnx_recogniser() -> OnnxAsrSpeechToText:
    return OnnxAsrSpeechToText(settings.SPEECH_MODEL, settings.MODELS_DIR / settings.SPEECH_MODEL)


Engine = TypeVar("Engine")
ASSESSORS: dict[str, Callable[[], Assessor]] = {"local": _local_assessor}
ADVISERS: dict[str, Callable[[], Adviser]] = {"local": _local_adviser}


def _chosen(table: dict[str, Callable[[], Engine]], name: str, setting: str) -> Engine:
    if name not in table:
        raise ImproperlyConfigured(f"{setting}={name!r}: known engines are {', '.join(sorted(table))}")
    return table[name]()


@cache
def assessor() -> Assessor:
    """The engine that judges calls."""
    return _chosen(ASSESSORS, settings.ASSESSOR, "MENTOR_ASSESSOR")


@cache
def adviser() -> Adviser:
    """The engine that writes recommendations."""
    return _chosen(ADVISERS, settings.ADVISER, "MENTOR_ADVISER")


@cache
def speech_to_text() -> OnnxAsrSpeechToText:
    """The recogniser; raises ``ModelMissingError`` while its model is not here, and looks again when asked."""
    return _onnx_recogniser()


def speech_is_ready() -> bool:
    """Whether the recogniser's model is on the machine; loads nothing."""
    return speech_to_text().ready()
