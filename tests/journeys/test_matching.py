"""Roles for me with their reasons, and people who are open to approaches beside a role."""

from playwright.sync_api import expect


def test_a_role_is_shown_with_reasons_and_put_aside(screen):
    maya = screen("employee", at="/", size="phone")
    page = maya.page
    page.get_by_role("link", name="See all of them").click()
    expect(page.get_by_role("heading", name="Roles for you")).to_be_visible()
    card = page.locator("main article").first
    expect(card).to_contain_text("It is like Permit Officer, your role today")
    title = card.locator("h3").inner_text()
    assert maya.faults() == []
    assert maya.sideways() <= 0
    card.get_by_role("button", name="Not interested").click()
    expect(card).to_contain_text("You put this role aside.")
    page.reload()
    expect(page.locator("main article h3").first).not_to_have_text(title)
    maya.go("/")
    expect(page.locator("#match-h")).to_be_visible()
    expect(page.locator(".shelf h3", has_text=title)).to_have_count(0)


def test_a_manager_finds_who_told_them_that_they_are_open(screen):
    daniel = screen("manager", at="/", size="phone")
    page = daniel.go("/roles?q=branch+supervisor")
    page.locator("main h3 a").first.click()
    page.get_by_role("link", name="See who is open to approaches").click()
    expect(page.get_by_role("heading", name="People open to approaches")).to_be_visible()
    page.get_by_label("Department").select_option(label="Permits and Licensing")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("main .rows")).to_contain_text("Maya Okafor")
    assert daniel.faults() == []
    assert daniel.sideways() <= 0
