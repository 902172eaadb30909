"""The main journey on a phone that runs no script: pages and forms alone."""

import csv
import io
import re

import pytest
from playwright.sync_api import expect


def test_a_skill_is_added_changed_and_put_back(screen):
    page = screen("employee", at="/me", size="phone", script=False).page
    page.get_by_role("combobox", name="Add a skill").fill("negotiation")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("Negotiation added.")
    expect(page.locator("#skills > li", has_text="Negotiation")).to_contain_text("Working")

    row = page.locator("#skills > li", has_text="Public speaking")
    row.get_by_role("button", name="Edit").click()
    expect(page.locator("h1")).to_have_text("Change a skill")
    page.locator("label.pick", has_text="Skilled").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#flash")).to_contain_text("Public speaking saved.")
    expect(row.locator(".level")).to_have_text("Skilled")
    page.locator("#flash").get_by_role("button", name="Undo").click()
    expect(row.locator(".level")).to_have_text("Learning")


def test_an_unknown_skill_is_asked_about_and_proposed(screen):
    page = screen("newcomer", at="/me", size="phone", script=False).page
    page.get_by_role("combobox", name="Add a skill").fill("lighthouse keeping")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#add-e")).to_contain_text("We do not know “lighthouse keeping” yet.")
    page.get_by_role("button", name="Add it as a new skill").click()
    expect(page.locator("#skills")).to_contain_text("New word, still to be agreed")


def test_an_aspiration_is_added_and_saved(screen):
    page = screen("newcomer", at="/me/aspirations", size="phone", script=False).page
    page.get_by_label("In your own words").fill("I like to see people arrive.")
    page.get_by_role("combobox", name="Add a role or a kind of work").fill("Librarian")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#targets li.target")).to_contain_text("New: counts once you save")
    expect(page.get_by_label("In your own words")).to_have_value("I like to see people arrive.")
    page.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(page.locator("#flash")).to_contain_text("Your aspirations are saved.")
    expect(page.locator("#targets li.target")).not_to_contain_text("New")


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_role_is_found_narrowed_and_opened(screen, size):
    page = screen("employee", at="/roles", size=size, script=False).page
    page.get_by_role("combobox", name="Role, skill or word").fill("outreach")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.locator("#res-h")).to_have_text(re.compile(r"\d+ roles for “outreach”"))
    if size == "phone":
        page.get_by_role("button", name="Filters").click()
    page.get_by_label("Public Health").check()
    page.get_by_role("button", name=re.compile("^Show ")).click()
    expect(page.locator("#results .chip-on")).to_contain_text("Public Health")
    page.get_by_role("link", name="Health Outreach Worker", exact=True).click()
    expect(page.locator("#gap-h")).to_have_text(re.compile(r"You have \d+ of the \d+ skill steps"))


def test_a_mentor_is_asked_and_accepts(screen):
    leo = screen("newcomer", at="/mentors?q=halvorsen", size="phone", script=False).page
    leo.get_by_role("link", name="Ask Ingrid Halvorsen").click()
    leo.get_by_role("button", name="Send my request").click()
    expect(leo.locator(".errors")).to_contain_text("Name at least one goal.")
    leo.get_by_label("What do you want to reach?").fill("Plan one small event of my own")
    leo.get_by_label("A few words to Ingrid").fill("I would like to learn how you work.")
    leo.get_by_role("button", name="Send my request").click()
    expect(leo.locator("#flash")).to_contain_text("You have asked Ingrid Halvorsen.")

    ingrid = screen("mentor", at="/mentorship/requests", size="phone", script=False).page
    ingrid.get_by_role("button", name="Accept Leo Martins").click()
    expect(ingrid.locator("#flash")).to_contain_text("You now mentor Leo Martins.")
    leo.goto("/mentorship")
    expect(leo.get_by_role("heading", name="Under way")).to_be_visible()


def test_hr_filters_and_downloads(screen):
    page = screen("hr", at="/insights", size="phone", script=False).page
    page.get_by_label("Whose figures").select_option(label="Transit")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator("#whose")).to_have_text("Transit")
    shown = page.locator(".stat b").first.inner_text().split()[-1]
    with page.expect_download() as download:
        page.get_by_role("link", name="All as CSV").click()
    rows = list(csv.reader(io.StringIO(download.value.path().read_text("utf-8-sig"))))
    assert [row[4] for row in rows if row[3] == "Transit"] == [shown]
