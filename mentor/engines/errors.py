"""What every engine raises. An engine error is never swallowed and never looks like a result."""

from __future__ import annotations


class EngineError(Exception):
    """An engine could not answer.

    ``permanent`` says whether trying again with the same input can help: a broken recording is permanent,
    a model that is still loading or an endpoint that timed out is not.
    """

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent


class ModelMissingError(EngineError):
    """The model that this engine needs is not on the machine; the call waits for it."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)
