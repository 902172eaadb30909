"""The main journey: what I can do, where I want to go, who helps, and what HR sees of it."""

import csv
import io
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

SIZES = ("phone", "desktop")
TIMES = "When people would like to move"
MESSAGE = "I am new here and would like to learn how you work with residents' groups."


@pytest.mark.parametrize("size", SIZES)
def test_an_employee_adds_a_skill_changes_one_and_takes_it_back(screen, size):
    page = screen("employee", at="/me", size=size).page
    expect(page.locator("#skills-count")).to_have_text("15")

    page.get_by_role("combobox", name="Add a skill").press_sequentially("negot", delay=40)
    page.get_by_role("option", name="Negotiation").click()
    page.get_by_label("Level", exact=True).select_option(label="Learning")
    page.get_by_role("button", name="Add", exact=True).click()
    added = page.locator("#skills > li", has_text="Negotiation")
    expect(added).to_contain_text("Saved")
    expect(page.locator("#skills-count")).to_have_text("16")

    row = page.locator("#skills > li", has_text="Public speaking")
    row.get_by_role("button", name="Edit").click()
    row.locator("label.pick", has_text="Skilled").click()
    row.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Saved")
    expect(row.locator(".level")).to_have_text("Skilled")
    assert page.url.endswith("/me"), "htmx changes the row, not the page"

    row.get_by_role("button", name="Undo").click()
    expect(row).to_contain_text("As before")
    page.reload()
    expect(row.locator(".level")).to_have_text("Learning")
    expect(added.locator(".level")).to_have_text("Learning")


@pytest.mark.parametrize("size", SIZES)
def test_an_employee_says_where_to_go(screen, size):
    page = screen("employee", at="/me/aspirations", size=size).page
    page.get_by_label("In your own words").fill("I like to see people arrive.")
    page.get_by_role("combobox", name="Add a role or a kind of work").press_sequentially(
        "librari", delay=40
    )
    page.get_by_role("option", name="Librarian").first.click()
    aim = page.locator("#targets li.target", has_text="Librarian")
    expect(aim).to_contain_text("New: counts once you save")
    expect(page.locator("#targets .err")).to_have_count(0)
    expect(page.get_by_label("In your own words")).to_have_value("I like to see people arrive.")
    aim.get_by_label("When").select_option(label="In 3 years or more")
    page.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(page.locator("#flash")).to_contain_text("Your aspirations are saved.")
    expect(aim).not_to_contain_text("New")
    expect(aim.get_by_label("When")).to_have_value("later")
    expect(page.get_by_label("In your own words")).to_have_value("I like to see people arrive.")


@pytest.mark.parametrize("size", SIZES)
def test_an_employee_finds_a_role_and_sees_the_steps_to_it(screen, size):
    one = screen("employee", at="/roles", size=size)
    page = one.page
    field = page.get_by_role("combobox", name="Role, skill or word")
    field.press_sequentially("outreach", delay=40)
    suggested = page.get_by_role("group", name="Roles").get_by_role("option")
    expect(suggested.filter(has_text="Health Outreach Worker")).to_be_visible()
    expect(page.get_by_role("option", name="All results for “outreach”")).to_be_visible()
    field.press("Enter")
    expect(page.locator("#res-h")).to_have_text(re.compile(r"\d+ roles for “outreach”"))
    all_roles = page.locator("#results article").count()

    if size == "phone":
        page.get_by_role("button", name="Filters").click()
    filters = page.locator("#filters")
    filters.get_by_label("Public Health").check()
    expect(page.locator("#results .chip-on")).to_contain_text("Public Health")
    shown = page.locator("#results article")
    assert 0 < shown.count() < all_roles
    assert "department=Public+Health" in page.url
    if size == "phone":
        filters.get_by_role("button", name="Close filters").click()
    assert one.sideways() <= 0

    page.reload()
    expect(filters.get_by_label("Public Health")).to_be_checked()
    page.get_by_role("link", name="Health Outreach Worker", exact=True).click()
    expect(page.locator("h1")).to_have_text("Health Outreach Worker")
    expect(page.locator("#gap-h")).to_have_text(re.compile(r"You have \d+ of the \d+ skill steps"))
    expect(page.locator("#gap")).to_contain_text("1 step to grow")
    for word in ("gap", "missing", "weak"):
        assert word not in page.inner_text("main").lower()


