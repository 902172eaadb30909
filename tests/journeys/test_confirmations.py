"""A colleague's word on a skill from the question to the page, and a photo from the file to it."""

import io

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.test_main_journey import open_notice


def test_a_question_is_answered_from_the_notice_and_shows(screen):
    maya = screen("employee", at="/validation/ask", size="phone")
    page = maya.page
    page.get_by_role("searchbox", name="Name").fill("Ingrid")
    page.get_by_role("button", name="Find").click()
    page.locator("#found a", has_text="Ingrid Halvorsen").click()
    page.locator("label.chip", has_text="Conflict resolution").click()
    page.get_by_label("A few words to Ingrid").fill("You were there in May.")
    page.get_by_role("button", name="Send my question").click()
    expect(page.locator("#flash")).to_contain_text("You have asked Ingrid Halvorsen.")
    assert maya.sideways() <= 0

    ingrid = screen("mentor", at="/notifications")
    open_notice(ingrid.page, "confirm Conflict resolution")
    page = ingrid.page
    expect(page.locator("blockquote")).to_have_text("You were there in May.")
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator(".err")).to_contain_text("Choose the level you have seen.")
    assert ingrid.faults() == []
    page.locator("label.pick", has_text="Skilled").click()
    page.get_by_role("button", name="Confirm").click()
    expect(page.locator("#flash")).to_contain_text("Thank you.")

    open_notice(maya.page, "Ingrid Halvorsen confirmed Conflict resolution as Skilled")
    page = maya.page
    expect(page.locator("article")).to_contain_text("A higher level than your own")
    page.get_by_role("button", name="Take it off my page").click()
    expect(page.locator("article")).to_contain_text("You took it off your page.")


def test_a_photo_is_sent_without_a_script_and_others_see_it(screen):
    out = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(out, "JPEG")
    file = {"name": "me.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}
    leo = screen("newcomer", at="/me/photo", script=False)
    leo.page.get_by_label("A photo of you").set_input_files(file | {"name": "me.png"})
    leo.page.get_by_role("button", name="Add my photo").click()
    expect(leo.page.locator(".err")).to_contain_text("one kind and its content is another")
    leo.page.get_by_label("A photo of you").set_input_files(file)
    leo.page.get_by_role("button", name="Add my photo").click()
    expect(leo.page.locator("#flash")).to_contain_text("Your photo is there.")
    seen = leo.go("/me").locator("#me-head img.av")
    expect(seen).to_have_js_property("naturalWidth", 256)
