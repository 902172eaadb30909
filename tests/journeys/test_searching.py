"""Searching in Chromium: suggestions by keyboard, counts with each tick, back, and no script."""

import re

import pytest
from playwright.sync_api import expect

COMBOBOX = """() => { const box = document.activeElement;
  const option = document.getElementById(box.getAttribute("aria-activedescendant"));
  return [box.getAttribute("aria-expanded"), option?.getAttribute("aria-selected"),
    option?.closest("[role=group]").ariaLabel, option?.innerText.split("\\n")[0]]; }"""


def test_anything_is_suggested_and_reached_by_keyboard(screen):
    one = screen("employee", at="/")
    page = one.page
    box = page.get_by_role("combobox", name="Search roles, skills and people")
    box.press_sequentially("outr")
    expect(page.get_by_role("option").first).to_be_visible()
    expect(page.get_by_role("group", name="People who mentor")).to_be_visible()
    assert one.faults() == []
    page.keyboard.press("ArrowDown")
    assert page.evaluate(COMBOBOX)[:3] == ["true", "true", "Roles"]
    page.keyboard.press("ArrowUp")
    assert page.evaluate(COMBOBOX)[2] == "Search"
    page.keyboard.press("Escape")
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("outr")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("^Roles"))).to_be_visible()
    page.get_by_role("combobox").fill("")
    page.get_by_role("combobox").press_sequentially("public spe")
    expect(page.get_by_role("group", name="Skills")).to_be_visible()
    page.get_by_role("option", name="Public speaking").click()
    expect(page.locator("#results .chip-on")).to_contain_text("Asks for Public speaking")


def test_what_moves_the_caret_leads_back_into_the_box(screen):
    page = screen("employee", at="/roles").page
    box = page.get_by_role("combobox", name="Role, skill or word")
    box.press_sequentially("outr")
    expect(page.get_by_role("option").first).to_be_visible()
    for key, caret in (("Home", 0), ("End", 4), ("ArrowLeft", 3), ("ArrowRight", 4)):
        box.press("ArrowDown")
        expect(box).to_have_attribute("aria-activedescendant", re.compile("."))
        box.press(key)
        expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
        expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
        expect(box).to_have_attribute("aria-expanded", "true")
        assert box.evaluate("box => box.selectionStart") == caret
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/roles\?q=outr(&|$)"))


COMPOSING = """box => { const key = new KeyboardEvent("keydown",
    {key: "Enter", bubbles: true, cancelable: true, isComposing: true});
  return box.dispatchEvent(key); }"""


def test_enter_means_what_is_typed_now_however_slow_the_network(screen):
    page = screen("employee", at="/roles").page
    box = page.get_by_role("combobox", name="Role, skill or word")
    box.press_sequentially("out")
    expect(page.get_by_role("option").first).to_be_visible()
    box.press("ArrowDown")
    assert box.evaluate(COMPOSING), "Enter belongs to the keyboard while it puts letters together"
    held = []
    page.route(re.compile("/suggest"), lambda route: held.append(route))
    box.press_sequentially("reach")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/roles\?q=outreach&"))


def test_a_late_answer_does_not_open_what_escape_closed(screen):
    page = screen("employee", at="/roles").page
    box = page.get_by_role("combobox", name="Role, skill or word")
    held = []
    page.route(re.compile("/suggest"), lambda route: held.append(route))
    with page.expect_request(re.compile("/suggest")):
        box.press_sequentially("outr")
    box.press("Escape")
    with page.expect_response(re.compile("/suggest")):
        held[-1].continue_()
    expect(page.locator("[role=option]").first).to_be_attached()
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(page.get_by_role("option").first).to_be_visible()


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_counts_follow_every_tick_and_back_leads_back(screen, size):
    page = screen("employee", at="/roles?q=outreach", size=size).page
    heading = page.locator("#res-h")
    before = heading.inner_text()
    if size == "phone":
        page.get_by_role("button", name="Filters").click()
    tick = page.get_by_label("Public Health")
    tick.check()
    expect(heading).not_to_have_text(before)
    expect(page.locator(".sheet-f button")).to_have_text("Show 2 roles")
    expect(page.locator("#facets")).not_to_contain_text("Library")
    assert page.evaluate("() => document.activeElement.value") == "Public Health"
    page.get_by_label("Level 4").check()
    expect(heading).to_have_text("1 role for “outreach”")
    expect(page).to_have_url(re.compile(r"/roles\?q=outreach&department=Public\+Health&level=4$"))
    expect(page).to_have_title("outreach: 1 role – Aspire")
    page.go_back()
    expect(heading).to_have_text("2 roles for “outreach”")
    expect(page.get_by_label("Level 4")).not_to_be_checked()
    page.go_back()
    expect(heading).to_have_text(before)
    page.go_forward()
    expect(heading).to_have_text("2 roles for “outreach”")


def test_the_order_changes_and_a_role_leads_back_to_the_same_place(screen):
    page = screen("employee", at="/roles").page
    page.get_by_label("Sort by").select_option(label="Closest match to me")
    expect(page.locator(".pct").first).to_have_text(re.compile("^(8|9|100)"))
    expect(page).to_have_url(re.compile(r"/roles\?sort=match$"))
    link = page.locator(".result h3 a").nth(5)
    link.scroll_into_view_if_needed()
    title, at = link.inner_text(), page.evaluate("() => scrollY")
    link.click()
    expect(page.locator("h1")).to_have_text(title)
    page.go_back()
    expect(page.locator(".result h3 a").nth(5)).to_have_text(title)
    page.wait_for_timeout(300)
    assert abs(page.evaluate("() => scrollY") - at) < 40


def test_nothing_found_helps_without_a_script(screen):
    page = screen("employee", at="/roles", size="phone", script=False).page
    page.goto("/roles?q=outreach&department=Transit&level=1&match=70")
    expect(page.locator("#res-h")).to_have_text("No roles for “outreach”")
    expect(page.get_by_role("heading", name="Fits your words")).to_be_visible()
    page.get_by_role("link", name=re.compile("Without any filter: 5 roles")).click()
    expect(page.locator("#res-h")).to_have_text("5 roles for “outreach”")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("50% or more").check()
    page.get_by_role("button", name=re.compile("^Show ")).click()
    expect(page.locator("#results .chip-on")).to_contain_text("50% or more match")
    page.get_by_role("combobox", name="Role, skill or word").fill("librarian")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#results .chip-on")).to_contain_text("50% or more match")
    expect(page.locator("#res-h")).to_contain_text("“librarian”")


@pytest.mark.parametrize("size", ["phone", "desktop"])
@pytest.mark.parametrize("address", ["/roles", "/search", "/learning"])
def test_a_word_without_end_makes_no_page_wider(screen, size, address):
    page = screen("employee", at=f"{address}?q={'a' * 10_000}", size=size).page
    expect(page.locator("main")).to_contain_text("aaaa")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
