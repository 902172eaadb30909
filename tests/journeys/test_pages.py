"""Every page of the demo organisation: no faults, nothing sideways, nothing too small for a thumb.

Faults come from a size (layout) or from the colours (contrast): two looks see all four of them.
"""

import pytest

PAGES = {
    "employee": (
        "/", "/me", "/me/aspirations", "/me/settings", "/roles", "/roles?q=outreach",
        "/roles?q=outrech", "/roles?q=zzzz", "/search?q=water", "/mentors", "/mentorship",
        "/notifications",
    ),
    "newcomer": ("/", "/me", "/me/aspirations", "/mentorship", "/notifications"),
    "mentor": ("/", "/mentorship", "/mentorship/offer"),
    "hr": ("/", "/insights"),
}  # fmt: skip


both_looks = pytest.mark.parametrize(
    "look",
    [{"size": "phone", "colours": "light"}, {"size": "desktop", "colours": "dark"}],
    ids=["phone-light", "desktop-dark"],
)


@both_looks
@pytest.mark.parametrize("who", PAGES)
def test_pages_have_no_faults(screen, look, who):
    one = screen(who, **look)
    found = []
    for path in PAGES[who]:
        page = one.go(path)
        assert page.locator("h1").count() == 1, path
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        found += [f"{path}: {fault}" for fault in one.faults()]
        if one.sideways() > 0:
            found.append(f"{path} is {one.sideways()} px too wide")
    assert not found, "\n".join(found)


@both_looks
def test_a_role_and_a_mentor_have_no_faults(screen, look):
    one = screen("employee", at="/roles", **look)
    for path, link in (("/roles?q=outreach", "main h3 a"), ("/mentors", "main h3 a")):
        page = one.go(path)
        page.locator(link).first.click()
        page.wait_for_load_state()
        assert one.faults() == [], page.url
        assert one.sideways() <= 0, page.url


def test_no_control_is_too_small_for_a_thumb(screen):
    one = screen("employee", size="phone")
    for path in ("/", "/me", "/me/aspirations", "/roles?q=outreach", "/mentors", "/me/settings"):
        one.go(path)
        assert one.page.evaluate(SMALL) == [], path


# Links inside sentences may be small; a card's or row's link covers it all.
SMALL = """(() => {
  const inside = "p a, dd a, td a, .sm a, .foot a, .vh, .skip, [type=hidden]";
  const covered = ":is(.chip, .pick, .check) input";
  const name = (e) => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 30)}`;
  return [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter((e) => !e.matches(`${inside}, ${covered}`))
    .filter((e) => getComputedStyle(e, "::after").position !== "absolute")
    .map((e) => [name(e), e.getBoundingClientRect()])
    .filter(([, box]) => box.height > 1 && (box.height < 43.5 || box.width < 24))
    .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`);
})()"""
