"""Without a network: what is changed is kept, sealed for the person, and sent when it is back."""

import re

import pytest
from playwright.sync_api import Page, expect

from portal import copies

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
  const settled = (request) =>
    new Promise((done) => { request.onsuccess = () => done(request.result); });
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
        return screen(who, at=at, **look).keep()

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
    page.evaluate("scrollTo(0, 0)")  # nothing half under the bar of a phone
    assert one.faults() == []
    page.get_by_role("combobox", name="Add a skill").fill("Spreadsheet modelling of tides")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(WAITING)).to_have_text("2 changes waiting")
    skill(page).locator("label.pick", has_text="Learning").click()
    skill(page).get_by_role("button", name="Save").click()
    expect(skill(page)).to_contain_text("Kept on this device")  # in the place of the first
    expect(page.locator(WAITING)).to_have_text("2 changes waiting")

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


def keep_words(one, words: str) -> None:
    """Write about oneself while there is no network."""
    edit_words(one.page, words)
    one.cut()
    save_words(one.page)
    expect(one.page.locator("#words")).to_contain_text("Kept on this device")


def come_back(one, path: str = "/me") -> Page:
    one.join()
    one.page.goto(path)
    return one.page


@pytest.mark.parametrize("keep", ["Keep mine", "Keep the saved one"])
def test_two_devices_in_conflict_are_shown_beside_each_other(alone, screen, keep):
    phone = alone("employee", "/me", size="phone")
    keep_words(phone, "Typed on the train.")
    desk = screen("employee", at="/me")
    edit_words(desk.page, "Typed at the desk.")
    save_words(desk.page)
    expect(desk.page.locator("#flash")).to_contain_text("Saved.")

    page = come_back(phone)
    page.get_by_role("link", name="1 change to decide").click()
    row = page.locator("[data-list] > li")
    expect(row).to_contain_text("Changed elsewhere too")
    row.get_by_text("What you wrote and chose").click()
    expect(row).to_contain_text("Typed on the train.")
    row.get_by_role("button", name="Look at both").click()
    expect(page.get_by_role("alert")).to_contain_text("Typed at the desk.")
    expect(page.get_by_label("About me")).to_have_value("Typed on the train.")
    expect(page.locator(WAITING)).to_have_text("1 change to decide")
    page.get_by_role("button", name=keep).or_(page.get_by_role("link", name=keep)).click()
    expect(page.locator(WAITING)).to_have_count(0)
    kept = "Typed on the train." if keep == "Keep mine" else "Typed at the desk."
    for one in (desk, phone):
        expect(one.go("/me").locator("#words")).to_contain_text(kept)
        expect(one.page.locator(WAITING)).to_have_count(0)


def test_aspirations_in_conflict_wait_until_they_are_decided(alone, screen):
    phone = alone("employee", "/me/aspirations", size="phone")
    page = phone.page
    page.get_by_label("In your own words").fill("Typed on the train.")
    phone.cut()
    page.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(page.locator("form[data-offline]")).to_contain_text("Kept on this device")
    other = screen("employee", at="/me/aspirations").page
    other.get_by_label("In your own words").fill("Typed at the desk.")
    other.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(other.locator("#flash")).to_contain_text("saved")

    page = come_back(phone, "/me/waiting")
    page.get_by_role("button", name="Look at both").click()
    told = page.get_by_role("alert")
    expect(told.locator("td")).to_have_text(["Typed at the desk.", "Typed on the train."])
    page.goto("/me/waiting")  # left undecided: asked again
    page.get_by_role("button", name="Look at both").click()
    page.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(page.locator("#flash")).to_contain_text("saved")
    expect(page.locator(WAITING)).to_have_count(0)
    other.reload()
    expect(other.get_by_label("In your own words")).to_have_value("Typed on the train.")


