"""Maya looks at the map, goes through it with the keyboard, and asks for another way."""

import pytest
from playwright.sync_api import expect


def test_the_map_is_read_with_the_keyboard_and_as_a_table(screen):
    window = screen("employee", at="/", size="desktop")
    page = window.page
    page.get_by_role("link", name="Where people go from here").click()
    expect(page.get_by_role("heading", name="Career map", level=1)).to_be_visible()
    picture = page.get_by_role("group", name="Career map")
    here = picture.get_by_role("link", name="Permit Officer You are here")
    here.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(here).to_be_focused()
    expect(picture.get_by_role("link", name="one of my aims")).to_have_count(2)
    page.get_by_text("Show the map as a table").click()
    expect(page.get_by_role("row", name="Permit Officer Community Outreach")).to_be_visible()
    assert not window.faults()
    page.get_by_label("Show").select_option("Digital and data")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_role("heading", name="Digital and data")).to_be_visible()
    page.get_by_role("group", name="Career map").get_by_role("link").first.focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url("/roles/map")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_another_way_goes_by_another_role(screen, script):
    window = screen("employee", at="/roles/map", size="phone", script=script)
    page = window.page
    expect(page.get_by_role("heading", name="Other ways from here")).to_be_visible()
    page.get_by_role("link", name="Ways to Community Partnerships Manager").click()
    ways = page.get_by_role("heading", level=2)
    expect(ways.first).to_have_text("By Community Outreach Coordinator")
    page.get_by_role("link", name="Another way without Community Outreach Coordinator").click()
    expect(page.get_by_role("heading", name="Left out")).to_be_visible()
    expect(page.get_by_role("heading", name="By Community Outreach")).to_have_count(0)
    if script:
        assert not window.faults()
    page.get_by_role("link", name="let ways go by it again").click()
    expect(ways.first).to_have_text("By Community Outreach Coordinator")