@pytest.mark.parametrize("size", SIZES)
def test_a_newcomer_asks_a_mentor_who_accepts(screen, size):
    leo = screen("newcomer", at="/mentors", size=size)
    ask_ingrid(leo.page)
    expect(leo.page.locator("#flash")).to_contain_text("You have asked Ingrid Halvorsen.")
    expect(leo.page.locator("main")).to_contain_text("Waiting for an answer")

    ingrid = screen("mentor", at="/notifications", size=size)
    open_notice(ingrid.page, "Leo Martins")
    page = ingrid.page
    expect(page.locator("h1")).to_have_text("Leo Martins asks for your help")
    expect(page.locator("blockquote")).to_have_text(MESSAGE)
    page.get_by_role("button", name="Accept Leo Martins").click()
    expect(page.locator("#flash")).to_contain_text("You now mentor Leo Martins.")
    expect(page.locator("article")).to_contain_text("Accepted")
    expect(page.get_by_role("button", name="Accept Leo Martins")).to_have_count(0)

    open_notice(leo.page, "Ingrid Halvorsen")
    page = leo.go("/mentorship")
    expect(page.get_by_role("heading", name="Under way")).to_be_visible()
    expect(page.locator("main")).to_contain_text("your mentor since")
    assert "Ingrid Halvorsen" in leo.go("/").inner_text("aside")


def ask_ingrid(page: Page) -> None:
    """Find Ingrid by name, and write to her."""
    page.get_by_role("combobox", name="Skill, name or department").fill("Ingrid Halvorsen")
    page.get_by_role("button", name="Find").click()
    expect(page.locator("#found-h")).to_have_text("1 mentor can help you")
    page.get_by_role("link", name="Ingrid Halvorsen", exact=True).click()
    expect(page.locator("h1")).to_have_text("Ingrid Halvorsen")
    page.get_by_role("link", name="Ask Ingrid to be my mentor").click()
    page.locator("label.chip", has_text="Event planning").click()
    page.get_by_label("What do you want to reach?").fill("Plan one small event of my own")
    page.get_by_label("A few words to Ingrid").fill(MESSAGE)
    page.get_by_role("button", name="Send my request").click()


def open_notice(page: Page, about: str) -> None:
    """Open the notice the worker sends; it comes within moments."""
    notice = page.locator("li.new button", has_text=about).first
    for _ in range(40):
        page.goto("/notifications")
        if notice.count():
            break
        page.wait_for_timeout(250)
    if not notice.is_visible():  # folded with others of its kind
        page.locator("details", has=notice).locator("summary").click()
    notice.click()
    page.wait_for_load_state()


@pytest.mark.parametrize("size", SIZES)
def test_hr_reads_the_same_figures_on_the_page_and_in_the_file(screen, size):
    page = screen("hr", at="/insights", size=size).page
    expect(page.locator("h1")).to_have_text("Aspiration insights")
    everybody = page.locator(".stats").inner_text()
    page.get_by_label("Whose figures").select_option(label="Transit")
    expect(page.locator("#whose")).to_have_text("Transit")
    assert page.locator(".stats").inner_text() != everybody
    assert "group=department" in page.url

    on_page = table(page, "c-horizons")
    with page.expect_download() as download:
        page.get_by_role("link", name="All as CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    in_file = {
        row["Answer"]: row["People, to the nearest 5"]
        for row in rows_of(text)
        if row["Table"] == TIMES
    }
    assert in_file == on_page


def table(page: Page, chart: str) -> dict[str, str]:
    """The figures of a chart as its table says them, without "about"."""
    found = page.locator(f"section[aria-labelledby={chart}] tbody tr").evaluate_all(
        "(rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent.trim()))"
    )
    return {label: figure.removeprefix("about ") for label, figure in found}


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_hr_sees_an_aggregate_change_only_with_the_next_snapshot(screen, city):
    hr = screen("hr", at="/insights")
    before = table(hr.page, "c-roles")
    assert before, "the first snapshot shows roles"
    aim = "Library Outreach Assistant"
    assert aim not in before
    hr.go("/roles?q=library").get_by_role("link", name=aim, exact=True).click()
    role = urlsplit(hr.page.url).path.rpartition("/")[2]
    for who in ("newcomer", "mentor", "manager", "other", "admin"):
        aim_for(screen(who, at=f"/me/aspirations?role={role}", script=False).page)
    hr.go("/insights")
    assert table(hr.page, "c-roles") == before, "nothing moves between snapshots"

    assert "Published" in city.aspire("snapshot")
    hr.page.reload()
    after = table(hr.page, "c-roles")
    assert after[aim] == "10"
    assert "Fewer than 5 people changed" in city.aspire("snapshot")


def aim_for(page: Page) -> None:
    """Put the role this page offers on the list and save, as a person does."""
    page.get_by_role("button", name="Put it on my list").click()
    page.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(page.locator("#flash")).to_contain_text("Your aspirations are saved.")