def test_an_answer_that_is_lost_makes_no_second_record(alone):
    one = alone("employee", "/me/experience/add")
    page = one.page
    page.get_by_label("What you did").fill("Counted the tides")
    page.get_by_label("Started in").select_option("May")
    page.get_by_label("Year").first.fill("2019")
    one.cut()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator(WAITING)).to_have_text("1 change waiting")
    taken, lost = [], []

    def lose(route):
        if route.request.method == "POST" and not taken:
            taken.append(route)  # at once: the next page sends as well
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    one.context.route("**/me/experience/add", lose)
    page = come_back(one)
    expect(page.locator(WAITING)).to_have_count(0, timeout=15_000)
    for _ in range(100):  # the second may be answered before the first
        if lost:
            break
        page.wait_for_timeout(100)
    assert lost == [200]
    page.goto("/me")
    expect(page.locator("#experience li", has_text="Counted the tides")).to_have_count(1)


def test_a_session_that_ended_meanwhile_is_opened_again_and_it_goes_on(alone):
    one = alone("employee", "/me")
    keep_words(one, "Typed on the train.")
    one.context.clear_cookies()
    one.join()
    expect(one.page.locator("#flash")).to_contain_text("You are signed out", timeout=10_000)
    page = one.go("/sign-in")
    expect(page.locator(WAITING)).to_contain_text("1 change waiting on this device")
    assert one.faults() == []
    one.sign_in("employee", at="/me")
    expect(page.locator("#flash")).to_contain_text("1 change you made offline is saved.")
    expect(page.locator("#words")).to_contain_text("Typed on the train.")
    expect(page.locator(WAITING)).to_have_count(0)


def test_the_next_person_on_a_shared_phone_finds_nothing(alone, screen):
    one = alone("employee", "/me", size="phone")
    keep_words(one, "Typed on the train.")
    page = one.page
    key = page.evaluate("document.getElementById('later').dataset.key")
    # What the offline page offers on anybody's own device is in everybody's.
    left = re.sub("data-own-pages.*?</ul>", "", page.evaluate(DUMP))
    for private in ("train", "About me", "/me/edit", "Okafor", key):
        assert private not in left, private
    one.context.clear_cookies()  # the session ended by itself
    one.join()
    one.sign_in("other", at="/me")
    expect(page.locator("h1")).not_to_have_text("Maya Okafor")
    page.wait_for_function("() => !localStorage.waiting")
    expect(page.locator(WAITING)).to_have_count(0)
    assert page.evaluate("indexedDB.databases()") == []
    assert "train" not in page.evaluate(DUMP)
    for _ in range(3):
        page.go_back()
        page.wait_for_timeout(200)
        assert "train" not in page.content()
        assert "Okafor" not in page.content()
    maya = screen("employee", at="/me").page
    expect(maya.locator("#words")).not_to_contain_text("train")


def test_a_page_that_stays_open_sends_nothing_as_somebody_else(alone, screen):
    one = alone("employee", "/me")
    keep_words(one, "Typed on the train.")
    tried = []
    one.context.on("request", lambda request: tried.append((request.method, request.url)))
    theirs = screen("other").context.cookies()
    one.context.clear_cookies()
    one.context.add_cookies(theirs)
    one.join()
    page = one.page
    expect(page.locator("body")).not_to_contain_text("Maya Okafor", timeout=15_000)
    expect(page.locator("h1")).to_have_text("How you describe yourself")
    assert "train" not in page.content()
    page.wait_for_function("() => !localStorage.waiting")
    assert page.evaluate("indexedDB.databases()") == []
    assert not [url for method, url in tried if method == "POST"]


def test_what_is_typed_after_it_was_kept_is_not_loaded_away(alone):
    one = alone("employee", "/me")
    keep_words(one, "Typed on the train.")
    page = one.page
    page.get_by_label("About me").fill("Typed on the train, and more.")
    expect(page.locator("form[data-offline]")).not_to_contain_text("Kept on this device")
    one.join()
    expect(page.locator("#flash")).to_contain_text("1 change you made offline is saved.")
    expect(page.get_by_label("About me")).to_have_value("Typed on the train, and more.")
    page.get_by_role("button", name="Save my words").click()
    page.get_by_role("button", name="Keep mine").click()  # the first came in between
    expect(page.locator("#words")).to_contain_text("Typed on the train, and more.")


