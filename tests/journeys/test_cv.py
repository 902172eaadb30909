"""From a CV to a profile, on a phone; and the same without a script, from a file."""

from playwright.sync_api import expect

from tests.cv import files

TEXT = """Kitchen helper, Harbour School   Mar 2021 - Aug 2023

I can: first aid, public speaking, event planning, negotiating, swimming
"""


def test_three_skills_from_pasted_text(screen):
    one = screen("newcomer", size="phone", at="/me")
    page = one.page
    page.get_by_role("link", name="Find them in your CV").click()
    page.get_by_label("Or its text").fill(TEXT)
    page.get_by_role("button", name="See what is in it").click()
    expect(page.get_by_role("heading", name="What is in your CV")).to_be_visible()
    assert one.faults_in_every_look() == []
    for name, level in (
        ("First aid", "Skilled"),
        ("Public speaking", "Learning"),
        ("Event planning", "Not yet: I want to learn it"),
    ):
        page.get_by_label(f"Level of {name}", exact=True).select_option(label=level)
    page.get_by_label("Add: Kitchen helper").check()
    page.get_by_role("button", name="Add what I chose").click()
    expect(page.locator("#flash")).to_contain_text("Added 3 skills and 1 entry.")
    expect(page.locator("#skills > li")).to_have_count(3)
    expect(page.locator("#skills")).to_contain_text("First aid")
    expect(page.locator("#experience")).to_contain_text("Kitchen helper")


def test_a_file_without_a_script(screen):
    """Through a web worker as it is served, and the process it reads in."""
    one = screen("newcomer", size="desktop", at="/me/cv", script=False)
    page = one.page
    given = {"name": "cv.pdf", "mimeType": "application/pdf", "buffer": files.pdf(("Broken",))[:90]}
    page.get_by_label("A file").set_input_files(given)
    page.get_by_role("button", name="See what is in it").click()
    expect(page.locator(".has-err")).to_contain_text("it may be damaged")
    sound = files.pdf(("Clerk, Ashby Ferries, May 2015 - June 2018", "First aid and negotiation"))
    page.get_by_label("A file").set_input_files(given | {"buffer": sound})
    page.get_by_role("button", name="See what is in it").click()
    page.get_by_label("Level of Negotiation", exact=True).select_option(label="Working")
    page.get_by_role("button", name="Add what I chose").click()
    expect(page.locator("#skills > li")).to_have_count(1)
