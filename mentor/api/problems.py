"""Problem JSON (RFC 9457): every refusal of the API, whatever raised it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError

from mentor.calls.payload_errors import field_errors
from mentor.core.problems import Problem
from mentor.core.tenancy import OtherCompanyError

from .codes import TEXTS, TITLES

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


def http_problem(code: str, status: int, field: str = "", **facts: object) -> Problem:
    """An error of ``codes.TEXTS``."""
    return Problem(code, TEXTS[code].format(**facts), field=field, status=status)


def body_of(problem: Problem) -> dict[str, Any]:
    """The members of the problem document."""
    return {
        "type": f"urn:mentor-ai:problem:{problem.code}",
        "title": TITLES.get(problem.status, TITLES[422]),
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        "errors": [
            {"field": error.field, "code": error.code, "detail": error.detail}
            for error in field_errors(problem)
        ],
    }


def respond(problem: Problem, headers: dict[str, str] | None = None) -> HttpResponse:
    """The response that says it."""
    return JsonResponse(
        body_of(problem),
        status=problem.status,
        content_type=MEDIA_TYPE,
        headers=headers,
        json_dumps_params={"ensure_ascii": False},
    )


def too_large(limit_bytes: int) -> Problem:
    return http_problem("body_too_large", 413, limit=max(1, limit_bytes // 1024**2))


def _of_problem(_request: HttpRequest, error: Problem) -> HttpResponse:
    return respond(error)


def _of_authentication(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    code = (
        "key_unknown"
        if request.headers.get("Authorization", "").lower().startswith("bearer ")
        else "key_missing"
    )
    return respond(http_problem(code, 401), {"WWW-Authenticate": 'Bearer realm="mentor.ai"'})


def _of_parameters(_request: HttpRequest, _error: ValidationError) -> HttpResponse:
    # the only parameters are ids in paths: one that is no id names nothing
    return respond(http_problem("not_found", 404))


def _of_not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return respond(http_problem("not_found", 404))


def _of_other_company(_request: HttpRequest, _error: OtherCompanyError) -> HttpResponse:
    return respond(http_problem("other_company", 403))


def _of_request(_request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return respond(http_problem("body_too_large", 413, limit=8))
    if isinstance(error, MultiPartParserError | TooManyFilesSent | TooManyFieldsSent | UnreadablePostError):
        return respond(http_problem("malformed_multipart", 400))
    return respond(http_problem("bad_request", 400))


def _of_database(_request: HttpRequest, error: Exception) -> HttpResponse:
    logger.warning("the database is not there: %s", error)
    return respond(http_problem("unavailable", 503), {"Retry-After": "5"})


def _of_anything(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s failed", request.method, request.path, exc_info=error)
    return respond(http_problem("server_error", 500))


def install(api: NinjaAPI) -> None:
    """Answer every exception of ``api`` with a problem document; the most special class wins."""
    handlers: tuple[tuple[type[Exception], Callable[..., HttpResponse]], ...] = (
        (Problem, _of_problem),
        (AuthenticationError, _of_authentication),
        (ValidationError, _of_parameters),
        (Http404, _of_not_found),
        (OtherCompanyError, _of_other_company),
        (RequestDataTooBig, _of_request),
        (TooManyFilesSent, _of_request),
        (TooManyFieldsSent, _of_request),
        (MultiPartParserError, _of_request),
        (UnreadablePostError, _of_request),
        (BadRequest, _of_request),
        (OperationalError, _of_database),
        (InterfaceError, _of_database),
        (Exception, _of_anything),
    )
    for kind, handler in handlers:
        api.add_exception_handler(kind, handler)
