from __future__ import annotations

import logging

import pytest

from mentor.core.log_secrets import HideSecretAddresses

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/hooks/telephony/TOKEN/events/summary", "/hooks/telephony/…/events/summary"),
        ("/hooks/telephony/TOKEN/", "/hooks/telephony/…/"),
        ("/invitation/TOKEN/", "/invitation/…/"),
        ("/calls/1/", "/calls/1/"),
    ],
)
def test_a_secret_address_loses_its_secret_in_the_log(path, shown):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, "%s: %s", ("Forbidden", path), None)
    assert HideSecretAddresses().filter(record)
    assert record.getMessage() == f"Forbidden: {shown}"


def test_every_line_of_the_installation_goes_through_it(settings):
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["secrets"]
