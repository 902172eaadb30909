"""Two windows at once: who saves second is told, and nothing either typed is lost."""

import pytest
from playwright.sync_api import expect


def test_a_skill_saved_in_another_tab_is_shown_beside_mine(screen):
    one = screen("employee", at="/me")
    first, second = one.page, one.context.new_page()
    second.goto("/me")
    rows = [page.locator("#skills > li", has_text="Public speaking") for page in (first, second)]
    for row, level in zip(rows, ("Skilled", "Leading"), strict=True):
        row.get_by_role("button", name="Edit").click()
        row.locator("label.pick", has_text=level).click()
    rows[0].get_by_role("button", name="Save").click()
    expect(rows[0]).to_contain_text("Saved")

    rows[1].get_by_role("button", name="Save").click()
    told = rows[1].get_by_role("alert")
    expect(told).to_contain_text("You saved this skill somewhere else after you opened it here.")
    expect(told).to_contain_text("There you saved: Skilled")
    expect(told).to_contain_text("Here you have: Leading")
    assert one.faults() == []
    first.reload()
    expect(rows[0].locator(".level")).to_have_text("Skilled")

    rows[1].get_by_role("button", name="Keep mine").click()
    expect(rows[1].locator(".level")).to_have_text("Leading")
    first.reload()
    expect(rows[0].locator(".level")).to_have_text("Leading")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_aspirations_saved_in_another_tab_are_shown_beside_mine(screen, script):
    one = screen("employee", at="/me/aspirations", script=script)
    first, second = one.page, one.context.new_page()
    second.goto("/me/aspirations")
    for page, words in ((first, "Typed in the first."), (second, "Typed in the second.")):
        page.get_by_label("In your own words").fill(words)
        page.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    told = second.get_by_role("alert")
    expect(told).to_contain_text("Nothing was overwritten.")
    expect(told.locator("td")).to_have_text(["Typed in the first.", "Typed in the second."])
    expect(second.get_by_label("In your own words")).to_have_value("Typed in the second.")
    first.reload()
    expect(first.get_by_label("In your own words")).to_have_value("Typed in the first.")

    second.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(second.locator("#flash")).to_contain_text("Your aspirations are saved.")
    first.reload()
    expect(first.get_by_label("In your own words")).to_have_value("Typed in the second.")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_double_click_sends_one_request(screen, script):
    one = screen("newcomer", at="/mentors", script=script)
    page = one.go("/mentors?q=halvorsen")
    page.get_by_role("link", name="Ask Ingrid Halvorsen").click()
    page.get_by_label("What do you want to reach?").fill("Plan one small event of my own")
    page.get_by_label("A few words to Ingrid").fill("I would like to learn how you work.")
    page.get_by_role("button", name="Send my request").dblclick()
    expect(page.locator("h1")).to_have_text("Your request to Ingrid Halvorsen")
    if script:  # without one the first click may lead to a page that the second takes the place of
        expect(page.locator("#flash")).to_contain_text("You have asked Ingrid Halvorsen.")
    page = one.go("/mentorship")
    expect(page.locator("article", has_text="Ingrid Halvorsen")).to_have_count(1)
    inbox = screen("mentor", at="/mentorship/requests").page
    expect(inbox.locator("article", has_text="Leo Martins")).to_have_count(1)


def test_a_double_click_puts_one_aim_on_the_list_and_takes_one_off(screen):
    page = screen("newcomer", at="/me/aspirations").page
    page.get_by_role("combobox", name="Add a role or a kind of work").fill("Arborist")
    page.get_by_role("button", name="Add", exact=True).dblclick()
    expect(page.locator("#targets li.target")).to_have_count(1)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#targets .err")).to_have_count(0)
    page.get_by_role("button", name="Remove Arborist").dblclick()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#targets li.target")).to_have_count(1)


def test_what_is_typed_is_not_left_behind_unasked(screen):
    page = screen("employee", at="/me/aspirations").page
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_label("In your own words").fill("Half a thou")
    page.get_by_role("link", name="Home", exact=True).click()
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert page.get_by_label("In your own words").input_value() == "Half a thou"
