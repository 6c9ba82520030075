"""РОП: lost clients and a client's card."""

from __future__ import annotations

import io
import re

import openpyxl
from playwright.sync_api import Page, expect


def names(page: Page) -> list[str]:
    return page.locator("#list tbody tr th .row-link").all_inner_texts()


def test_lost_clients_are_narrowed_by_a_filter_at_once(head: Page):
    head.goto("/losses/")
    everybody = names(head)
    head.get_by_label("Менеджер").select_option(label="Олег Самсонов")
    expect(head).to_have_url(re.compile("manager="))
    expect(head.locator("#list td[data-label='Менеджер']", has_text="Денис Рябов")).to_have_count(0)
    found = names(head)
    assert found
    assert set(found) < set(everybody)
    head.reload()
    assert names(head) == found


def test_a_lost_client_is_found_by_name_and_by_phone(head: Page):
    head.goto("/losses/")
    row = head.locator("#list tbody tr").first
    name, phone = row.locator("th .row-link").inner_text(), row.locator("th span").first.inner_text()
    for words in (name, phone):
        head.goto("/losses/")
        head.get_by_label("Поиск", exact=True).last.fill(words)
        head.keyboard.press("Enter")
        expect(head).to_have_url(re.compile(r"q="))
        expect(head.locator("#list tbody tr")).to_have_count(1)
        assert names(head) == [name]


def test_a_search_that_finds_nobody_says_so_and_is_taken_back(head: Page):
    head.goto("/losses/?q=Несуществующий")
    expect(head.get_by_text("Под эти фильтры никто не подходит")).to_be_visible()
    head.get_by_role("link", name="Сбросить фильтры").click()
    assert names(head)


def test_the_export_is_a_workbook_with_the_same_clients(head: Page):
    head.goto("/losses/")
    head.get_by_label("Менеджер").select_option(label="Денис Рябов")
    expect(head).to_have_url(re.compile("manager="))
    head.reload()
    shown = names(head)
    with head.expect_download() as coming:
        head.get_by_role("link", name="Excel").click()
    assert coming.value.suggested_filename.endswith(".xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes())).active
    rows = list(sheet.iter_rows(values_only=True))
    columns = {title: at for at, title in enumerate(rows[0])}
    assert [row[columns["Клиент"]] for row in rows[1:]] == shown
    assert {row[columns["Менеджер"]] for row in rows[1:]} == {"Денис Рябов"}
    advised = [row[columns["Рекомендация"]] for row in rows[1:] if row[columns["Рекомендация"]]]
    assert advised
    assert all("Рекомендуется перезвонить и сказать следующее: «" in text for text in advised)


def test_a_clients_card_tells_the_story_from_the_newest(head: Page):
    head.goto("/losses/?scope=returned")
    head.locator("#list tbody th .row-link").first.click()
    story = head.get_by_role("list", name="История")
    expect(story).to_contain_text("Клиент потерян")
    expect(story).to_contain_text("Рекомендация")
    expect(story).to_contain_text(re.compile("Оплата|оплата"))
    expect(head.locator(".facts")).to_contain_text(re.compile(r"\d\s₽"))
    story.locator("a", has_text=re.compile("звонок", re.I)).last.click()
    expect(head).to_have_url(re.compile(r"/calls/\d+/"))


def test_the_list_is_walked_by_keys(head: Page):
    head.goto("/losses/")
    second = names(head)[1]
    head.keyboard.press("j")
    head.keyboard.press("j")
    head.keyboard.press("Enter")
    expect(head).to_have_url(re.compile(r"/clients/\d+/"))
    expect(head.get_by_role("heading", level=1)).to_have_text(second)
