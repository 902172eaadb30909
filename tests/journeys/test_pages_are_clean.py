"""Every page for everybody it is open to: axe finds nothing and nothing scrolls sideways.

On a phone and at a desk, in light and dark, with everything that opens standing open.
"""

import re

import pytest
from playwright.sync_api import Page, expect

# Each page once for those who see most in it, and again where it is empty or holds more.
PAGES = {
    "employee": (
        "/", "/me", "/me/edit", "/me/experience/add", "/me/skills/rate", "/me/waiting",
        "/me/evidence", "/me/settings/tokens",
        "/me/settings/told", "/me/settings/time-zone",
        "/me/aspirations", "/me/settings", "/me/data", "/me/data/erase", "/me/data/read",
        "/me/visibility", "/me/visibility/looks", "/me/visibility/people?q=ma",
        "/me/visibility/totals", "/me/visibility/all/skills", "/me/skills/all",
    ),
    "employee asking": (
        "/roles", "/roles?q=outreach", "/roles?q=outrech", "/roles?q=zzzz", "/search?q=water",
        "/mentorship", "/notifications",
        "/validation", "/validation/ask", "/validation/ask?q=zzzz", "/me/photo",
    ),
    "employee praised": ("/feedback", "/feedback?of=asked", "/feedback/ask?q=reyes&find=1"),
    "employee seeking": ("/mentors", "/mentors?q=zzzz&topic=return", "/mentorship/hours",
                         "/mentorship/mentor"),
    "employee searching": (
        "/roles/for-you", "/me/searches", "/me/looked-at", "/me/not-interested", "/me/shares",
        "/search?q=water&kind=person", "/search?q=ingird", "/roles?sort=match&more=family",
        "/roles?q=outreach&skill=Public+speaking&match=70&department=Transit",
    ),
    "employee moving": ("/roles/map",),
    "employee planning": ("/plan", "/plan?order=1", "/plan/begin", "/plan/calendar",
                          "/learning/mine"),
    "employee learning": (
        "/learning", "/learning?q=grants&skill=Grant+writing&when=dated", "/learning?q=zzzz",
        "/learning/lists", "/search?q=grants",
    ),
    "hr learning": ("/curate/learning", "/curate/learning?q=zzzz", "/curate/learning/add",
                    "/curate/learning/providers", "/curate/learning/told",
                    "/curate/learning/providers/add"),
    "employee checking in": ("/check-in",),
    "employee talking": ("/conversations", "/conversations/my-notes"),
    "manager talking": ("/team", "/conversations"),
    "employee applying": ("/opportunities", "/applications", "/opportunities/new",
                          "/opportunities?q=zzzz", "/opportunities/seek",
                          "/opportunities?show=seeking"),
    "employee together": ("/communities", "/communities?show=knowledge&q=letter",
                          "/communities/new"),
    "manager offering": ("/applications",),
    "hr approving": ("/opportunities/approvals", "/communities/waiting"),
    "hr programmes": ("/programmes", "/programmes/new"),
    "newcomer": ("/", "/plan", "/roles/map", "/me", "/me/skills/rate", "/me/role",
                 "/me/aspirations",
                 "/search", "/mentors", "/mentorship", "/mentorship/mentor", "/notifications",
                 "/me/searches", "/me/looked-at", "/me/not-interested", "/me/shares",
                 "/mentorship/reach"),
    "mentor": ("/", "/mentorship", "/mentorship/requests", "/mentorship/mentor",
               "/mentorship/hours", "/mentorship/hours/offer", "/notifications"),
    "other": ("/me/visibility", "/plan", "/concerns/mine"),
    "manager": ("/", "/me", "/mentors", "/learning/approvals", "/notifications"),
    "hr": ("/", "/insights", "/insights/moves", "/insights/next", "/insights/launch-kit",
           "/insights/confidence", "/insights/training", "/insights/strength",
           "/insights/shared", "/curate", "/curate/skills", "/curate/skills?q=zzzz",
           "/curate/skills/add", "/curate/proposals", "/curate/hygiene", "/curate/hygiene/twins",
           "/curate/hygiene/description", "/curate/mergers",
           "/curate/budgets", "/curate/attendance", "/curate/suggested"),
    "admin": ("/", "/admin", "/admin/accounts", "/admin/log", "/admin/safeguarding"),
}  # fmt: skip
# A page, and the link on it that leads to one that has an id in its address.
BEYOND = {
    "employee talking": (("/conversations", "main .nextbox a"), ("/conversations", "#all a")),
    "manager talking": (("/team", "main .card a"), ("/team", "main .card a.btn")),
    "employee": (("/me", "main header a, main .card a"), ("/me", "#skills h3 a")),
    "employee asking": (("/roles?q=outreach", "main h3 a"),
                        ("/mentorship", "main article h3 a"), ("/mentorship", "main .nextbox a"),
                        ("/mentorship", "#waiting-h ~ article h3 a"),
                        ("/mentorship", "#drafts-h ~ ul a"),
                        ("/mentorship", "#programmes-h ~ .note a"),
                        ("/mentorship", "#programmes-h ~ .rows li:last-child a")),
    "employee praised": (("/feedback", "main .rows a"), ("/feedback?of=given", "main .rows a"),
                         ("/feedback", "section + nav ~ section .rows a")),
    "employee seeking": (("/mentors", "main h3 a"), ("/mentors", "main article .btn"),
                         ("/mentorship/hours", "main h3 a")),
    "employee applying": (("/opportunities", "main h3 a"), ("/applications", "main .rows a"),
                          ("/opportunities?show=seeking", "main h3 a")),
    "manager offering": (("/applications", "main .rows a"),),
    "employee moving": (("/roles/map", "main a[href$='/routes']"),),
    "employee planning": (("/plan", "#steps a[href$='/add']"), ("/plan", "a[href$='/edit']"),
                          ("/plan", "a[href$='/share']"), ("/plan", "a[href$='/dates']"),
                          ("/learning/mine", "main .rows a")),
    "employee searching": (
        ("/me/searches", "main li .row a"), ("/me/searches", "main li .btn"),
        ("/me/shares", "main .rows a"), ("/roles?q=outreach", "main article a.btn-q"),
    ),
    "employee learning": (
        ("/learning", "main article h3 a"), ("/learning?q=five+short+days", "#results h3 a"),
    ),
    "hr learning": (("/curate/learning?q=five+short", "main .rows a"),
                    ("/curate/learning/providers", "main .rows a")),
    "hr programmes": (("/programmes", "main .rows a"),),
    "newcomer": (("/mentorship", "#offers-h ~ article h3 a"),),
    "mentor": (("/mentorship", "article h3 a"), ("/mentorship", "#past-h + ul a")),
    "manager": (("/", "aside a[href^='/people/']"), ("/validation", "main .rows a"),
                ("/learning/approvals", "main h3 a")),
    "hr": (("/insights", ".heat a"), ("/curate/proposals", "main .rows a"),
           ("/curate/skills?q=facilitating", "main .rows a"),
           ("/curate/hygiene/twins", "main a.btn"), ("/curate/budgets", "main .rows a")),
}  # fmt: skip
OPEN_ALL = "document.querySelectorAll('details').forEach((one) => { one.open = true; })"
# Links inside sentences may be small; a card's or row's link covers it all.
SMALL = """[...document.querySelectorAll("a, button, input, select, textarea, summary")]
  .filter((e) => !e.matches("p a, dd a, td a, th a, .foot a, .vh, .skip, .sm a, [type=hidden]"))
  .filter((e) => !e.matches(":is(.chip, .pick, .check) input"))
  .filter((e) => getComputedStyle(e, "::after").position !== "absolute")
  .map((e) => [e, e.getBoundingClientRect()])
  .filter(([, box]) => box.height > 1 && (box.height < 43.5 || box.width < 24))
  .map(([e, box]) => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 30)}
    ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@pytest.mark.parametrize("who", PAGES)
def test_pages_have_no_faults(screen, who):
    one = screen(who.split()[0], size="phone")
    found = []
    for path in PAGES[who]:
        page = one.go(path)
        assert page.locator("h1").count() == 1, path
        page.evaluate(OPEN_ALL)
        found += [f"{path}: {fault}" for fault in one.faults_in_every_look()]
    for path, link in BEYOND.get(who, ()):
        page = one.go(path)
        page.goto(page.locator(link).first.get_attribute("href"))
        page.evaluate(OPEN_ALL)
        found += [f"{page.url}: {fault}" for fault in one.faults_in_every_look()]
    assert not found, "\n".join(found)


def skill_row_open(page: Page) -> None:
    page.goto("/me")
    row = page.locator("#skills > li", has_text="Public speaking")
    row.get_by_role("button", name="Edit").click()
    expect(row.get_by_role("button", name="Save")).to_be_visible()


def skill_row_saved(page: Page) -> None:
    skill_row_open(page)
    row = page.locator("#skills > li", has_text="Public speaking")
    row.locator("label.pick", has_text="Working").click()
    row.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("Saved")


def skill_unknown(page: Page) -> None:
    page.goto("/me")
    page.get_by_role("combobox", name="Add a skill").fill("lighthouse keeping")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#add-e")).to_be_visible()


def words_open(page: Page) -> None:
    page.goto("/me")
    page.locator("section", has=page.get_by_role("heading", name="In my words")).get_by_role(
        "link", name="Edit"
    ).or_(page.get_by_role("button", name=re.compile("Edit.*words"))).first.click()
    expect(page.get_by_role("button", name="Save").first).to_be_visible()


def too_many_drains(page: Page) -> None:
    page.goto("/me/aspirations")
    drains = page.locator("fieldset", has_text="It drains me").locator("label.chip")
    for chip in drains.all()[:4]:
        chip.click()
    page.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(page.locator(".errors")).to_be_visible()


def request_too_short(page: Page) -> None:
    page.goto("/mentors?q=costa")
    page.locator("main article .btn").first.click()
    page.get_by_role("button", name="Send my request").click()
    expect(page.locator(".errors")).to_be_visible()


def suggestions_open(page: Page) -> None:
    page.goto("/roles")
    page.get_by_role("combobox", name="Role, skill or word").press_sequentially("outr")
    expect(page.get_by_role("option").first).to_be_visible()


def account_menu_open(page: Page) -> None:
    page.goto("/me")
    page.locator("button[popovertarget=account]").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


STATES = (
    skill_row_open, skill_row_saved, skill_unknown, words_open, too_many_drains,
    request_too_short, suggestions_open, account_menu_open,
)  # fmt: skip


def test_what_opens_and_what_went_wrong_have_no_faults(screen):
    one = screen("employee", size="phone")
    found = []
    for state in STATES:
        one.look("phone", "light")
        state(one.page)
        found += [f"{state.__name__}: {fault}" for fault in one.faults_in_every_look()]
    assert not found, "\n".join(found)


def test_saying_no_without_a_reason_has_no_faults(screen):
    one = screen("mentor", at="/mentorship", size="phone")
    article = one.page.locator("article").first
    article.get_by_text("Say no kindly").click()
    article.get_by_role("button", name="Send my answer").click()
    expect(article.locator(".err")).to_contain_text("Choose a reason")
    expect(article.get_by_role("button", name="Send my answer")).to_be_visible()
    assert one.faults_in_every_look() == []


def test_the_filter_sheet_has_no_faults(screen):
    one = screen("employee", size="phone")
    one.go("/roles?q=outreach")
    one.page.get_by_role("button", name="Filters").click()
    expect(one.page.get_by_role("button", name=re.compile("^Show "))).to_be_in_viewport()
    assert one.faults() == []
    one.look("phone", "dark")
    assert one.faults() == []
    one.page.get_by_label("Public Health").check()
    expect(one.page.locator("#results .chip-on")).to_contain_text("Public Health")
    assert one.page.evaluate("document.activeElement.value") == "Public Health"


def test_no_control_is_too_small_for_a_thumb(screen):
    one = screen("employee", size="phone")
    for path in (
        p
        for who in ("", " asking", " searching", " moving", " planning", " learning")
        for p in PAGES[f"employee{who}"]
    ):
        one.go(path)
        assert one.page.evaluate(SMALL) == [], path