@pytest.mark.parametrize("online", [True, False], ids=["online", "offline"])
def test_signing_out_asks_before_what_waits_is_lost(alone, online):
    one = alone("employee", "/me")
    page = one.page
    other = one.context.new_page()
    other.goto("/me/aspirations")
    keep_words(one, "Typed on the train.")
    if online:
        one.context.route("**/me/edit", lambda route: route.abort())
        one.join()
    expect(other.locator(WAITING)).to_have_text("1 change waiting")
    page.locator("button[popovertarget=account]").click()
    page.get_by_role("button", name="Sign out").click()
    asked = page.get_by_role("dialog")
    expect(asked).to_contain_text("1 change is not sent yet")
    assert one.faults() == []
    asked.get_by_role("button", name="Stay").click()
    expect(asked).to_have_count(0)
    expect(page.locator(WAITING)).to_have_text("1 change waiting")
    page.locator("button[popovertarget=account]").click()
    page.get_by_role("button", name="Sign out").click()
    asked.get_by_role("button", name="Sign out and lose it").click()
    for left in (page, other):
        expect(left.locator("h1")).to_have_text("Sign in" if online else "You are offline")
        expect(left.locator(WAITING)).to_have_count(0)
        assert "Okafor" not in left.content()
    assert page.evaluate("indexedDB.databases()") == []
    assert "train" not in page.evaluate(DUMP)
    one.join()
    page.goto("/me")  # without a network it was only begun
    page.wait_for_url("**/sign-in**")


SEALED = """async () => {
  const { dataset } = document.getElementById("later");
  const as = async (name, key) => {
    Object.assign(dataset, { tag: name, key });
    return import(`${dataset.sealed}&as=${name}`);
  };
  const key = () => btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  const settled = (request) =>
    new Promise((done) => { request.onsuccess = () => done(request.result); });
  const found = {};
  const ada = await as("ada", key());
  await ada.put({ words: "the first" });
  await ada.put({ words: "the second" });
  found.own = (await ada.all()).map((one) => one.words);
  found.count = localStorage.waiting;
  const thief = await as("ada2", dataset.key);  // another tag, though the same key
  found.otherTag = await thief.all();
  const database = await settled(indexedDB.open("aspire-waiting"));
  const store = () => database.transaction("entries", "readwrite").objectStore("entries");
  const kept = await settled(store().getAll());
  found.keys = Object.keys(kept[0]);
  found.ivs = new Set(kept.map((one) => [...one.iv].join())).size;
  new Uint8Array(kept[0].sealed)[0] ^= 1;
  await settled(store().put(kept[0]));
  found.garbled = (await ada.all()).map((one) => one.words);
  await settled(store().put({ ...kept[1], tag: "bea" }));
  const bea = await as("bea", key());
  found.stolen = await bea.all();
  database.close();
  await bea.purge();
  found.left = [localStorage.waiting ?? null, (await indexedDB.databases()).length];
  return found;
}"""


def test_what_is_sealed_opens_only_for_its_owner_and_only_whole(screen):
    found = screen("employee", at="/me").page.evaluate(SEALED)
    assert found["own"] == ["the first", "the second"]
    assert found["count"] == "2 ada"
    assert found["otherTag"] == []
    assert sorted(found["keys"]) == ["id", "iv", "sealed", "tag"]
    assert found["ivs"] == 2
    assert found["garbled"] == ["the second"]
    assert found["stolen"] == []
    assert found["left"] == [None, 0]


def test_without_a_script_nothing_of_this_appears(screen):
    page = screen("employee", at="/me", script=False).page
    assert "waiting" not in page.inner_text("body").lower()
    page.goto("/me/waiting")
    expect(page.locator("main")).to_contain_text("Nothing is waiting")
    expect(page.locator("main").get_by_role("button")).to_have_count(0)
    page.goto("/me/settings")
    expect(page.locator("#mine")).to_be_hidden()


