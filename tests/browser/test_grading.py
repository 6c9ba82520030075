"""Оценка звонков: a call is graded with the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from .chromium import Trouble


def score(page: Page, stage: str) -> str | None:
    return page.locator(f"[data-stage={stage}] input[type=radio]:checked").get_attribute("value")


def begin(page: Page, query: str) -> None:
    page.goto(f"/grading/?{query}")
    page.get_by_role("link", name="Начать").click()
    expect(page.locator("[data-stage].is-current")).to_have_count(1)


def test_a_call_is_graded_by_keyboard_and_the_next_one_comes(integrator: Page, trouble: Trouble):
    trouble.allow(422)  # a grade without its reasons
    begin(integrator, "queue=lost&mode=blind")
    first = integrator.url
    keys = integrator.keyboard
    expect(integrator.locator("input[name=outcome]:checked")).to_have_count(0)
    keys.press("q")  # the first rule of the greeting
    assert score(integrator, "greeting") == "7"
    for digit in ("=", "9", "0", "-"):
        keys.press("ArrowDown")
        keys.press(digit)
    assert [score(integrator, each) for each in ("discovery", "presentation", "objections", "closing")] == [
        "10",
        "9",
        "0",
        "none",
    ]
    keys.press("z")
    integrator.locator(".utterance").nth(2).locator("span").last.click()
    keys.press("g")
    expect(integrator.locator("[data-marks] li")).to_have_count(1)
    keys.press("Control+Enter")  # two scores are not the rules': nothing may be kept silently
    expect(integrator.get_by_text("Оценка не сохранена")).to_be_visible()
    expect(integrator.locator("[data-marks] li")).to_have_count(1)
    for stage in ("presentation", "objections"):
        integrator.locator(f"[name=comment-{stage}]").fill("по впечатлению от разговора")
    keys.press("Control+Enter")
    integrator.wait_for_url(lambda url: url.split("?")[0] != first.split("?")[0])
    expect(integrator.get_by_text(re.compile("рекомендация отозвана|Оценка сохранена"))).to_be_visible()
    integrator.goto(first.split("?")[0] + "versions/")
    row = integrator.get_by_role("row", name=re.compile("Эксперт, версия 1"))
    expect(row).to_contain_text("вслепую")
    expect(row).to_contain_text("успешный")


def test_selected_words_are_marked_and_bound_to_a_rule_that_takes_its_points(integrator: Page):
    begin(integrator, "queue=new&mode=beside")
    integrator.evaluate(
        """() => {
          const words = document.querySelector('.transcript .utterance > :last-child').firstChild;
          const range = document.createRange();
          range.setStart(words, 0);
          range.setEnd(words, 6);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    before = integrator.locator("[data-marks] li").count()
    integrator.get_by_role("button", name="плохо").click()
    expect(integrator.locator("[data-marks] li")).to_have_count(before + 1)
    mark = integrator.locator("[data-marks] li").first
    rule = integrator.locator("[data-stage=greeting] input[name=rules]").first
    if rule.is_checked():
        rule.uncheck()
    mark.locator("select").select_option("no_hello")
    expect(rule).to_be_checked()
    mark.locator("select").select_option("?")
    mark.get_by_label("Какого правила не хватает").fill("перебивает клиента")
    assert '"words":"перебивает клиента"' in integrator.locator("input[name=marks]").input_value()


def test_the_keys_are_listed(integrator: Page):
    begin(integrator, "queue=new&mode=blind")
    integrator.keyboard.press("?")
    expect(integrator.get_by_role("dialog")).to_contain_text("этап не оценивается")
