"""Ключи API: made, shown once, revoked."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mentor.companies import actions, setup_queries
from mentor.companies.middleware import CompanyRequest
from mentor.companies.models import ApiKey

from .doors import for_heads, viewer_of
from .forms.keys import KeyForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_heads
def api_keys(request: CompanyRequest) -> HttpResponse:
    """The list; a POST makes a key and shows its secret in the answer itself, so that it is kept nowhere."""
    form = KeyForm(request.POST or None)
    made: ApiKey | None = None
    secret = ""
    if request.method == "POST" and form.is_valid():
        made, secret = actions.create_api_key(name=form.cleaned_data["name"], by=viewer_of(request).user)
        form = KeyForm()
    context = {
        "form": form,
        "keys": setup_queries.api_keys(),
        "made": made,
        "secret": secret,
        "examples": _examples(request, secret) if secret else [],
    }
    return render(request, "pages/setup/api_keys.html", context, status=422 if form.errors else 200)


def _examples(request: CompanyRequest, secret: str) -> list[tuple[str, str]]:
    """Commands that work as they are: check the key, send a call with a transcript."""
    base = request.build_absolute_uri(reverse("overview")) + "api/v1"
    call = (
        '{"source": "proba", "source_call_id": "1", "direction": "out", '
        '"started_at": "2026-03-02T14:20:00+03:00", "duration_s": 95, '
        '"manager": {"extension": "101"}, "client": {"phone": "+7 912 345-67-89"}, '
        '"transcript": {"utterances": [{"speaker": "manager", "text": "Добрый день!"}, '
        '{"speaker": "client", "text": "Здравствуйте."}]}}'
    )
    return [
        ("Проверить ключ", f'curl -H "Authorization: Bearer {secret}" {base}/me'),
        (
            "Передать звонок",
            f'curl -H "Authorization: Bearer {secret}" -H "Content-Type: application/json" \\\n'
            f"  {base}/calls -d '{call}'",
        ),
    ]


@require_POST
@for_heads
def api_key_revoke(request: CompanyRequest, pk: int) -> HttpResponse:
    """The key stops working at once."""
    key = setup_queries.api_key(pk)
    if key is None:
        raise Http404
    actions.revoke_api_key(key=key, by=viewer_of(request).user)
    messages.success(request, f"Ключ «{key.name}» отозван и больше не работает.")
    return redirect("api_keys")
