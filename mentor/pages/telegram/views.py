"""Commands that Telegram brings itself. The answer to the request is the bot's answer to the person."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from .replies import reply

HEADER = "X-Telegram-Bot-Api-Secret-Token"


def secret() -> str:
    """What Telegram must show with every request: made of the token and the installation's own key."""
    return hmac.new(
        settings.SECRET_KEY.encode(), settings.TELEGRAM_TOKEN.encode(), hashlib.sha256
    ).hexdigest()


@csrf_exempt
@require_POST
def webhook(request: HttpRequest) -> HttpResponse:
    """One update. Does not exist unless the bot works this way and the sender knows the secret."""
    shown = request.headers.get(HEADER, "")
    works = settings.TELEGRAM_TOKEN and settings.TELEGRAM_MODE == "webhook"
    if not works or not hmac.compare_digest(shown.encode(), secret().encode()):
        raise Http404
    said = _said(request.body)
    if said is None:  # an edit, a photo, a group, or nothing that we know: taken, and nothing to say
        return JsonResponse({})
    chat_id, text = said
    return JsonResponse({"method": "sendMessage", "chat_id": chat_id, "text": reply(chat_id, text)})


def _said(body: bytes) -> tuple[int, str] | None:
    """(chat, text) of a private message."""
    try:
        update: Any = json.loads(body)
    except ValueError:
        return None
    message = update.get("message") if isinstance(update, dict) else None
    if not isinstance(message, dict):
        return None
    chat = message.get("chat")
    if not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    chat_id, text = chat.get("id"), message.get("text")
    return (chat_id, text) if isinstance(chat_id, int) and isinstance(text, str) else None