def test_levels_rated_at_once_wait_and_are_saved(alone):
    one = alone("newcomer", "/me/skills/rate", size="phone")
    page = one.page
    first = page.locator("form[data-offline] fieldset").first
    name = first.locator("legend").inner_text()
    first.locator("label.chip", has_text="Working").click()
    one.cut()
    page.get_by_role("button", name="Save my levels").click()
    expect(page.locator("form[data-offline]")).to_contain_text("Kept on this device")
    page = come_back(one)
    expect(page.locator(WAITING)).to_have_count(0)
    page.goto("/me")
    expect(page.locator("#skills > li", has_text=name).locator(".level")).to_have_text("Working")


OFFER = """() => {
  const event = new Event("beforeinstallprompt", { cancelable: true });
  event.prompt = () => { document.title = "asked"; };
  dispatchEvent(event);
}"""


def test_a_place_on_the_home_screen_is_offered_once_something_worked(screen):
    one = screen("employee", at="/notifications", size="phone")
    page = one.page
    card = page.locator(".install")

    def offered(path: str) -> bool:
        page.goto(path)
        page.evaluate(OFFER)
        page.wait_for_timeout(300)
        return card.count() == 1

    assert not offered("/notifications")
    page.goto("/me")
    rate(page, "Leading")
    skill(page).get_by_role("button", name="Save").click()
    expect(skill(page)).to_contain_text("Saved")
    assert not offered("/me")  # never beside a form
    assert offered("/notifications")
    assert one.faults() == []
    page.get_by_role("button", name="Not now").click()
    assert not offered("/notifications")
    month = 31 * 24 * 3600 * 1000
    page.evaluate(f"localStorage.declined = Number(localStorage.declined) - 3 * {month}")
    assert offered("/notifications")
    page.get_by_role("button", name="Add it").click()
    expect(page).to_have_title("asked")


def test_a_newer_release_waits_for_update_now(screen):
    one = screen("employee", at="/notifications", size="phone")
    page = one.page
    offer = """() => import(document.getElementById("later").dataset.offers).then((made) =>
      made.update({ postMessage: (words) => { document.title = words; } }))"""
    page.evaluate(offer)
    expect(page.get_by_role("region", name="Update")).to_contain_text("A newer Aspire is ready.")
    assert one.faults() == []
    page.get_by_role("button", name="Later").click()
    expect(page.get_by_role("region", name="Update")).to_have_count(0)
    page.evaluate(offer)
    page.get_by_role("button", name="Update now").click()
    expect(page).to_have_title("update now")


# ---- This device is mine

KEPT = "[data-kept-page]"
OWN = "() => indexedDB.databases().then((all) => all.map((one) => one.name))"


CHANGE_KEPT = """async (change) => {
  const settled = (request) =>
    new Promise((done) => { request.onsuccess = () => done(request.result); });
  const database = await settled(indexedDB.open("aspire-own"));
  const store = database.transaction("kept", "readwrite").objectStore("kept");
  const page = await settled(store.get("/me"));
  if (change.garbled) new Uint8Array(page.sealed)[99] ^= 1;
  await settled(store.put({ ...page, ...change }));
  database.close();
}"""


def make_mine(one) -> Page:
    """Say on the settings that this device is mine, and wait until the pages are on it."""
    page = one.go("/me/settings")
    page.get_by_role("button", name="Keep my pages here").click()
    expect(page.locator("#mine [role=status]")).to_contain_text("On. Your pages were kept")
    expect(page.get_by_role("button", name="Stop keeping them")).to_be_focused()
    return page


def open_kept(page: Page, path: str, heading: str) -> None:
    page.goto(path)
    expect(page.locator("h1")).to_contain_text(heading)
    expect(page.locator(KEPT)).to_contain_text("You are offline. Kept on this device on")


def nothing_opens(one, *words: str) -> None:
    """Without a network there is the offline page alone, and no word of anybody is left."""
    one.cut()
    for path in ("/me", "/", "/me/aspirations"):
        one.page.goto(path)
        expect(one.page.locator("h1")).to_have_text("You are offline")
        expect(one.page.locator("[data-own-pages]")).to_be_hidden()
    assert one.page.evaluate(OWN) == []
    left = one.page.evaluate(DUMP)
    for word in words:
        assert word not in left, word


