"""The loop as a head lives it: a loss comes, its text is put right, other words confirm it, money returns; and the
same words in the opposite meaning confirm nothing."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.fixtures import LOST_TALK
from tests.installation import Installation
from tests.test_whole_loop import OPPOSITE, OTHER_WORDS, RIGHT

from .waiting import reload_until

KEY = """
from mentor.companies import actions
from mentor.core.tenancy import company_scope
with company_scope({company}):
    print(actions.create_api_key(name="Проверка", by=None)[1])
"""
Lines = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Door:
    """The company's door for calls and payments of one new client."""

    address: str
    key: str
    phone: str

    def call(self, name: str, lines: Lines, at: datetime) -> None:
        self._post(
            "calls",
            {
                "source": "loop",
                "source_call_id": f"{self.phone}-{name}",
                "direction": "out",
                "started_at": at.isoformat(),
                "duration_s": 60,
                "manager": {"extension": "101"},
                "client": {"phone": self.phone, "name": "Ирина"},
                "transcript": {"utterances": [{"speaker": who, "text": text} for who, text in lines]},
            },
        )

    def payment(self, roubles: str) -> None:
        paid = {"external_id": f"{self.phone}-paid", "amount": roubles, "client": {"phone": self.phone}}
        self._post("payments", paid | {"paid_at": datetime.now(UTC).isoformat()})

    def _post(self, name: str, body: Mapping[str, object]) -> None:
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = httpx.post(f"{self.address}/api/v1/{name}", json=body, headers=headers, trust_env=False)
        assert answer.status_code in (201, 202), answer.text


@pytest.fixture
def door(demo: Installation) -> Door:
    company = json.loads((demo.folder / "demonstration.json").read_text())["company"]
    key = demo.run(KEY.format(company=company)).strip().splitlines()[-1]
    return Door(demo.address, key, f"+7900{secrets.randbelow(10**7):07d}")


@pytest.fixture
def corrected(head: Page, door: Door) -> None:
    """A client was lost; the head has put the recommendation's words right and stands on the client's card."""
    door.call("lost", LOST_TALK, datetime.now(UTC) - timedelta(hours=1))
    head.goto(f"/losses/?q={door.phone.removeprefix('+')}")
    found = head.locator("#list tbody tr th .row-link").first
    reload_until(found)
    found.click()
    wrong = head.locator("summary", has_text="Эта рекомендация неверна")
    reload_until(wrong)
    wrong.click()
    head.get_by_label("Почему неверна").fill("Не сказано, что входит в цену")
    head.get_by_label("Правильные слова, если знаете").fill(RIGHT)
    head.get_by_role("button", name="Исправить").click()
    expect(head.locator(".advice-say")).to_contain_text("вывоз мусора")
    expect(head.locator(".sources").first).to_contain_text("правка РОПа")


@pytest.mark.usefixtures("corrected")
def test_a_loss_is_put_right_confirmed_by_other_words_and_returned_by_money(head: Page, door: Door) -> None:
    door.call("other-words", OTHER_WORDS, datetime.now(UTC))
    reload_until(head.get_by_text("рекомендация выполнена", exact=True))
    verdict = head.locator("[data-verdict]").first
    expect(verdict).to_contain_text("И платить можно частями")
    expect(verdict).to_contain_text("согласился")
    door.payment("90000.00")
    head.reload()
    expect(head.get_by_label("Путь потерянного клиента")).to_contain_text(re.compile(r"90\s000"))
    expect(head.get_by_text("вернулся и оплатил").first).to_be_visible()


@pytest.mark.usefixtures("corrected")
def test_the_same_words_in_the_opposite_meaning_are_not_confirmed(head: Page, door: Door) -> None:
    door.call("opposite", OPPOSITE, datetime.now(UTC))
    reload_until(head.get_by_text("рекомендация не выполнена", exact=True))
    verdict = head.locator("[data-verdict]").first
    expect(verdict).to_contain_text("сказано обратное")
    expect(verdict).to_contain_text("не согласился")
    expect(head.get_by_text("рекомендация выполнена", exact=True)).to_have_count(0)
