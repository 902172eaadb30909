"""Maya does a step of her plan, puts the others in another order, and lets the plan rest."""

from playwright.sync_api import expect


def test_a_plan_is_followed(screen):
    window = screen("employee", at="/plan", size="desktop")
    page = window.page
    steps = page.locator("ol.path > li")
    expect(page.get_by_role("heading", name="3 of 7 steps done")).to_be_visible()
    page.get_by_role("button", name="I have done this").click()
    expect(page.get_by_role("heading", name="4 of 7 steps done")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="3 of 7 steps done")).to_be_visible()
    page.locator("li", has_text="Grants basics").drag_to(
        page.locator("li", has_text="Riverfront Festival"), target_position={"x": 60, "y": 4}
    )
    expect(page.get_by_text("The order is saved.")).to_be_visible()
    expect(steps.nth(4)).to_contain_text("Grants basics")
    page.get_by_role("link", name="Change the order").click()
    page.get_by_role("button", name="Later: Grants basics").press("Enter")
    expect(steps.nth(5)).to_contain_text("Grants basics")
    page.get_by_role("link", name="The order is right").click()
    page.get_by_role("link", name="Edit Grants basics").click()
    page.get_by_label("Hours it takes").fill("six")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Write the hours as a number")).to_be_visible()
    assert not window.faults()
    page.get_by_label("Hours it takes").fill("6.5")
    page.get_by_role("button", name="Save").click()
    expect(steps.nth(5)).to_contain_text("6.5 hours")
    page.get_by_role("button", name="Let it rest").click()
    page.get_by_role("link", name="Go on with it").click()
    page.get_by_text("Spread what is left").click()
    page.get_by_role("button", name="Show me").click()
    expect(page.get_by_role("heading", name="This is how it would be")).to_be_visible()
    assert not window.faults()
    page.get_by_role("button", name="Go on like this").click()
    expect(page.get_by_text("You go on with this plan.")).to_be_visible()
