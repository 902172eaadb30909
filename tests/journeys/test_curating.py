"""Somebody proposes a word; HR maps it to a skill; it is taken back, and nothing is lost."""

from playwright.sync_api import expect


def test_a_proposal_is_mapped_looked_at_and_taken_back(screen):
    person = screen("employee", at="/me", size="phone").page
    mine = person.locator("#skills > li")
    expect(mine.filter(has_text="Street festival licensing")).to_contain_text("New word")

    hr = screen("hr", at="/curate").page
    hr.get_by_role("link", name="4 proposals wait for an answer").click()
    hr.get_by_role("link", name="Street festival licensing").click()
    hr.get_by_role("link", name="Merge into another").click()
    hr.get_by_role("combobox", name="Name of the skill").fill("event planning")
    hr.get_by_role("option", name="Event planning").click()
    hr.get_by_role("button", name="See what it means").click()
    expect(hr.get_by_role("heading", level=1)).to_have_text(
        "Merge Street festival licensing into Event planning?"
    )
    hr.get_by_role("button", name="Merge them").click()
    expect(hr.locator("#flash")).to_contain_text("Street festival licensing is part of Event")
    expect(hr.get_by_label("Other words for it")).to_have_value(
        "organising events\nStreet festival licensing"
    )

    person.reload()
    expect(mine.filter(has_text="Street festival licensing")).to_have_count(0)
    expect(mine.filter(has_text="Event planning")).to_contain_text("Working")  # the higher of both

    hr.locator("#flash").get_by_role("button", name="Undo").click()
    expect(hr.locator("#flash")).to_contain_text("a skill of its own again")
    person.reload()
    expect(mine.filter(has_text="Street festival licensing")).to_contain_text("Working")
    expect(mine.filter(has_text="Event planning")).to_contain_text("Learning")


def test_everything_works_without_a_script(screen):
    hr = screen("hr", at="/curate/hygiene/twins", size="phone", script=False).page
    hr.get_by_role("link", name="Compare and merge").first.click()
    hr.get_by_role("button", name="Merge them").click()
    expect(hr.get_by_role("heading", level=1)).to_have_text("Leading a team")
    hr.goto("/curate/mergers")
    hr.get_by_role("button", name="Take back the merging of Team leading").click()
    expect(hr.get_by_role("heading", level=1)).to_have_text("Team leading")
    hr.goto("/curate/proposals")
    hr.get_by_role("link", name="Heat pump permits").click()
    hr.get_by_role("button", name="Do not take it on").click()
    expect(hr.locator(".errors")).to_contain_text("Say why")
    hr.get_by_label("Why, in a word").fill("One permit among many")
    hr.get_by_role("button", name="Do not take it on").click()
    expect(hr.locator("#flash")).to_contain_text("was not taken on")
