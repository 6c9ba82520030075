"""Менеджер: the day, own calls only, own stages."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from mentor.demonstration.content import Demo

from .chromium import Trouble


def test_the_day_says_whom_to_call_and_what_to_say_and_is_marked_done(manager: Page):
    manager.goto("/")
    expect(manager.get_by_role("heading", level=1)).to_have_text("Мой день")
    task = manager.locator("article.advice").first
    client = task.get_by_role("heading").inner_text()
    expect(task).to_contain_text("Что сказать")
    expect(task.locator("a[href^='tel:+7']")).to_be_visible()
    task.get_by_role("button", name="Отметить выполненной").click()
    marked = manager.locator("section", has=manager.get_by_role("heading", name="Отмечены, ждут звонка"))
    same = marked.locator("article.advice", has_text=client)
    expect(same).to_be_visible()
    expect(same.get_by_role("button", name="Отметить выполненной")).to_have_count(0)
    manager.goto("/losses/")
    row = manager.locator("#list tbody tr", has_text=client)
    expect(row.locator("td[data-label='Состояние']")).to_contain_text("отмечено, звонка нет")


def test_a_manager_sees_own_calls_and_a_strangers_call_is_not_found(
    manager: Page, call_ids: dict[str, int], story: Demo, trouble: Trouble
):
    manager.goto("/calls/")
    expect(manager.get_by_role("heading", level=1)).to_have_text("Мои звонки")
    manager.locator("#list tbody th .row-link").first.click()
    expect(manager.get_by_role("main")).to_contain_text("Марина Ковалёва")
    other = next(call.id for call in story.calls if call.manager == "Денис Рябов" and call.purpose == "live")
    trouble.allow(404)
    for address in ("/calls/{}/", "/calls/{}/audio.ogg"):
        answer = manager.goto(address.format(call_ids[other]))
        assert answer is not None
        assert answer.status == 404
    expect(manager.get_by_role("heading", level=1)).to_have_text(re.compile("нет"))
    expect(manager.locator("html")).to_have_attribute("lang", "ru")


def test_pages_of_the_head_are_closed_for_a_manager(manager: Page, trouble: Trouble):
    trouble.allow(403, 404)
    for path in ("/managers/", "/attention/", "/uploads/", "/settings/people/", "/settings/api-keys/"):
        answer = manager.goto(path)
        assert answer is not None
        assert answer.status in (403, 404), path
        expect(manager.get_by_role("heading", level=1)).not_to_have_text("")


def test_own_stages_stand_with_own_words_that_cost_points(manager: Page):
    manager.goto("/my/stages/")
    for stage in ("Приветствие", "Выявление потребностей", "Презентация", "Обработка возражений", "Закрытие"):
        expect(manager.get_by_role("heading", name=stage, exact=True)).to_be_visible()
    phrase = manager.locator("a.quote-time").first
    expect(phrase).to_be_visible()
    phrase.click()
    expect(manager).to_have_url(re.compile(r"/calls/\d+/#t="))
    expect(manager.get_by_role("main")).to_contain_text("Марина Ковалёва")
