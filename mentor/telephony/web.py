"""Asking a telephony's server."""

from __future__ import annotations

from dataclasses import dataclass

from mentor.providers import web
from mentor.providers.errors import ProviderError
from mentor.providers.web import NOT_IMPLEMENTED, Answer

from .errors import TelephonyError

__all__ = ["NOT_IMPLEMENTED", "Answer", "Web"]


@dataclass(frozen=True, slots=True)
class Web(web.Web):
    """Its refusals are told in this room's words."""

    error: type[ProviderError] = TelephonyError