def test_ones_own_pages_open_and_are_edited_without_a_network(alone):
    one = alone("employee", "/me", size="phone")
    page = one.page
    expect(page.locator("#mine")).to_have_count(0)
    make_mine(one)
    assert one.faults_in_every_look() == []
    one.look("phone", "light")
    page.goto("/mentorship")
    one.cut()
    open_kept(page, "/me", "Maya Okafor")
    page.reload()
    expect(page.locator(KEPT)).to_be_visible()
    page.evaluate("scrollTo(0, 0)")
    assert one.faults_in_every_look() == []
    one.look("phone", "light")
    page.locator("#words").get_by_role("link", name="Edit").click()
    expect(page.locator("h1")).to_have_text("How you describe yourself")
    page.get_by_label("About me").fill("Typed in the tunnel.")
    save_words(page)
    expect(page.locator("#words")).to_contain_text("Kept on this device, and waiting")
    expect(page.locator(WAITING)).to_have_text("1 change waiting")
    page.reload()  # what was typed is not lost behind the older page
    expect(page.get_by_label("About me")).to_have_value("Typed in the tunnel.")
    expect(page.locator("#words")).to_contain_text("Kept on this device, and waiting")
    page.get_by_label("About me").fill("Typed in the tunnel, twice.")
    save_words(page)
    expect(page.locator(WAITING)).to_have_text("1 change waiting")
    assert one.faults() == []
    page.locator(WAITING).get_by_role("link").click()
    expect(page.locator("[data-list] > li")).to_have_count(1)
    page.goto("/me/skills/rate")
    line = page.locator("li", has=page.locator("legend", has_text="Public speaking"))
    line.locator("label.chip", has_text="Leading").click()
    page.get_by_role("button", name="Save my levels").click()
    expect(page.locator(WAITING)).to_have_text("2 changes waiting")
    page.goto("/roles")
    expect(page.locator("h1")).to_have_text("You are offline")
    assert one.faults_in_every_look() == []
    page.locator("[data-own-pages]").get_by_role("link", name="Home").click()
    expect(page.locator("h1")).to_contain_text("Maya")
    page.get_by_role("link", name="Am I still meeting it?").click()
    expect(page.locator("#flash")).to_contain_text("That needs a connection")

    one.join()
    expect(page.locator(KEPT)).to_have_count(0, timeout=15_000)
    page.goto("/me")
    expect(page.locator(WAITING)).to_have_count(0, timeout=15_000)
    expect(page.locator("#words")).to_contain_text("Typed in the tunnel, twice.")
    expect(skill(page).locator(".level")).to_have_text("Leading")


def test_every_kept_page_is_clean_in_every_look(alone):
    one = alone("employee", "/me")
    page = make_mine(one)
    one.cut()
    for path in copies.PAGES:
        page.goto(path)
        expect(page.locator(KEPT)).to_be_visible()
        assert one.faults_in_every_look() == [], path


def test_what_is_kept_is_of_oneself_sealed_and_goes_at_sign_out(alone):
    one = alone("manager", "/me")
    page = one.page
    team = page.locator("#lead-h ~ ul a").all_inner_texts()
    assert len(team) > 3
    make_mine(one)
    key = page.evaluate("document.getElementById('later').dataset.key")
    left = page.evaluate(DUMP)
    for private in ("Reyes", "Permits Team Leader", "csrf_token", key, *team):
        assert private not in left, private
    one.cut()
    for path in ("/", "/me", "/me/aspirations", "/me/skills/rate"):
        page.goto(path)
        expect(page.locator(KEPT)).to_be_visible()
        for name in team:
            assert name not in page.content(), (path, name)
    page.locator("button[popovertarget=account]").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("h1")).to_have_text("You are offline")
    nothing_opens(one, "Reyes")
    one.join()
    page.goto("/me")
    page.wait_for_url("**/sign-in**")


def test_the_next_person_finds_no_page_of_the_first(alone):
    one = alone("employee", "/me", size="phone")
    page = make_mine(one)
    one.context.clear_cookies()  # the session ended by itself
    one.sign_in("other", at="/me")
    page.wait_for_function("() => !localStorage.mine")
    nothing_opens(one, "Okafor", "Maya")


