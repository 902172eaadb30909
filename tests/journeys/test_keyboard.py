"""The keyboard alone: every step can be reached, is seen, and is not lost when htmx swaps."""

import pytest
from playwright.sync_api import Page, expect

# What has the focus, in words; whether a person can see that it has; whether it is on the screen.
FOCUSED = """(() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const ringed = [e, e.parentElement].map((one) => getComputedStyle(one))
    .some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0);
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    lost: e === document.body || !e.isConnected,
    words: (e.labels?.[0] ?? e).innerText?.replace(/\\s+/g, " ").trim() ?? "",
    ring: ringed,
    shown: box.bottom > 0 && box.top < innerHeight,
    covered: box.width > 2 && top !== null && !e.contains(top) && !top.contains(e)
      && !(e.labels?.[0]?.contains(top)),
  };
})()"""


def reach(page: Page, words: str, *, back: bool = False, limit: int = 120) -> None:
    """Press Tab until the focus is on what begins with these words; each stop can be seen."""
    for _ in range(limit):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        now = page.evaluate(FOCUSED)
        if now["lost"]:  # once around, through the window's own controls
            continue
        assert now["ring"], f"no focus ring on “{now['words']}”"
        assert now["shown"], f"the focus is off the screen at “{now['words']}”"
        assert not now["covered"], f"the focus is covered at “{now['words']}”"
        if now["words"].startswith(words):
            return
    pytest.fail(f"Tab does not reach “{words}”")


def held(page: Page, words: str) -> None:
    """The focus is on this, and seen."""
    page.wait_for_function(
        "(words) => (document.activeElement.labels?.[0] ?? document.activeElement)"
        ".innerText?.replace(/\\s+/g, ' ').trim().startsWith(words)",
        arg=words,
    )
    now = page.evaluate(FOCUSED)
    assert now["ring"], f"no focus ring on “{now['words']}”"
    assert now["shown"], f"the focus is off the screen at “{now['words']}”"


def type_in(page: Page, field: str, words: str) -> None:
    reach(page, field)
    page.keyboard.press("Control+a")
    page.keyboard.type(words, delay=30)


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_role_is_found_with_arrows_and_enter(screen, size):
    one = screen(size=size)
    page = one.go("/sign-in")
    type_in(page, "Work email", "employee@demo.example")
    type_in(page, "Password", "port-ashby-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{one.url}/")
    reach(page, "Roles")
    page.keyboard.press("Enter")
    page.wait_for_url("**/roles")
    type_in(page, "Role, skill or word", "outreach")
    suggested = page.get_by_role("group", name="Roles").get_by_role("option")
    expect(suggested.filter(has_text="Health Outreach Worker")).to_be_visible()
    field = page.get_by_role("combobox", name="Role, skill or word")
    while not page.locator("[role=option][aria-selected=true]", has_text="Health").count():
        page.keyboard.press("ArrowDown")
        chosen = page.locator("[role=option][aria-selected=true]")
        expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Health Outreach Worker")


def test_filters_open_narrow_and_close(screen):
    page = screen("employee", at="/roles", size="phone").page
    page.goto("/roles?q=outreach")
    reach(page, "Filters")
    page.keyboard.press("Enter")
    reach(page, "Public Health")
    page.keyboard.press("Space")
    expect(page.locator("#results .chip-on")).to_contain_text("Public Health")
    held(page, "Public Health")
    page.keyboard.press("Escape")
    held(page, "Filters")
    reach(page, "Public Health")
    page.keyboard.press("Enter")
    expect(page.locator("#results .chip-on")).to_have_count(0)


def test_filters_close_when_the_keyboard_goes_behind_them(screen):
    page = screen("employee", at="/roles?q=outreach", size="phone").page
    reach(page, "Filters")
    page.keyboard.press("Enter")
    sheet = page.locator("#filters")
    expect(sheet).to_be_visible()
    for _ in range(80):
        page.keyboard.press("Tab")
        if not sheet.evaluate("node => node.contains(document.activeElement)"):
            break
    expect(sheet).to_be_hidden()
    assert page.evaluate("() => document.activeElement.matches('a, button, input, select')")


def test_filters_beside_the_results_keep_the_focus(screen):
    page = screen("employee", at="/roles").page
    page.goto("/roles?q=outreach")
    reach(page, "Public Health")
    page.keyboard.press("Space")
    expect(page.locator("#results .chip-on")).to_contain_text("Public Health")
    held(page, "Public Health")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_skill_is_edited_saved_and_put_back(screen, size):
    page = screen("employee", at="/me", size=size).page
    reach(page, "Edit Public speaking")
    page.keyboard.press("Enter")
    held(page, "Public speaking")
    reach(page, "Learning")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    held(page, "Skilled")
    reach(page, "Save")
    page.keyboard.press("Enter")
    held(page, "Undo")
    row = page.locator("#skills > li", has_text="Public speaking")
    expect(row.locator(".level")).to_have_text("Skilled")
    page.keyboard.press("Enter")
    held(page, "Public speaking")
    expect(row.locator(".level")).to_have_text("Learning")
    reach(page, "Edit Public speaking")
    page.keyboard.press("Enter")
    held(page, "Public speaking")
    reach(page, "Cancel")
    page.keyboard.press("Enter")
    held(page, "Public speaking")


def test_a_skill_is_added_by_arrows_and_what_is_wrong_is_led_to(screen):
    page = screen("employee", at="/me").page
    type_in(page, "Add a skill", "negot")
    expect(page.get_by_role("option", name="Negotiation")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Add a skill")).to_have_value("Negotiation")
    page.keyboard.press("Enter")
    expect(page.locator("#skills-count")).to_have_text("16")
    assert not page.evaluate(FOCUSED)["lost"]
    page.locator("#add").focus()
    page.keyboard.type("lighthouse keeping")
    page.keyboard.press("Enter")
    expect(page.locator("#add-e")).to_be_visible()
    held(page, "Add a skill")


def test_an_aim_is_added_and_removed_and_the_page_saved(screen):
    page = screen("employee", at="/me/aspirations").page
    type_in(page, "Add a role or a kind of work", "librari")
    expect(page.get_by_role("option", name="Librarian").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#targets li.target")).to_have_count(3)
    assert not page.evaluate(FOCUSED)["lost"]
    reach(page, "Remove Librarian")
    page.keyboard.press("Enter")
    expect(page.locator("#targets li.target")).to_have_count(2)
    assert not page.evaluate(FOCUSED)["lost"]
    reach(page, "Save my aspirations")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_contain_text("Your aspirations are saved.")


def test_a_mentor_answers_and_the_focus_stays_with_the_answer(screen):
    page = screen("mentor", at="/mentorship").page
    reach(page, "Say no kindly")
    page.keyboard.press("Enter")
    reach(page, "Send my answer")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.activeElement.closest('.has-err')")
    now = page.evaluate(FOCUSED)
    assert now["ring"], now
    page.keyboard.press("Space")
    reach(page, "Send my answer")
    page.keyboard.press("Enter")
    expect(page.locator("#flash")).to_contain_text("Your answer is on its way")
    page.wait_for_timeout(200)
    assert not page.evaluate(FOCUSED)["lost"]
    assert page.evaluate("document.activeElement.closest('article') !== null")
