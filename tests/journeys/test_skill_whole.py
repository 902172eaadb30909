"""A profile filled in from nothing on a phone: many skills at once, then what shows one of them."""

import re
import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("script", [True, False], ids=["script", "without script"])
def test_from_nothing_to_rated_skills_and_what_shows_one(screen, city, script):
    with closing(sqlite3.connect(city.folder / "aspire.db")) as live:
        live.execute("UPDATE person SET role_id = NULL WHERE name = 'Leo Martins'")
        live.commit()
    one = screen("newcomer", size="phone", script=script)
    page = one.page
    page.get_by_role("link", name="Choose a role").click()
    field = page.get_by_label("The role closest to your job")
    if script:
        assert one.faults() == []
        field.press_sequentially("customer serv", delay=40)
        page.get_by_role("option", name="Customer Services Adviser").click()
    else:
        field.fill("customer services adviser")
    page.get_by_role("button", name="This is my role").click()
    page.wait_for_url("**/me/skills/rate")
    groups = page.locator("form fieldset")
    count = groups.count()
    assert count >= 5
    for number, group in enumerate(groups.all()):
        group.locator("label", has_text=("Working", "Skilled")[number % 2]).click()
    groups.first.locator("label", has_text="I want to use or learn it").click()
    if script:
        assert one.faults() == []
    page.get_by_role("button", name="Save my levels").click()
    expect(page.locator("#skills-count")).to_have_text(str(count))
    expect(page.locator("body")).to_contain_text(f"{count} skills rated.")

    page.locator("#skills h3 a").first.click()
    expect(page.get_by_role("heading", name="How it came")).to_be_visible()
    page.get_by_role("link", name="A certificate").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errors")).to_contain_text("Say in a few words what it is.")
    if script:
        assert one.faults() == []
    page.get_by_label("What is the certificate?").fill("Customer care, level 2")
    page.get_by_label("Valid until").fill("2031-05-01")
    page.get_by_label("A link to it").fill("example.org/care")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/story"))
    expect(page.locator("#evidence")).to_contain_text("valid until 1 May 2031")
    expect(page.locator("ol.path")).to_contain_text("Certificate added as evidence")
    if script:
        assert one.faults_in_every_look() == []


def test_what_is_old_is_looked_over_in_its_row_and_taken_back(screen):
    page = screen("employee", at="/me", size="phone").page
    row = page.locator("#skills > li", has_text="Spreadsheets")
    expect(row).to_contain_text("Not used or looked over since")
    row.get_by_role("button", name="Still right").click()
    expect(row).to_contain_text("Saved")
    expect(row).not_to_contain_text("Not used or looked over")
    row.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("Not used or looked over since")

    prompt = page.locator("li", has_text="suggests Project management")
    prompt.get_by_role("button", name="Not now").click()
    expect(page.locator("body")).to_contain_text("You are asked again in 3 months.")
    page.reload()
    expect(page.locator("body")).not_to_contain_text("suggests Project management")
