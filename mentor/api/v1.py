"""The public API, version 1. Described for customers' developers in ``docs/api.md``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI, Status

from mentor.calls.admission import admit, installed_rules
from mentor.calls.models import Call
from mentor.calls.reading import find_call, open_attention
from mentor.companies import queries as companies
from mentor.pipeline.actions import take_in

from . import entries, problems
from .auth import BearerKey, CallerRequest
from .bodies import body_of
from .schemas import AcceptedOut, AttentionOut, CallOut, MeOut, call_request, refusals

PREFIX = "/api/v1"
_MOST_ID = 2**63 - 1


class ProblemApi(NinjaAPI):
    """A ``NinjaAPI`` whose unknown addresses and methods are problem documents too."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        patterns, app, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _in_problems(pattern.callback)
        return [*patterns, re_path(r"^", csrf_exempt(_nothing_here))], app, namespace


def _in_problems(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except Http404:  # ninja's own root page
            return _nothing_here(request)
        if response.status_code != 405:
            return response
        allowed = response.headers.get("Allow", "")
        return problems.respond(
            problems.http_problem("method_not_allowed", 405, allowed=allowed), {"Allow": allowed}
        )

    return asked


def _nothing_here(_request: HttpRequest) -> HttpResponse:
    return problems.respond(problems.http_problem("not_found", 404))


api = ProblemApi(
    title="mentor.ai",
    version="1",
    urls_namespace="api-v1",
    description="Звонки компании: приём и состояние. Лиды, сделки и оплаты.",
    auth=BearerKey(),
    docs_url=None,  # the usual pages load their scripts from elsewhere; docs/api.md says it in Russian
)
problems.install(api)
entries.install(api)


@api.get(
    "/me",
    response=MeOut,
    operation_id="me",
    summary="Проверить ключ",
    openapi_extra={"responses": refusals(401, 405, 500, 503)},
)
def me(request: CallerRequest) -> MeOut:
    """Чей это ключ: название компании и имя ключа."""
    with request.auth.scope() as key:
        return MeOut(company=companies.company().name, key=key.name)


@api.post(
    "/calls",
    response={202: AcceptedOut, 200: AcceptedOut},
    operation_id="post_call",
    summary="Передать звонок",
    openapi_extra={
        "requestBody": call_request(),
        "responses": refusals(400, 401, 403, 405, 411, 413, 415, 422, 500, 503),
    },
)
def post_call(request: CallerRequest) -> Status[AcceptedOut]:
    """202 — звонок принят и сохранён вместе с записью и заданием; 200 — этот звонок уже есть."""
    with body_of(request) as body:
        new = admit(body.call, rules=installed_rules(), sent=body.sent)
        with request.auth.scope():
            taken = take_in(new=new)
    return Status(202 if taken.created else 200, _accepted(taken.call))


@api.get(
    "/calls/{int:call_id}",
    response=CallOut,
    operation_id="get_call",
    summary="Состояние звонка",
    openapi_extra={"responses": refusals(401, 403, 404, 405, 500, 503)},
)
def get_call(request: CallerRequest, call_id: int) -> CallOut:
    """Где звонок сейчас и чем кончился разбор."""
    with request.auth.scope():
        call = find_call(call_id) if call_id <= _MOST_ID else None
        if call is None:
            raise problems.http_problem("not_found", 404)
        return _state(call)


def _accepted(call: Call) -> AcceptedOut:
    url = f"{settings.PUBLIC_URL}{PREFIX}/calls/{call.pk}"
    return AcceptedOut(id=call.pk, source_call_id=call.source_call_id, state=call.state, url=url)


def _state(call: Call) -> CallOut:
    result = getattr(call, "result", None)
    failed = call.steps.filter(state="failed").order_by("-finished_at").first()
    return CallOut(
        **_accepted(call).dict(),
        source=call.source,
        purpose=call.purpose,
        kept_reason=call.kept_reason or None,
        outcome=result.outcome if result else None,
        lost_stage=result.lost_stage if result else None,
        scores=result.scores if result else None,
        error=failed.error if failed else None,
        attention=[AttentionOut(code=item.code, field=item.field) for item in open_attention(call)],
        received_at=call.received_at,
        assessed_at=call.assessed_at,
    )
