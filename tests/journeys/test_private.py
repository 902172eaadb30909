"""What one person sees stays with that person: closed pages, signing out, the device itself."""

import re

import pytest
from playwright.sync_api import Page, expect

STORED = """Promise.all([
  caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name))))
    .then((open) => Promise.all(open.map((cache) => cache.keys())))
    .then((all) => all.flat().map((request) => new URL(request.url).pathname)),
  indexedDB.databases().then((all) => all.map((one) => one.name)),
  Object.keys(localStorage), Object.keys(sessionStorage)])"""
LEAVE_SOMETHING = """new Promise((done) => {
  localStorage.draft = sessionStorage.draft = "Maya's words";
  indexedDB.open("queue").onsuccess = (event) => { event.target.result.close(); done(); };
})"""


@pytest.mark.parametrize("size", ["phone", "desktop"])
def test_a_page_for_others_says_so_kindly(screen, size):
    one = screen("employee", size=size)
    for path in ("/insights", "/insights.csv", "/admin", "/admin/accounts", "/admin/log"):
        assert one.page.goto(path).status == 403, path
        expect(one.page.locator("h1")).to_have_text("This page is not open to you")
        expect(one.page.get_by_role("link", name="Go to Home")).to_be_visible()
    assert one.faults() == []
    assert one.sideways() <= 0


def test_what_is_not_there_or_not_mine_is_not_found(screen):
    ingrid = screen("mentor", at="/mentorship").page
    hers = ingrid.locator("article h3 a").first.get_attribute("href")
    assert "/mentorship/requests/" in hers
    one = screen("other")
    nobody = "00000000-0000-4000-8000-000000000000"
    for path in (hers, f"/roles/{nobody}", f"/people/{nobody}", f"/mentors/{nobody}/ask", "/x"):
        assert one.page.goto(path).status == 404, path
        expect(one.page.get_by_role("link", name="Go to Home")).to_be_visible()
    assert one.faults() == []


def test_a_colleague_reads_only_what_is_shown_to_everyone(screen):
    me = screen("employee", at="/me").page
    me.get_by_role("link", name="See my page as others do").first.click()
    address = re.sub(r"\?.*", "", me.url)
    colleague = screen("other").page
    colleague.goto(address)
    words = colleague.inner_text("main")
    assert "Maya Okafor" in words
    assert "Spreadsheets" in words
    for private in ("Fee calculation", "Grant writing", "Community Outreach Coordinator"):
        assert private not in words, private


def test_back_after_signing_out_shows_nothing_of_the_person(screen):
    one = screen("employee", at="/me")
    page = one.go("/me/aspirations")
    sign_out(page)
    for _ in range(2):
        page.go_back()
        page.wait_for_timeout(200)
        assert "Okafor" not in page.content()
        assert "Coordinator" not in page.content()


def sign_out(page: Page) -> None:
    page.locator("button[popovertarget=account]").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def test_the_device_keeps_static_files_only_and_forgets_at_sign_out(screen):
    one = screen("employee", at="/me").keep()
    page = one.page
    for path in ("/", "/me/aspirations", "/roles?q=outreach", "/mentorship", "/notifications"):
        one.go(path)
    kept = page.evaluate(STORED)[0]
    assert "/offline" in kept
    assert all(path == "/offline" or path.startswith("/static/") for path in kept), kept

    page.evaluate(LEAVE_SOMETHING)
    sign_out(page)
    caches, databases, local, session = page.evaluate(STORED)
    assert all(path == "/offline" or path.startswith("/static/") for path in caches), caches
    assert databases == []
    assert "draft" not in local + session
    assert not [cookie for cookie in one.context.cookies() if "session" in cookie["name"].lower()]


def test_without_a_connection_the_next_person_sees_nothing_of_the_last(screen):
    one = screen("employee", at="/me").keep()
    page = one.page
    one.context.set_offline(True)
    for path in ("/me", "/me/aspirations", "/"):
        page.goto(path)
        expect(page.locator("h1")).to_have_text("You are offline")
        assert "Okafor" not in page.content()
    one.context.set_offline(False)
