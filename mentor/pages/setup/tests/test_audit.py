"""Журнал: every step of an integrator, and words for all of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import get_resolver, reverse

from mentor.companies import actions as companies
from mentor.companies.models import AuditEntry
from mentor.pages.setup import audit_words

pytestmark = pytest.mark.django_db


def trail(action):
    return list(AuditEntry.objects.filter(action=action).order_by("id"))


def test_each_page_an_integrator_opens_is_on_record(integrator_client, integrator, world, scope):
    integrator_client.get(reverse("people"), {"q": "секрет"})
    integrator_client.get(reverse("person", args=[world.manager.pk]))
    seen = trail("page.viewed")
    assert [entry.subject for entry in seen] == ["people", f"person:{world.manager.pk}"]
    assert {entry.user for entry in seen} == {integrator}
    assert "секрет" not in str([entry.details for entry in seen]), "values of a query are nobody's business"


def test_what_an_integrator_sends_is_on_record(integrator_client, world, scope):
    integrator_client.post(reverse("person_off", args=[world.manager.pk]))
    assert [entry.subject for entry in trail("form.sent")] == [f"person_off:{world.manager.pk}"]
    assert len(trail("member.switched_off")) == 1


def test_what_was_not_shown_is_not_on_record(integrator_client, scope):
    integrator_client.get(reverse("person", args=[10**9]))
    assert trail("page.viewed") == []


def test_pages_of_the_company_s_own_people_are_not_noted(head_client, manager_client, scope):
    head_client.get(reverse("people"))
    manager_client.get(reverse("calls"))
    assert trail("page.viewed") == []


def test_changes_come_first_and_looks_are_a_click_away(head_client, integrator_client, world, scope):
    integrator_client.get(reverse("people"))
    companies.exclude_number(phone="+79000000777", reason="склад", by=world.head.user)
    page = head_client.get(reverse("audit")).content.decode()
    assert "телефон: +7\u00a0900\u00a0000-07-77" in page
    assert "Открыта страница</span>" not in page
    looks = head_client.get(reverse("audit"), {"what": "looks"}).content.decode()
    assert "Открыта страница</span>" in looks
    assert "склад" not in looks


def test_the_trail_is_narrowed_to_a_person_and_an_action(head_client, integrator, world, scope):
    companies.exclude_number(phone="+79000000777", reason="склад", by=world.head.user)
    companies.exclude_number(phone="+79000000778", reason="курьер", by=integrator)
    mine = head_client.get(reverse("audit"), {"who": world.head.user.pk}).content.decode()
    assert ("склад" in mine, "курьер" in mine) == (True, False)
    none = head_client.get(reverse("audit"), {"action": "api_key.created"}).content.decode()
    assert "Под эти фильтры ничего не подходит" in none
    system = head_client.get(reverse("audit"), {"who": "0"}).content.decode()
    assert ("Создана компания" in system, "склад" in system) == (True, False)


def test_pages_of_the_trail_show_each_entry_once(head_client, world, scope):
    for number in range(60):
        companies.audit(user=world.head.user, action="number.excluded", phone=f"№{number:02}")
    address, found = reverse("audit"), []
    while address:
        page = head_client.get(address).content.decode()
        found += re.findall(r"№\d\d", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        address = reverse("audit") + following[1].replace("&amp;", "&") if following else ""
    assert found == [f"№{number:02}" for number in reversed(range(60))]


@pytest.mark.parametrize(
    "junk", [{"after": "x"}, {"before": "9" * 40 + "-1"}, {"who": "x"}, {"what": "?"}, {"action": "\x00"}]
)
def test_junk_in_the_address_is_no_error(junk, head_client):
    assert head_client.get(reverse("audit"), junk).status_code == 200


def test_every_audited_action_has_words():
    root = Path(settings.BASE_DIR) / "mentor"
    sources = [
        path for path in root.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts
    ]
    codes = {
        code for path in sources for code in re.findall(r'action="([a-z_]+\.[a-z_]+)"', path.read_text())
    }
    assert codes
    assert codes - set(audit_words.ACTIONS) == set()


def test_every_page_of_a_company_has_a_name():
    outside = {"companies", "company_new", "choose_company", "no_company", "welcome", "invitation", "healthz"}
    parts = {"call_audio", "call_peaks"}
    own = {
        str(name)
        for name in get_resolver("mentor.pages.urls").reverse_dict
        if isinstance(name, str) and not name.endswith("_status")
    }
    assert own - outside - parts - set(audit_words.PAGES) == set()
