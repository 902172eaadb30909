"""Without a network: what is changed is kept, sealed for the person, and sent when it is back."""

import json

import pytest
from playwright.sync_api import Page, expect

# Everything a device keeps, as text: the bytes of IndexedDB too.
DUMP = """async () => {
  const found = [Object.entries(localStorage), Object.entries(sessionStorage)];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found.push(request.url);
      if (!request.url.includes("/static/")) found.push(await (await cache.match(request)).text());
    }
  }
  const settled = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
  for (const { name } of await indexedDB.databases()) {
    const database = await settled(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const all = await settled(database.transaction(store).objectStore(store).getAll());
      found.push(all.map((entry) => Object.entries(entry).map(([key, value]) =>
        [key, value?.byteLength ? new TextDecoder("latin1").decode(value) : value])));
    }
    database.close();
  }
  return JSON.stringify(found);
}"""
WAITING = "[data-mark]"


@pytest.fixture
def alone(screen):
    """A person on a device whose service worker is ready, so that its network can be cut."""

    def begin(who: str, at: str, **look):
        one = screen(who, at=at, **look)
        one.page.evaluate("navigator.serviceWorker.ready")
        one.page.wait_for_function("() => navigator.serviceWorker.controller")
        return one

    return begin


def edit_words(page: Page, words: str) -> None:
    page.goto("/me/edit")
    page.get_by_label("About me").fill(words)


def save_words(page: Page) -> None:
    page.get_by_role("button", name="Save my words").click()


def skill(page: Page, name: str = "Public speaking"):
    return page.locator("#skills > li", has_text=name)


def rate(page: Page, level: str, name: str = "Public speaking") -> None:
    skill(page, name).get_by_role("button", name="Edit").click()
    skill(page, name).locator("label.pick", has_text=level).click()


def test_what_is_changed_offline_is_kept_and_sent_in_its_order(alone):
    one = alone("employee", "/me", size="phone")
    page = one.page
    rate(page, "Leading")
    one.cut()
    skill(page).get_by_role("button", name="Save").click()
    expect(skill(page)).to_contain_text("Kept on this device")
    expect(skill(page)).to_contain_text("It will be sent when you are back online.")
    expect(page.locator(WAITING)).to_have_text("1 change waiting")
    assert one.faults() == []
    page.get_by_role("combobox", name="Add a skill").fill("Spreadsheet modelling of tides")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(WAITING)).to_have_text("2 changes waiting")
    skill(page).locator("label.pick", has_text="Learning").click()
    skill(page).get_by_role("button", name="Save").click()
    expect(page.locator(WAITING)).to_have_text("2 changes waiting")  # in the place of the first

    page.goto("/me")
    expect(page.locator("h1")).to_have_text("You are offline")
    expect(page.locator(WAITING)).to_contain_text("2 changes waiting on this device")
    assert one.faults() == []
    assert one.sideways() <= 0

    one.join()
    expect(page.locator("h1")).to_have_text("Maya Okafor", timeout=12_000)
    expect(page.locator("#flash")).to_contain_text("1 change you made offline is saved.")
    expect(skill(page).locator(".level")).to_have_text("Learning")
    expect(page.locator(WAITING)).to_have_text("1 change to decide")
    page.locator(WAITING).get_by_role("link").click()
    expect(page.locator("[data-list]")).to_contain_text("Spreadsheet modelling of tides")
    assert one.faults_in_every_look() == []
    page.get_by_role("button", name="Open the form again").click()
    expect(page.locator("#add-e")).to_contain_text("We do not know")
    page.get_by_role("button", name="Add it as a new skill").click()
    expect(skill(page, "Spreadsheet modelling of tides")).to_be_visible()
    expect(page.locator(WAITING)).to_have_count(0)
    page.goto("/me")
    expect(page.locator(WAITING)).to_have_count(0)
    assert page.evaluate("indexedDB.databases()") == []
