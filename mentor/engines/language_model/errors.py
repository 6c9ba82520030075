"""Why a language model gave no answer that can be kept. Every one of them sends the work to the local engine."""

from __future__ import annotations

from ..errors import EngineError


class NoAnswerError(EngineError):
    """The endpoint failed, or what it said twice could not be used. The message is the reason, in Russian."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)


class BudgetError(NoAnswerError):
    """The company's money for this month is spent."""


class TooLongError(NoAnswerError):
    """The request does not fit into the model's window."""
