"""Finding what to learn in Chromium: for me, by words, by ticks; and keeping it in a list."""

import re

from playwright.sync_api import expect


def test_learning_is_found_and_kept(screen):
    one = screen("employee", at="/learning")
    page = one.page
    expect(page.get_by_role("heading", name="For you")).to_be_visible()
    box = page.get_by_role("combobox", name="Title, skill or word")
    box.press_sequentially("gran")
    expect(page.get_by_role("group", name="Learning").get_by_role("option").first).to_be_visible()
    assert one.faults() == []
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator("#res-h")).to_contain_text("for “gran”")
    page.locator("#facets label", has_text="From my budget").click()
    expect(page.locator("#results .chip-on")).to_contain_text("From my budget")
    expect(page).to_have_url(re.compile("payer=budget"))
    page.get_by_role("link", name="Grants basics").click()
    expect(page.get_by_role("heading", name="Grants basics")).to_be_visible()
    expect(page.get_by_text("4.0 of 5")).to_be_visible()
    page.get_by_role("link", name="Keep in a list").click()
    page.get_by_label("A new list").fill("For the summer")
    page.get_by_role("button", name="Save").click()
    page.goto("/learning/lists")
    expect(page.get_by_role("link", name="For the summer")).to_be_visible()


def test_the_catalogue_works_on_a_phone_without_a_script(screen):
    page = screen("employee", at="/learning?q=first+aid", size="phone", script=False).page
    expect(page.locator("#results h3").first).to_contain_text("First aid")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Has a free place").check()
    page.get_by_role("button", name=re.compile("^Show ")).click()
    expect(page.locator("#results .chip-on")).to_contain_text("Has a free place")
