"""Getting in: invitation, second factor, a forgotten password, sessions on other devices."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.installation import Installation

from . import totp
from .chromium import Trouble, log_in
from .conftest import OpenPage
from .people import accept, invite, link_in, log_out, mail_to


def test_an_invited_manager_sets_a_password_and_is_in(head: Page, open_page: OpenPage, demo: Installation):
    person = invite(head)
    assert link_in(mail_to(demo, person.email)[-1]) == person.link
    page = open_page()
    accept(page, person)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Мой день")
    expect(page.get_by_text("Звонков пока нет")).to_be_visible()
    head.goto("/settings/people/")
    row = head.locator("tbody tr", has_text=person.email)
    expect(row.locator("td[data-label='Вход']")).to_have_text("входит")


def test_an_invitation_works_once(head: Page, open_page: OpenPage, trouble: Trouble):
    person = invite(head)
    accept(open_page(), person)
    trouble.allow(404, 410)
    late = open_page()
    late.goto(person.link)
    expect(late.get_by_role("heading", level=1)).to_have_text("Приглашение не действует")
    expect(late.get_by_text("По этой ссылке пароль уже задан.")).to_be_visible()


def test_a_weak_password_is_refused_beside_its_field(head: Page, open_page: OpenPage, trouble: Trouble):
    person = invite(head)
    trouble.allow(422)
    page = open_page()
    page.goto(person.link)
    page.get_by_label("Пароль", exact=True).fill("12345")
    page.get_by_label("Пароль ещё раз").fill("12345")
    page.get_by_role("button", name="Задать пароль и войти").click()
    field = page.locator(".field", has=page.get_by_label("Пароль", exact=True))
    expect(field.locator(".field-error").first).to_contain_text(re.compile("корот|прост|цифр", re.I))
    accept(page, person)


def test_a_second_factor_is_asked_for_at_the_next_log_in(head: Page, open_page: OpenPage, trouble: Trouble):
    person = invite(head)
    page = open_page()
    accept(page, person)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Включить").click()
    secret = page.locator("code").inner_text()
    page.get_by_label("Код из приложения").fill(totp.code(secret))
    page.get_by_role("button", name="Включить").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Приложение с кодами")
    page.goto("/accounts/2fa/")
    expect(page.get_by_text("включено", exact=True)).to_be_visible()
    log_out(page)
    log_in(page, person.email, person.password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Код входа")
    trouble.allow(403)
    refused = page.context.request.get("/my/day/", max_redirects=0)
    assert refused.status == 302  # a password alone opens nothing
    page.get_by_label("Код").fill(totp.code(secret))
    page.get_by_role("button", name="Войти", exact=True).click()
    page.wait_for_url(re.compile(r"/(my/day/)?$"))


def test_a_forgotten_password_is_set_anew_by_mail(head: Page, open_page: OpenPage, demo: Installation):
    person = invite(head)
    accept(open_page(), person)
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Забыли пароль?").click()
    page.get_by_label("Эл. почта").fill(person.email)
    page.get_by_role("button", name="Прислать ссылку").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")
    page.goto(link_in(mail_to(demo, person.email)[-1]))
    page.get_by_label("Новый пароль").fill("другие-окна-2027")
    page.get_by_label("Ещё раз").fill("другие-окна-2027")
    page.get_by_role("button", name="Сохранить пароль").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Пароль изменён")
    log_in(page, person.email, "другие-окна-2027")
    expect(page.get_by_role("heading", level=1)).to_have_text("Мой день")


def test_a_letter_to_nobody_is_not_told_apart(open_page: OpenPage, demo: Installation):
    page = open_page()
    page.goto("/accounts/password/reset/")
    page.get_by_label("Эл. почта").fill("nobody@yasny-vid.example")
    page.get_by_role("button", name="Прислать ссылку").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Проверьте почту")
    assert all("http" not in letter for letter in mail_to(demo, "nobody@yasny-vid.example"))


def test_a_session_on_another_device_is_seen_and_ended(head: Page, open_page: OpenPage):
    person = invite(head)
    here, there = open_page(), open_page()
    accept(here, person)
    log_in(there, person.email, person.password)
    here.goto("/accounts/sessions/")
    expect(here.locator("tbody tr")).to_have_count(2)
    expect(here.locator("tbody tr", has_text="это устройство")).to_have_count(1)
    here.get_by_role("button", name="Завершить остальные сеансы").click()
    expect(here.locator("tbody tr")).to_have_count(1)
    there.goto("/")
    expect(there.get_by_role("button", name="Войти")).to_be_visible()
    here.goto("/")
    expect(here.get_by_role("heading", level=1)).to_have_text("Мой день")


def test_a_wrong_password_says_so_and_keeps_the_address(open_page: OpenPage, trouble: Trouble):
    trouble.allow(400, 422)
    page = open_page()
    page.goto("/accounts/login/")
    page.get_by_label("Эл. почта").fill("lebedeva@yasny-vid.example")
    page.get_by_label("Пароль", exact=True).fill("не тот пароль")
    page.get_by_role("button", name="Войти").click()
    expect(page.locator("main")).to_contain_text(re.compile("не подходят|неверн|не совпад|неправильн", re.I))
    expect(page.get_by_label("Эл. почта")).to_have_value("lebedeva@yasny-vid.example")
