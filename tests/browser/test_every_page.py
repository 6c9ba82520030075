"""Every section for every role: quiet console, no refused request, fits a phone, no barrier in light or dark."""

from __future__ import annotations

from typing import TypeGuard

import pytest

from mentor.demonstration.content import Demo
from tests.installation import Installation

from .conftest import States
from .tour import Seen, Stop, walk

NOTICES = ("/notices/", "/profile/notices/")
ACCOUNT = ("/accounts/password/change/", "/accounts/2fa/", "/accounts/sessions/")
READ = (
    "/",
    "/managers/",
    "/managers/compare/?m=2&m=3&period=nine_weeks",
    "/managers/2/",
    "/losses/",
    "/corrections/",
    "/trainer/",
    "/trainer/scenarios/",
    "/money/",
    "/money/statements/",
    "/money/statements/1/",
    "/managers/insights/",
    "/reports/",
    "/acceptance/",
    "/acceptance/4/",
    "/acceptance/readings/",
    "/clients/1/",
    "/calls/",
    "/calls/{lost}/",
    "/calls/{untimed}/",
    "/calls/{missed}/",
    "/attention/",
    "/attention/?show=resolved",
)
SETUP = (
    "/uploads/",
    "/settings/",
    "/settings/people/",
    "/settings/people/new/",
    "/settings/people/2/",
    "/settings/rubric/",
    "/settings/figures/",
    "/settings/api-keys/",
    "/settings/knowledge/",
    "/settings/knowledge/search/",
    "/settings/knowledge/search/?ask=дорого",
    "/settings/knowledge/presentations/",
    "/settings/knowledge/objections/",
    "/settings/knowledge/rules/",
    "/settings/knowledge/phrases/",
    "/settings/knowledge/references/",
    "/settings/audit/",
    "/settings/notices/",
)
PAGES = {
    "": ("/accounts/login/", "/accounts/password/reset/", "/invitation/no-such-link/"),
    "head": (*READ, *SETUP, *NOTICES, *ACCOUNT),
    "manager": (
        "/my/day/",
        "/my/stages/",
        "/trainer/",
        "/losses/",
        "/calls/",
        "/calls/{own}/",
        *NOTICES,
        *ACCOUNT,
    ),
    # What an integrator reads is what a head reads; the frame and the forms differ.
    "integrator": (
        "/staff/companies/",
        "/staff/companies/new/",
        "/",
        *SETUP,
        "/settings/rubric/new-rule/",
        "/grading/",
        "/grading/{lost}/?mode=blind",
        "/grading/{own}/?mode=beside",
        "/grading/agreement/",
        "/grading/proposals/",
        "/grading/reassess/",
    ),
}


@pytest.fixture(scope="session")
def places(call_ids: dict[str, int], story: Demo) -> dict[str, int]:
    """Calls that pages of the list stand for."""
    live = [call for call in story.calls if call.purpose == "live"]
    spoken = [call for call in live if call.utterances]
    wanted = {
        "lost": next(call for call in spoken if call.manager == "Олег Самсонов"),
        "own": next(call for call in spoken if call.manager == "Марина Ковалёва"),
        "untimed": next(call for call in spoken if call.transcript == "untimed"),
        "missed": next(call for call in live if not call.utterances),
    }
    return {name: call_ids[call.id] for name, call in wanted.items()}


def addressed(role: str, path: str, places: dict[str, int]) -> Stop:
    refused = () if role else (404, 410)  # the invitation that there is not
    return Stop(role, path.format(**places), frozenset(refused))


@pytest.fixture(scope="module")
def seen(
    request: pytest.FixtureRequest, demo: Installation, states: States, places: dict[str, int]
) -> dict[Stop, Seen]:
    """Every page that this run asks for, visited in one tour."""
    asked = [item.callspec.params for item in request.session.items if is_of_a_page(item)]
    stops = [addressed(str(each["role"]), str(each["path"]), places) for each in asked]
    return walk(demo.address, states, stops)


def is_of_a_page(item: pytest.Item) -> TypeGuard[pytest.Function]:
    return isinstance(item, pytest.Function) and item.function is test_a_page_is_whole


@pytest.mark.parametrize(("role", "path"), [(role, path) for role, paths in PAGES.items() for path in paths])
def test_a_page_is_whole(seen: dict[Stop, Seen], places: dict[str, int], role: str, path: str):
    page = seen[addressed(role, path, places)]
    if page.error:
        raise page.error
    assert page.barriers == {"light": [], "dark": []}
    assert page.content <= page.screen, "scrolls sideways on a phone"
    assert page.trouble.found == []
