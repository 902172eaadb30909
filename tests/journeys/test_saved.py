"""Maya saves a search, hears of a role, puts one aside and shares another with a colleague."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_search_is_saved_and_kept_in_order(screen, size):
    window = screen("employee", at="/roles", size=size)
    page = window.page
    window.go("/roles?q=permit&level=3")
    page.get_by_role("button", name="Save this search").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    assert not window.faults()
    page.get_by_role("link", name="My searches").last.click()
    row = page.get_by_role("listitem").filter(has_text="permit, Level 3")
    row.get_by_role("link", name="Change").click()
    page.get_by_label("Name").fill("Permits, one step up")
    page.get_by_text("At once", exact=True).click()
    assert not window.faults()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Permits, one step up").first).to_be_visible()
    page.get_by_role("button", name="Remove Permits").click()
    expect(page.get_by_text("Removed.")).to_be_visible()
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("link", name="Permits, one step up").first).to_be_visible()


def test_a_role_is_put_aside_with_a_reason_and_another_shared(screen):
    window = screen("employee", at="/roles", size="phone")
    page = window.page
    window.go("/roles?q=outreach")
    page.get_by_role("button", name="Not interested in Health").click()
    page.get_by_label("Why? Only you see it").select_option("place")
    assert not window.faults()
    page.get_by_role("button", name="Keep the reason").click()
    expect(page.get_by_text("Only you see your reason")).to_be_visible()
    page.get_by_role("link", name="Share Library").click()
    page.get_by_label("Name").fill("Tom")
    page.get_by_role("button", name="Find").click()
    page.locator("#share-found a").first.click()
    page.get_by_label("A short word").fill("For you?")
    page.get_by_role("button", name="Share it").click()
    expect(page.get_by_text("sees it, unless they want no shares")).to_be_visible()
    window.go("/me/not-interested")
    expect(page.get_by_label("Why").first).to_have_value("place")
