"""The manager interface over TLS: a certificate is believed by fingerprint or authority, else nothing is said."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.utils import timezone

from mentor.telephony.errors import TelephonyError
from mentor.telephony.provider import Account
from mentor.telephony.providers.asterisk import PROVIDER
from mentor.telephony.web import Web

from .manager import SECRET, USER, Manager
from .test_asterisk import Asterisk

pytestmark = pytest.mark.unit


@pytest.fixture
def certificate(tmp_path):
    """A server's context, and the fingerprint of the self-signed certificate made for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "pbx.test")])
    now = timezone.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "pbx.pem"
    closed = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    pem.write_bytes(closed + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    return context, made.fingerprint(hashes.SHA256()).hex(":").upper()


@pytest.fixture
def check(tmp_path):
    """«Проверить подключение» of an exchange with these settings, while ``manager`` answers."""
    (tmp_path / "monitor").mkdir()

    async def asked(manager: Manager, settings: dict[str, str]) -> str:
        async with manager:
            plain = Asterisk().settings() | {"cdr": "", "ami_user": USER, "ami": manager.address} | settings
            account = Account(
                1, plain, {"ami_secret": SECRET}, ZoneInfo("UTC"), Web(("127.0.0.1",)), tmp_path
            )
            return await asyncio.to_thread(PROVIDER.check, account)

    return lambda manager, **settings: asyncio.run(asked(manager, settings))


def test_a_certificate_of_ones_own_is_believed_by_its_fingerprint(certificate, check):
    context, fingerprint = certificate
    manager = Manager(tls=context)
    assert "Asterisk 16.28.0" in check(manager, ami_tls="tls", ami_certificate=fingerprint)
    assert len(manager.logins) == 1


def test_a_certificate_nobody_vouches_for_is_named_and_hears_nothing(certificate, check):
    context, fingerprint = certificate
    manager = Manager(tls=context)
    with pytest.raises(TelephonyError, match=f"самоподписанный.*{fingerprint}"):
        check(manager, ami_tls="tls")
    other = "00:" + fingerprint[3:] if not fingerprint.startswith("00") else "11:" + fingerprint[3:]
    with pytest.raises(TelephonyError, match=f"ждали {other}, пришёл {fingerprint}.*Ничего не передано"):
        check(manager, ami_tls="tls", ami_certificate=other)
    assert manager.logins == []


def test_a_certificate_of_a_known_authority_must_be_of_the_host(certificate, check, monkeypatch, tmp_path):
    context, _ = certificate
    believing = ssl.create_default_context(cafile=str(Path(tmp_path) / "pbx.pem"))
    monkeypatch.setattr(ssl, "create_default_context", lambda: believing)
    with pytest.raises(TelephonyError, match="выдан на другой адрес"):
        check(Manager(tls=context), ami_tls="tls")
    believing.check_hostname = False
    assert "Asterisk 16.28.0" in check(Manager(tls=context), ami_tls="tls")


@pytest.mark.parametrize("pinned", ["", "AB:" * 31 + "AB"])
def test_an_exchange_without_tls_on_that_port_is_told_in_words(check, pinned):
    with pytest.raises(TelephonyError, match="говорит без TLS"):
        check(Manager(), ami_tls="tls", ami_certificate=pinned)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("sha256 Fingerprint=ab:" + "CD:" * 30 + "ef", "AB:" + "CD:" * 30 + "EF"),
        ("ab" * 32, ":".join(["AB"] * 32)),
        ("", ""),
        ("SHA1:ab:cd", None),
    ],
)
def test_a_fingerprint_is_taken_as_openssl_prints_it(typed, kept):
    form = PROVIDER.form(Asterisk().settings() | {"title": "АТС", "ami_certificate": typed})
    form.is_valid()
    assert form.cleaned_data.get("ami_certificate") == kept
    assert ("ami_tls" in form.errors) == bool(kept), "a fingerprint without TLS protects nothing"
    assert "ami_tls" not in form.errors or typed, "a fingerprint without TLS would protect nothing"
