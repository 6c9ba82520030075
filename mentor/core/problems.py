"""Errors a person can act on: a stable code, the field, and plain Russian words (RFC 9457 at the API)."""

from __future__ import annotations


class Problem(Exception):  # noqa: N818 - the RFC's word
    """Input that cannot be taken as it is.

    ``code`` never changes; ``field`` names what is wrong, in the sender's own terms; ``detail`` says what happened
    and what to do. ``status`` is the HTTP status an API answers with.
    """

    def __init__(self, code: str, detail: str, *, field: str = "", status: int = 422) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.field = field
        self.status = status
