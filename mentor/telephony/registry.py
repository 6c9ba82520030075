"""Which providers there are: one line each."""

from __future__ import annotations

from .provider import Provider
from .providers import (
    asterisk,
    beeline,
    bitrix24,
    exolve,
    generic,
    mango,
    megafon,
    sftp,
    sipuni,
    uis,
    zadarma,
)

PROVIDERS: dict[str, Provider] = {
    each.code: each
    for each in (
        mango.PROVIDER,
        zadarma.PROVIDER,
        megafon.PROVIDER,
        uis.PROVIDER,
        sipuni.PROVIDER,
        bitrix24.PROVIDER,
        beeline.PROVIDER,
        exolve.PROVIDER,
        asterisk.PROVIDER,
        sftp.PROVIDER,
        generic.PROVIDER,
    )
}


def provider_of(code: str) -> Provider:
    """Raises KeyError for a code that nobody registered."""
    return PROVIDERS[code]
