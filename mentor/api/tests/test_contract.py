"""The API against its own description: whatever is sent, it answers as it said it would."""

from __future__ import annotations

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

pytestmark = [pytest.mark.django_db, pytest.mark.urls("mentor.api.tests.urls"), pytest.mark.slow]
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture
def description(db):
    # the end of a request must not close the connection that holds the test's transaction
    request_finished.disconnect(close_old_connections)
    request_started.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


@pytest.mark.parametrize(
    ("method", "path", "mode", "expected"),
    [
        ("GET", "/api/v1/me", GenerationMode.POSITIVE, {200}),
        ("POST", "/api/v1/calls", GenerationMode.POSITIVE, {202}),
        ("POST", "/api/v1/calls", GenerationMode.NEGATIVE, {422}),
        ("GET", "/api/v1/calls/{call_id}", GenerationMode.POSITIVE, {404}),
        ("GET", "/api/v1/calls/{call_id}", GenerationMode.NEGATIVE, {404}),
    ],
)
def test_every_answer_is_as_described(method, path, mode, expected, description, api_key):
    statuses = set()

    @settings(
        max_examples=25,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=description[path][method].as_strategy(generation_mode=mode))
    def ask(case):
        if mode == GenerationMode.POSITIVE and method == "POST":
            # a schema cannot say "not in the future" or "a manager unless missed"
            call = case.body.get("call", case.body)
            call |= {"started_at": "2026-03-02T14:20:00+03:00", "manager": {"extension": "101"}}
        response = case.call_and_validate(headers={"Authorization": f"Bearer {api_key}"}, checks=CHECKS)
        statuses.add(response.status_code)

    ask()
    assert expected <= statuses
