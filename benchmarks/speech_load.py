"""Calls with recordings recognised at once, and how quickly pages answer meanwhile. Part of ``benchmarks speech``."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator

from mentor.engines.speech_to_text.miniature import NAME
from tests.installation import Installation

from . import place, report, talks

LIMIT_PAGE_MS = 300.0
PAGES = ("/", "/calls/", "/losses/", "/managers/")


def at_once(calls: int, recording: Callable[[int], bytes]) -> None:
    """Calls recognised while somebody reads pages; ``recording``: the WAV of a call by its number."""
    with place.folder() as data_dir:
        installation = Installation(
            data_dir, extra={"MENTOR_SPEECH_MODEL": NAME, "MENTOR_LOG_LEVEL": "WARNING"}
        )
        try:
            installation.start(within=300.0)
            made = place.inside(data_dir, "company")
            idle = pages(installation, made["company"], until=ended_after(10))
            for number in range(calls):
                post(installation, made["key"], number, recording(number))
            began, left = time.monotonic(), threading.Event()
            done: list[float] = []
            watcher = threading.Thread(
                target=watch, args=(installation, made["company"], calls, began, done, left)
            )
            watcher.start()
            busy = pages(installation, made["company"], until=left.is_set)
            watcher.join()
        finally:
            installation.stop()
    show_at_once(calls, done, idle, busy)


def show_at_once(calls: int, done: list[float], idle: list[float], busy: list[float]) -> None:
    p95 = report.percentile(busy, 0.95)
    print(
        f"{calls} calls at once: all worked through after {max(done):.0f} s, the first after {min(done):.0f} s"
    )
    print(
        f"pages meanwhile ({len(busy)}): p50 {report.median(busy):.0f} ms, p95 {p95:.0f} ms, "
        f"limit {LIMIT_PAGE_MS:.0f}: {report.at_most(p95, LIMIT_PAGE_MS)}; "
        f"before, p95 {report.percentile(idle, 0.95):.0f} ms\n"
    )


def ended_after(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds
    return lambda: time.monotonic() >= end


def post(installation: Installation, key: str, number: int, recording: bytes) -> None:
    call = json.loads(talks.body(number, "at-once"))
    call.pop("transcript")
    edge = "edge-of-a-part"
    head = (
        f'--{edge}\r\nContent-Disposition: form-data; name="call"\r\n\r\n{json.dumps(call)}\r\n--{edge}\r\n'
    )
    head += 'Content-Disposition: form-data; name="recording"; filename="call.wav"\r\nContent-Type: audio/wav\r\n\r\n'
    body = head.encode() + recording + f"\r\n--{edge}--\r\n".encode()
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)
    kind = f"multipart/form-data; boundary={edge}"
    connection.request(
        "POST", "/api/v1/calls", body, {"Authorization": f"Bearer {key}", "Content-Type": kind}
    )
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 202:
        raise RuntimeError(f"{answer.status}: {said.decode()}")
    connection.close()


def watch(
    installation: Installation,
    company: int,
    calls: int,
    began: float,
    done: list[float],
    left: threading.Event,
) -> None:
    """When each call was worked through, seconds; looks every two seconds, in a process of its own each time."""
    code = (
        "from mentor.calls.models import Call, CallState\nfrom mentor.core.tenancy import company_scope\n"
        f"with company_scope({company}):\n"
        "    print(Call.objects.exclude(state__in=(CallState.PROCESSING, CallState.FETCHING)).count())"
    )
    try:
        while len(done) < calls and time.monotonic() - began < 600:
            finished = int(installation.run(code).splitlines()[-1])
            done += [time.monotonic() - began] * (finished - len(done))
            time.sleep(2)  # the calls are worked through by other processes; each look starts one more
    finally:
        left.set()


def pages(installation: Installation, company: int, *, until: Callable[[], bool]) -> list[float]:
    """Milliseconds of page after page, one reader, as its session sees them."""
    cookie = session(installation, company)
    took: list[float] = []
    for path in _again(PAGES):
        if until() and took:
            return took
        connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=60)
        began = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie})
        connection.getresponse().read()
        took.append((time.perf_counter() - began) * 1000)
        connection.close()
    return took


def _again(paths: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from paths


def session(installation: Installation, company: int) -> str:
    """A cookie of the benchmark company's head, who gets a log-in when first asked for."""
    found = installation.run(
        "from django.conf import settings\nfrom django.test import Client\n"
        "from mentor.companies import actions\nfrom mentor.companies.models import Member\n"
        "from mentor.core.tenancy import company_scope\n"
        f"with company_scope({company}):\n"
        "    head = Member.objects.get(email='head@bench.example')\n"
        "    user = head.user or actions.make_login(member=head, password='bench-speech-head-1')\n"
        "client = Client()\nclient.force_login(user)\n"
        "print(settings.SESSION_COOKIE_NAME + '=' + client.cookies[settings.SESSION_COOKIE_NAME].value)"
    )
    return found.splitlines()[-1]
