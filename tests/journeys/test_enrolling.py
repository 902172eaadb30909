"""From a manager's yes to the cost to the one question about a skill."""

from playwright.sync_api import expect

from tests.journeys.test_main_journey import open_notice


def test_a_cost_is_said_yes_to_and_a_skill_grows(screen):
    daniel = screen("manager", at="/notifications", size="phone")
    open_notice(daniel.page, "Maya Okafor asks for £90")
    ours = daniel.page.locator("article", has_text="Maya Okafor")
    expect(ours).to_contain_text("Left in the budget")
    ours.get_by_role("button", name="Say yes").click()
    expect(daniel.page.locator("#flash")).to_contain_text("Maya Okafor has a place")

    maya = screen("employee", at="/learning/mine")
    maya.page.get_by_role("link", name="Grants basics").click()
    page = maya.page
    page.get_by_role("button", name="I have started").click()
    expect(page.locator("#mine")).to_contain_text("In progress")
    page.get_by_role("button", name="I have done this").click()
    expect(page.locator("#mine")).to_contain_text("Done, to be confirmed")
    assert maya.faults() == []

    daniel.go("/learning/approvals")
    theirs = daniel.page.locator("article", has_text="Maya Okafor")
    theirs.get_by_role("button", name="Confirm it").click()
    expect(daniel.page.locator("#flash")).to_contain_text("Confirmed.")

    page = maya.go("/learning/mine")
    expect(page.locator("main")).to_contain_text("Set Grant writing to Learning?")
    page.locator("form.note", has_text="Grant writing").get_by_role("button", name="Yes").click()
    expect(page.locator("#flash")).to_contain_text("Set: Grant writing.")
