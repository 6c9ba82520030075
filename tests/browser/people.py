"""People who come by invitation, so that a test may change their password and sessions."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.installation import Installation


@dataclass(frozen=True)
class Newcomer:
    """``link`` is the invitation's address as the head sees it."""

    name: str
    email: str
    link: str
    password: str = "ветер-и-стёкла-2026"


def invite(head: Page, name: str = "Нина Садовская") -> Newcomer:
    """The head adds a manager and invites."""
    email = f"newcomer-{secrets.token_hex(4)}@yasny-vid.example"
    head.goto("/settings/people/new/")
    head.get_by_label("Имя и фамилия").fill(name)
    head.get_by_label("Эл. почта").fill(email)
    head.get_by_role("button", name="Добавить").click()
    expect(head.get_by_role("heading", level=1)).to_have_text(name)
    head.get_by_role("button", name="Пригласить").click()
    link = head.locator("code").first.inner_text()
    return Newcomer(name, email, link)


def accept(page: Page, person: Newcomer) -> None:
    """The invited person sets a password and is in."""
    page.goto(person.link)
    page.get_by_label("Пароль", exact=True).fill(person.password)
    page.get_by_label("Пароль ещё раз").fill(person.password)
    page.get_by_role("button", name="Задать пароль и войти").click()
    page.wait_for_url(re.compile(r"(/my/day/|/welcome/|/)$"))


def log_out(page: Page) -> None:
    page.locator("summary", has_text="меню пользователя").click()
    page.get_by_role("button", name="Выйти").click()
    expect(page.get_by_role("button", name="Войти")).to_be_visible()


def mail_to(demo: Installation, email: str) -> list[str]:
    """Texts of the letters to this address, oldest first."""
    found = []
    for path in sorted(Path(demo.folder / "mail").glob("*"), key=lambda each: each.stat().st_mtime_ns):
        for part in re.split(rb"^-{79}\n", path.read_bytes(), flags=re.M):
            letter = message_from_bytes(part, policy=policy.default)
            if letter["To"] and email in letter["To"]:
                body = letter.get_body()
                assert body is not None
                found.append(str(body.get_content()))
    return found


def link_in(text: str) -> str:
    found = re.search(r"https?://\S+", text)
    assert found, text
    return found.group()