def test_what_is_just_being_kept_is_not_written_after_signing_out(alone):
    one = alone("employee", "/me")
    page = make_mine(one)
    held = []

    def hold(route):
        held.append(route)

    one.context.route("**/me/skills/rate", hold)
    page.evaluate("() => { localStorage.mine = `${localStorage.mine.split(' ')[0]} 0`; }")
    page.goto("/me/settings")
    for _ in range(100):
        if held:
            break
        page.wait_for_timeout(100)
    other = one.context.new_page()
    other.goto("/me/edit")
    other.locator("button[popovertarget=account]").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/sign-in")
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)
    assert held
    assert page.evaluate(OWN) == []
    assert "Okafor" not in page.evaluate(DUMP)


def test_switched_off_or_signed_out_elsewhere_nothing_stays(alone, screen):
    one = alone("employee", "/me")
    page = make_mine(one)
    page.get_by_role("button", name="Stop keeping them").click()
    expect(page.locator("#mine [role=status]")).to_have_text(
        "Off. Nothing of your pages is kept here."
    )
    expect(page.get_by_role("button", name="Keep my pages here")).to_be_focused()
    nothing_opens(one, "Okafor")
    one.join()
    make_mine(one)
    desk = screen("employee", at="/me/settings").page
    desk.get_by_role("button", name="Sign out everywhere else").click()
    expect(desk.locator("#flash")).to_contain_text("signed out everywhere else")
    page.goto("/me")
    page.wait_for_url("**/sign-in**")
    page.wait_for_function("() => indexedDB.databases().then((all) => !all.length)")
    nothing_opens(one, "Okafor")
    one.join()
    one.sign_in("employee", at="/me")  # the choice stays for who made it
    page.wait_for_function("() => Number(localStorage.mine.split(' ')[1])")
    one.cut()
    open_kept(page, "/me", "Maya Okafor")
    page.evaluate(CHANGE_KEPT, {"until": 0})
    page.reload()
    expect(page.locator("h1")).to_have_text("You are offline")  # too long without a network
    nothing_opens(one, "Okafor")


def test_what_is_typed_in_a_kept_page_is_not_loaded_away(alone):
    one = alone("employee", "/me")
    page = make_mine(one)
    one.cut()
    open_kept(page, "/me/edit", "How you describe yourself")
    page.get_by_label("About me").fill("Typed in the tunnel.")
    one.join()
    expect(page.locator(KEPT)).to_contain_text("You are online again", timeout=15_000)
    expect(page.get_by_label("About me")).to_have_value("Typed in the tunnel.")
    assert one.faults() == []
    save_words(page)
    expect(page.locator(KEPT)).to_have_count(0)
    expect(page.locator("#flash")).to_contain_text("1 change you made offline is saved.")
    expect(page.get_by_label("About me")).to_have_value("Typed in the tunnel.")


def test_a_kept_page_opens_at_its_own_address_and_whole(alone):
    one = alone("employee", "/me")
    page = make_mine(one)
    one.cut()
    page.evaluate(CHANGE_KEPT, {"id": "/"})  # moved
    page.evaluate(CHANGE_KEPT, {"garbled": True})
    for path in ("/", "/me"):
        page.goto(path)
        expect(page.locator("h1")).to_have_text("You are offline")
    open_kept(page, "/me/edit", "How you describe yourself")
    page.evaluate(CHANGE_KEPT, {"release": "another"})  # its look is not on the device
    page.goto("/me")
    expect(page.locator("h1")).to_have_text("You are offline")


