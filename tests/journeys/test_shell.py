"""The shell: pages open to all, sign-in, being offline, being installed, signing out."""

import json

import pytest

PUBLIC = ("/sign-in", "/help", "/privacy", "/accessibility", "/offline", "/nowhere")
KEPT = """caches.keys()
  .then((names) => Promise.all(names.map((name) => caches.open(name))))
  .then((open) => Promise.all(open.map((cache) => cache.keys())))
  .then((all) => all.flat().map((request) => new URL(request.url).pathname))"""


def test_public_pages_have_no_faults(screen, look):
    one = screen(**look)
    for path in PUBLIC:
        one.go(path)
        assert one.faults() == [], path
        assert one.sideways() <= 0, path


def test_a_wrong_password_is_told_kindly_and_the_email_stays(screen):
    page = (one := screen(size="phone")).go("/sign-in")
    page.get_by_label("Work email").fill("employee@demo.example")
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_selector(".errors")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "errors"
    assert page.get_by_label("Work email").input_value() == "employee@demo.example"
    assert one.faults() == []


def test_sign_in_with_the_keyboard_alone(screen):
    one = screen()
    page = one.go("/sign-in?next=/me")
    one.tab_to("Work email")
    page.keyboard.type("employee@demo.example")
    one.tab_to("Password")
    page.keyboard.type("port-ashby-demo")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{one.url}/me")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_account_menu_opens_with_the_keyboard_and_signs_out(screen):
    one = screen("employee", at="/me")
    page = one.page
    page.evaluate("localStorage.note = sessionStorage.note = 'mine'")
    other = one.context.new_page()
    other.goto("/me")
    one.tab_to("Account menu, Maya Okafor\nMO")
    page.keyboard.press("Enter")
    assert one.faults() == []
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("[localStorage.note, sessionStorage.note]") == [None, None]
    other.wait_for_url("**/sign-in")
    assert one.go("/me").url.startswith(f"{one.url}/sign-in")


def test_signing_in_and_out_without_a_script(screen):
    one = screen("employee", at="/me", script=False)
    assert "Maya Okafor" in one.page.inner_text("main")
    one.page.locator("button[popovertarget=account]").click()
    one.page.get_by_role("button", name="Sign out").click()
    one.page.wait_for_url("**/sign-in")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_a_chosen_theme_wins_over_the_device(screen, colours):
    one = screen("other", at="/me/settings", colours="light" if colours == "dark" else "dark")
    page = one.page
    page.get_by_text(colours.capitalize(), exact=True).click()
    page.get_by_role("button", name="Save colours").click()
    page.wait_for_selector(".toast")
    assert page.evaluate("document.documentElement.dataset.theme") == colours
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == colours
    assert one.faults() == []


def test_the_portal_can_be_installed(screen):
    one = screen("employee", at="/me")
    session = one.context.new_cdp_session(one.page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["start_url"] == "/"
    found = {
        e["errorId"] for e in session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    }
    assert found <= {"in-incognito"}  # a test window is one


def test_without_a_connection_only_the_offline_page_is_there(screen):
    one = screen("employee", at="/me", size="phone", colours="dark").keep()
    page = one.page
    kept = page.evaluate(KEPT)
    assert "/offline" in kept
    assert all(path == "/offline" or path.startswith("/static/") for path in kept), kept
    one.context.set_offline(True)
    page.goto("/me")
    assert page.inner_text("h1") == "You are offline"
    assert "Maya" not in page.content()
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Hanken')")
    assert one.faults() == []
    one.context.set_offline(False)
    page.get_by_role("link", name="Try again").click()
    page.wait_for_selector("text=Maya Okafor")


def test_the_first_view_is_light(screen):
    one = screen()
    sizes: dict[str, int] = {}

    def weigh(response):
        sizes[response.url] = len(response.body())

    one.page.on("response", weigh)
    one.page.goto("/sign-in", wait_until="networkidle")
    own = sum(size for url, size in sizes.items() if "/static/js/" in url)
    assert own <= 10 * 1024, f"our own scripts weigh {own} bytes"
