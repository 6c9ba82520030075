"""Which family of engines a file door works with; a language model is set up by the environment alone."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, TextIO

from ..adviser.port import Adviser
from ..assessor.port import Assessor
from ..errors import EngineError
from ..judge.port import Judge

if TYPE_CHECKING:
    from ..language_model.client import LanguageModel

LOCAL, LANGUAGE_MODEL = "local", "language_model"
FAMILIES = (LOCAL, LANGUAGE_MODEL)
HELP = "чем работать: local (по умолчанию) или language_model (настройки MENTOR_LM_* из окружения)"


def assessor_of(family: str, environment: Mapping[str, str]) -> Assessor | None:
    """The assessor of a family; None is the door's own default. Raises ``EngineError`` for unusable settings."""
    if family == LOCAL:
        return None
    from ..language_model.assessor import LanguageModelAssessor

    return LanguageModelAssessor(_model(environment))


def adviser_of(family: str, environment: Mapping[str, str]) -> Adviser | None:
    """The adviser of a family, as ``assessor_of``."""
    if family == LOCAL:
        return None
    from ..language_model.adviser import LanguageModelAdviser

    return LanguageModelAdviser(_model(environment))


def judge_of(family: str, environment: Mapping[str, str]) -> Judge | None:
    """The judge of a family, as ``assessor_of``."""
    if family == LOCAL:
        return None
    from ..language_model.judge import LanguageModelJudge

    return LanguageModelJudge(_model(environment))


def _model(environment: Mapping[str, str]) -> LanguageModel:
    from ..language_model.client import LanguageModel
    from ..language_model.settings import settings_from

    return LanguageModel(settings_from(environment))


def say_unusable(error: EngineError, errors: TextIO | None = None) -> int:
    """Name the setting that does not hold; the door's exit status."""
    (errors or sys.stderr).write(f"{error}\n")
    return 2