def test_a_kept_page_in_conflict_is_shown_beside_the_other(alone, screen):
    phone = alone("employee", "/me", size="phone")
    page = make_mine(phone)
    phone.cut()
    open_kept(page, "/me/edit", "How you describe yourself")
    page.get_by_label("About me").fill("Typed in the tunnel.")
    save_words(page)
    expect(page.locator("#words")).to_contain_text("Kept on this device")
    desk = screen("employee", at="/me").page
    edit_words(desk, "Typed at the desk.")
    save_words(desk)
    expect(desk.locator("#flash")).to_contain_text("Saved.")
    page = come_back(phone, "/me/waiting")
    page.get_by_role("button", name="Look at both").click()
    expect(page.get_by_role("alert")).to_contain_text("Typed at the desk.")
    expect(page.get_by_label("About me")).to_have_value("Typed in the tunnel.")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator(WAITING)).to_have_count(0)


# ---- Aims

AIM = "Harbour stories for children"


def aim(page: Page, title: str = AIM):
    return page.locator("#targets li", has_text=title)


def add_aim(page: Page, title: str = AIM) -> None:
    page.get_by_label("Add a role or a kind of work").fill(title)
    page.locator("#targets").get_by_role("button", name="Add", exact=True).click()


@pytest.mark.parametrize("kept", [False, True], ids=["open page", "kept page"])
def test_aims_are_added_and_dropped_without_a_network(alone, kept):
    one = alone("employee", "/me/aspirations", size="phone")
    page = one.page
    if kept:
        make_mine(one)
        page.goto("/me/aspirations")
    gone = page.locator("#targets li h3").first.inner_text()
    one.cut()
    if kept:
        open_kept(page, "/me/aspirations", "My aspirations")
    add_aim(page)
    expect(page.locator("#add-target")).to_contain_text("For my list: kept on this device")
    expect(page.locator("#add-target")).to_contain_text("It counts once you save it then.")
    aim(page, gone).get_by_role("button", name="Remove").click()
    expect(aim(page, gone)).to_contain_text(f"Off my list: {gone}: kept on this device")
    aim(page, gone).get_by_role("button", name="Remove").click()
    expect(page.locator(WAITING)).to_have_text("2 changes waiting")
    assert one.faults() == []
    page = come_back(one, "/me/aspirations")
    expect(page.locator(WAITING)).to_have_count(0, timeout=15_000)
    page.goto("/me/aspirations")
    expect(aim(page)).to_contain_text("New: counts once you save")
    expect(aim(page, gone)).to_have_count(0)


def test_an_aim_that_was_changed_elsewhere_is_not_dropped_unasked(alone, screen):
    phone = alone("employee", "/me/aspirations", size="phone")
    page = phone.page
    gone = page.locator("#targets li h3").first.inner_text()
    phone.cut()
    aim(page, gone).get_by_role("button", name="Remove").click()
    expect(aim(page, gone)).to_contain_text("kept on this device")
    desk = screen("employee", at="/me/aspirations").page
    aim(desk, gone).get_by_label("How sure are you").select_option(index=0)
    aim(desk, gone).get_by_label("When").select_option("later")
    desk.locator(".savebar").get_by_role("button", name="Save my aspirations").click()
    expect(desk.locator("#flash")).to_contain_text("saved")
    page = come_back(phone, "/me/waiting")
    page.get_by_role("button", name="Look at both").click()
    told = page.get_by_role("alert")
    expect(told).to_contain_text(f"{gone} was changed in another window")
    expect(told.locator("td")).to_have_count(2)
    assert phone.faults_in_every_look() == []
    told.get_by_role("button", name="Remove it all the same").click()
    expect(page.locator("#targets")).to_contain_text(f"{gone} is off your list")
    expect(page.locator(WAITING)).to_have_count(0)


def test_an_aim_to_choose_for_waits_with_what_is_near(alone):
    one = alone("employee", "/me/aspirations")
    page = one.page
    words = page.get_by_label("In your own words").input_value()
    one.cut()
    add_aim(page, "library")
    expect(page.locator(WAITING)).to_have_text("1 change waiting")
    page = come_back(one, "/me/waiting")
    page.get_by_role("button", name="Open the form again").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose one of these")
    expect(page.get_by_label("In your own words")).to_have_value(words)
    page.locator("#targets .options").get_by_role("button").first.click()
    expect(page.locator("#targets")).to_contain_text("is on your list")
    expect(page.locator(WAITING)).to_have_count(0)


