"""РОП: the first page and the team."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

FIGURES = ["Конверсия сейчас", "Прошлый месяц", "Разница", "Возвращено клиентов", "Принесла система"]


def numbers(cells: Locator) -> list[float]:
    """The first figure of every cell, as people read it."""
    texts = cells.all_inner_texts()
    return [float(re.sub(r"[^\d,−-]", "", text.split()[0]).replace(",", ".") or "nan") for text in texts]


def test_the_first_page_shows_five_figures_with_what_they_are_compared_with(head: Page):
    head.goto("/")
    tiles = head.locator(".tiles").first.locator(".tile")
    assert tiles.locator(".tile-label").all_inner_texts() == FIGURES
    for tile in tiles.all():
        expect(tile.locator(".tile-value")).to_have_text(re.compile(r"\d"))
        assert tile.locator(".tile-compare, .tile-note").count() > 0


def test_the_money_is_explained_by_its_formula_to_the_same_sum(head: Page):
    head.goto("/")
    money = head.locator(".tile", has_text="Принесла система")
    said = money.locator(".tile-value").inner_text()
    money.get_by_role("link", name="формула").click()
    formula = head.locator("#money")
    expect(formula).to_be_in_viewport()
    expect(formula).to_contain_text("(конверсия с нами − конверсия без нас) × лиды × средний чек")
    expect(formula.locator("dt", has_text="Итого").locator("xpath=following-sibling::dd[1]")).to_have_text(
        said
    )


def test_every_rouble_of_the_sum_is_one_click_away_and_leads_to_a_payment_and_its_client(head: Page):
    head.goto("/")
    said = head.locator(".tile", has_text="Принесла система").locator(".tile-value").inner_text()
    head.get_by_role("link", name="Каждый рубль").click()
    expect(head.get_by_role("heading", level=1)).to_have_text("Деньги")
    arithmetic = head.get_by_role("table", name="Арифметика месяца")
    expect(arithmetic.get_by_role("row", name=re.compile("^Итого"))).to_contain_text(said)
    for split in ("Деньги по менеджерам", "Деньги по дням"):
        whole = head.get_by_role("table", name=split).get_by_role("row", name=re.compile("^Всего"))
        expect(whole).to_contain_text(said.lstrip("+"))
    payments = head.get_by_role("table", name="Оплаты месяца")
    payments.locator("tbody tr").first.locator("th a").click()
    head.wait_for_url(re.compile(r"/clients/\d+/"))


def test_charts_are_drawn_and_their_figures_stand_in_a_table(head: Page):
    head.goto("/")
    chart = head.locator("data-chart").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator("canvas, svg").first).to_be_visible()
    chart.get_by_text("Таблицей").click()
    expect(chart.get_by_role("columnheader", name="Конверсия")).to_be_visible()


def test_the_team_is_sorted_by_a_click_and_by_the_keyboard(head: Page):
    head.goto("/managers/?period=nine_weeks")
    table = head.locator("heat-table")
    calls = table.locator("tbody td[data-label='Звонки']")
    by_calls = table.get_by_role("button", name="Звонки")
    by_calls.click()
    expect(table.locator("th[aria-sort='descending']")).to_have_text(re.compile("Звонки"))
    assert numbers(calls) == sorted(numbers(calls), reverse=True)
    by_calls.click()
    expect(table.locator("th[aria-sort='ascending']")).to_have_text(re.compile("Звонки"))
    assert numbers(calls) == sorted(numbers(calls))
    table.get_by_role("button", name="Менеджер").focus()
    head.keyboard.press("Enter")
    names = table.locator("tbody th .row-link").all_inner_texts()
    assert names == sorted(names)
    assert len(names) >= 3


def test_two_managers_stand_side_by_side(head: Page):
    head.goto("/managers/?period=nine_weeks")
    names = ["Марина Ковалёва", "Олег Самсонов"]
    for name in names:
        head.get_by_label(f"Сравнить: {name}").check()
    head.get_by_role("button", name="Сравнить отмеченных").click()
    table = head.get_by_role("table", name="Сравнение менеджеров")
    assert set(names) < set(table.get_by_role("columnheader").all_inner_texts())
    expect(table.get_by_role("row", name=re.compile("^Возражения"))).to_contain_text("%")


def test_comparing_one_manager_says_what_to_do(head: Page):
    head.goto("/managers/")
    head.get_by_role("button", name="Сравнить отмеченных").click()
    expect(head.get_by_text("Отметьте двух менеджеров или больше")).to_be_visible()


def test_a_phrase_on_a_managers_card_opens_the_call_at_that_moment(head: Page):
    head.goto("/managers/?period=nine_weeks")
    head.get_by_role("link", name="Олег Самсонов").click()
    phrase = head.locator("main .quote:has(a.quote-time)").first
    words = phrase.locator("q").inner_text()
    moment = phrase.locator("a.quote-time").inner_text().strip().split()[0]
    phrase.locator("a.quote-time").click()
    head.wait_for_url(re.compile(r"/calls/\d+/#t=\d"))
    expect(head.locator("call-player [data-now]")).to_have_text(moment)
    row = head.locator(".utterance.is-playing")
    expect(row).to_be_in_viewport()
    expect(row).to_contain_text(words.strip("…").split("…")[0])
