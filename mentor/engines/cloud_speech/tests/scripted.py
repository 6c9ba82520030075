"""Speech services that answer by script, without a network: behind the real client."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

Script = Callable[[httpx.Request], httpx.Response]


class Cloud:
    """``answers``: for «METHOD path», replies in order, the last one again and again; exceptions are raised."""

    def __init__(self) -> None:
        self.answers: dict[str, list[Any]] = {}
        self.asked: list[httpx.Request] = []
        self.pauses: list[float] = []
        self.client = httpx.Client(transport=httpx.MockTransport(self._answer))

    def on(self, route: str, *replies: Any) -> None:
        self.answers[route] = list(replies)

    def bodies(self, route: str) -> list[Any]:
        return [json.loads(one.content) for one in self.asked if self._route(one) == route]

    def count(self, route: str) -> int:
        return sum(self._route(one) == route for one in self.asked)

    @staticmethod
    def _route(request: httpx.Request) -> str:
        return f"{request.method} {request.url.path}"

    def _answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.asked.append(request)
        queue = self.answers[self._route(request)]
        reply = queue.pop(0) if len(queue) > 1 else queue[0]
        if isinstance(reply, Exception):
            raise reply
        if isinstance(reply, httpx.Response):
            return reply
        if isinstance(reply, int):
            return httpx.Response(reply)
        if isinstance(reply, (bytes, str)):
            return httpx.Response(200, content=reply)
        return httpx.Response(200, json=reply)