def test_entries_are_edited_added_and_removed_without_a_network(alone, screen):
    one = alone("employee", "/me", size="phone")
    page = make_mine(one)
    page.goto("/me")
    names = page.locator("#experience li h3").all_inner_texts()
    edited, removed = names[0], names[-1]
    one.cut()
    open_kept(page, "/me", "Maya Okafor")

    def entry(name: str):
        return page.locator("#experience > ul > li", has=page.get_by_role("heading", name=name))

    entry(edited).get_by_text(f"Edit {edited}").click()
    entry(edited).get_by_label("What came of it").fill("Typed in the tunnel.")
    entry(edited).get_by_role("button", name="Save").click()
    expect(entry(edited)).to_contain_text("Kept on this device, and waiting")
    entry(removed).get_by_text(f"Edit {removed}").click()
    entry(removed).get_by_label("What came of it").fill("On second thoughts.")
    entry(removed).get_by_role("button", name="Save").click()
    expect(page.locator(WAITING)).to_have_text("2 changes waiting")
    entry(removed).get_by_text(f"Remove {removed}").click()
    entry(removed).get_by_role("button", name="Remove").click()
    expect(entry(removed).locator(".note[data-kept]")).to_have_count(1)
    expect(page.locator(WAITING)).to_have_text("2 changes waiting")  # in the place of the edit
    page.evaluate("scrollTo(0, 0)")
    assert one.faults() == []
    assert one.sideways() <= 0
    page.reload()  # what waits is open where it was written
    expect(entry(edited).get_by_label("What came of it")).to_have_value("Typed in the tunnel.")
    expect(entry(edited).locator(".note[data-kept]")).to_be_visible()
    expect(entry(removed).locator(".note[data-kept]")).to_be_visible()

    page.get_by_role("link", name="What shows them").click()
    expect(page.locator("h1")).to_have_text("What shows my skills")
    # What a colleague said of it is theirs: it can be removed, not edited.
    shown = page.locator("section.card > ul > li", has=page.get_by_text(re.compile("^Edit "))).first
    proof = shown.locator("b").first.inner_text()
    shown.get_by_text(f"Edit {proof}").click()
    shown.get_by_label("What it shows").fill("Seen from the tunnel.")
    shown.get_by_role("button", name="Save").click()
    expect(shown).to_contain_text("Kept on this device, and waiting")
    page.get_by_text("A project", exact=True).click()
    form = page.locator("form[action$='kind=project']")
    form.get_by_label("Which skill does it show?").select_option(index=1)
    form.get_by_label("What was the project?").fill("Counted the tides")
    form.get_by_role("button", name="Add").click()
    expect(page.locator(WAITING)).to_have_text("4 changes waiting")
    assert one.faults_in_every_look() == []

    desk = screen("employee", at="/me").page  # meanwhile, elsewhere
    row = desk.locator("#experience > ul > li", has=desk.get_by_role("heading", name=removed))
    row.get_by_role("link", name="Edit").click()
    desk.get_by_label("What came of it").fill("Typed at the desk.")
    desk.get_by_role("button", name="Save").click()
    expect(desk.locator("#flash")).to_contain_text("saved")

    one.look("phone", "light")
    one.join()
    expect(page.locator(KEPT)).to_have_count(0, timeout=15_000)
    expect(page.locator(WAITING)).to_have_text("1 change to decide", timeout=15_000)
    page.goto("/me/evidence")
    expect(page.locator("main")).to_contain_text("Seen from the tunnel.")
    expect(page.locator("main")).to_contain_text("Counted the tides")
    page.locator(WAITING).get_by_role("link").click()
    page.get_by_role("button", name="Look at both").click()
    expect(page.get_by_role("alert")).to_contain_text("Typed at the desk.")
    assert one.faults() == []
    page.get_by_role("link", name="Keep it").click()
    expect(page.locator(WAITING)).to_have_count(0)
    page.goto("/me")
    expect(page.locator("#experience")).to_contain_text("Typed in the tunnel.")
    expect(page.locator("#experience")).to_contain_text("Typed at the desk.")
