"""The manager interface over TLS: whose certificate is believed, and what is said of one that is not."""

from __future__ import annotations

import asyncio
import hashlib
import ssl

from mentor.telephony.errors import TelephonyError

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
_WHY = {  # codes of X509_verify_cert
    10: "срок его действия истёк",
    18: "он самоподписанный",
    19: "его выпустил неизвестный центр",
    20: "его выпустил неизвестный центр",
    62: "он выдан на другое имя",
    64: "он выдан на другой адрес",
}


def fingerprint_of(certificate: bytes) -> str:
    """SHA-256 of a certificate (DER) as openssl prints it: ``AB:CD:…``, 32 pairs."""
    return hashlib.sha256(certificate).digest().hex(":").upper()


async def connected(address: str, port: int, *, host: str, pinned: str, limit: int) -> Streams:
    """A connection to an exchange whose certificate is believed; nothing is sent before.

    ``pinned``: the only fingerprint that is believed; empty: the certificate must be of a known authority and of
    ``host``. Raises ``TelephonyError`` with the fingerprint that came, or ``OSError``.
    """
    if pinned:
        streams = await _unverified(address, port, limit)
        shown = _shown(streams)
        if shown == pinned:
            return streams
        streams[1].close()
        raise TelephonyError("certificate_changed", permanent=True, expected=pinned, key=shown)
    try:
        context = ssl.create_default_context()
        return await asyncio.open_connection(address, port, ssl=context, server_hostname=host, limit=limit)
    except ssl.SSLCertVerificationError as error:
        streams = await _unverified(address, port, limit)
        streams[1].close()
        why = _WHY.get(error.verify_code, error.verify_message)
        raise TelephonyError("certificate", permanent=True, why=why, key=_shown(streams)) from error
    except ssl.SSLError as error:
        raise _no_tls() from error


async def _unverified(address: str, port: int, limit: int) -> Streams:
    """A connection whose certificate is yet to be looked at."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        return await asyncio.open_connection(address, port, ssl=context, limit=limit)
    except ssl.SSLError as error:
        raise _no_tls() from error


def _shown(streams: Streams) -> str:
    told: ssl.SSLObject = streams[1].get_extra_info("ssl_object")
    return fingerprint_of(told.getpeercert(binary_form=True) or b"")


def _no_tls() -> TelephonyError:
    return TelephonyError("no_tls", permanent=True)
