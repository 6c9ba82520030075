"""Which CRMs there are: one line each."""

from __future__ import annotations

from .provider import Provider
from .providers import amocrm, bitrix24

PROVIDERS: dict[str, Provider] = {
    each.code: each
    for each in (
        amocrm.PROVIDER,
        bitrix24.PROVIDER,
    )
}


def provider_of(code: str) -> Provider:
    """Raises KeyError for a code that nobody registered."""
    return PROVIDERS[code]
