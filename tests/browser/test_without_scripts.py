"""What must work where scripts do not run: getting in, lists, filters, marking done."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from mentor.demonstration.content import Demo
from mentor.demonstration.setup import PASSWORD

from .chromium import log_in
from .conftest import OpenPage


@pytest.fixture
def plain_manager(open_page: OpenPage, story: Demo) -> Page:
    page = open_page(scripts=False)
    log_in(page, story.company.managers[1].email, PASSWORD)
    return page


def test_a_manager_logs_in_and_marks_a_recommendation_done(plain_manager: Page):
    expect(plain_manager.get_by_role("heading", level=1)).to_have_text("Мой день")
    task = plain_manager.locator("article.advice").first
    client = task.get_by_role("heading").inner_text()
    task.get_by_role("button", name="Отметить выполненной").click()
    marked = plain_manager.locator(
        "section", has=plain_manager.get_by_role("heading", name="Отмечены, ждут звонка")
    )
    expect(marked.locator("article.advice", has_text=client)).to_be_visible()


def test_lists_are_filtered_and_turned_by_links_and_buttons(open_page: OpenPage):
    page = open_page("head", scripts=False)
    page.goto("/calls/")
    page.get_by_label("Менеджер").select_option(label="Денис Рябов")
    page.get_by_role("button", name="Показать").first.click()
    expect(page).to_have_url(re.compile("manager="))
    names = page.locator("#list td[data-label='Менеджер']").all_inner_texts()
    assert set(names) == {"Денис Рябов"}
    page.goto("/calls/")
    first = page.locator("#list tbody th").first.inner_text()
    page.get_by_role("link", name="Дальше").click()
    expect(page.locator("#list tbody th").first).not_to_have_text(first)


def test_a_call_is_read_and_the_team_is_seen(open_page: OpenPage):
    page = open_page("head", scripts=False)
    page.goto("/managers/?period=nine_weeks")
    page.get_by_role("link", name="Олег Самсонов").click()
    page.locator("main a.quote-time").first.click()
    expect(page.locator(".utterance").first).to_be_visible()
    expect(page.get_by_role("heading", name="Почему такие баллы")).to_be_visible()
