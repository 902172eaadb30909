"""Finding what to learn: words, filters with counts, orders; the page of an item."""

import re
from decimal import Decimal
from html import unescape

import pytest

from portal import clock
from portal.db import db
from portal.learning.models import Enrolment, learning_prerequisite
from portal.skills.models import PersonSkill
from tests.index import in_step, take_away
from tests.learning import catalogue


@pytest.fixture
def shelf(app, cast):
    """Four items of two providers, in the index."""
    here = catalogue.provider(contact="Ruth, course desk", email="learn@example.org")
    college = catalogue.provider("Ashby College", "external", url="https://college.example")
    grants, talks = catalogue.skill("Grant writing"), catalogue.skill("Public speaking")
    made = {
        "basics": catalogue.item(
            "Grants basics", college, {grants.id: 1}, cost=Decimal(90), payer="budget",
            url="https://college.example/grants",
        ),
        "club": catalogue.item("Speak up lunch club", here, {talks.id: 2}, format="event"),
        "class": catalogue.item(
            "Speaking class", college, {talks.id: 3}, cost=Decimal(240), hours=Decimal("2.5"),
            certificate="Speaker", certificate_months=24,
        ),
        "draft": catalogue.item("Speaking of drafts", here, {talks.id: 1}, status="draft"),
    }  # fmt: skip
    catalogue.held(made["club"], 3)
    catalogue.held(made["class"], 2, places=5, place="Building C")
    db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=talks.id, level=1, interest="more"))
    db.session.commit()
    in_step(app.config["SETTINGS"].index_folder)
    return made


def titles(answer):
    text = unescape(re.sub(r"</?mark>", "", answer.get_data(as_text=True)))
    text = text[text.index('id="results"') :]
    return re.findall(r'<h3><a href="/learning/[0-9a-f-]+">([^<]+)</a>', text)


def count(answer, box):
    found = re.search(rf'{box}"[^>]*><span>[^<]*<span class="n">(\d+)', answer.text)
    return int(found.group(1)) if found else None


def test_the_catalogue_is_found_by_words_and_narrowed_with_counts(ada, cast, shelf):
    mine = Enrolment(person_id=cast.ada.id, item_id=shelf["basics"].id, state="planned")
    db.session.add(mine)
    db.session.commit()
    everything = ada.get("/learning")
    assert everything.text.count("Planned") == 1
    assert titles(everything) == ["Grants basics", "Speak up lunch club", "Speaking class"]
    assert ada.statements <= 10
    assert "learning to working" in everything.text
    found = ada.get("/learning?q=speaking")
    assert set(titles(found)) == {"Speaking class", "Speak up lunch club"}
    assert count(found, 'value="Public speaking') == 2
    assert count(found, 'value="dated') == 2
    assert count(found, 'value="room') == 2
    assert titles(ada.get("/learning?skill=Public+speaking&level=3")) == ["Speaking class"]
    assert titles(ada.get("/learning?payer=nobody")) == ["Speak up lunch club"]
    assert titles(ada.get("/learning?when=dated&sort=date")) == [
        "Speaking class", "Speak up lunch club"
    ]  # fmt: skip
    assert titles(ada.get("/learning?sort=cost")) == [
        "Speak up lunch club", "Grants basics", "Speaking class"
    ]  # fmt: skip
    assert titles(ada.get("/learning?sort=hours"))[0] == "Speaking class"
    narrowed = ada.get("/learning?provider=Ashby+College&sort=cost", htmx=True)
    assert titles(narrowed) == ["Grants basics", "Speaking class"]
    assert narrowed.headers["HX-Push-Url"].startswith("/learning?provider=")
    nothing = ada.get("/learning?q=speaking&payer=person")
    assert "Nothing matches yet" in nothing.text
    assert "Without the filter: 2 things to learn" in nothing.text


def test_learning_is_found_in_everything_and_suggested(ada, shelf):
    assert "Grants basics" in ada.get("/search?q=grants").text.replace("<mark>", "").replace(
        "</mark>", ""
    )
    options = ada.get("/learning/suggest?q=gran", htmx=True).text
    assert f"/learning/{shelf['basics'].id}" in options
    assert "/learning?skill=Grant+writing" in options


def test_titles_are_found_while_there_is_no_index(app, ada, shelf):
    take_away(app.config["SETTINGS"].index_folder)
    found = ada.get("/learning?q=speaking")
    assert titles(found) == ["Speaking class"]
    assert "being built" in found.text


def test_a_past_date_and_a_retired_item_are_gone_though_the_index_is_behind(app, ada, shelf):
    row = db.session.get(type(shelf["basics"]), shelf["basics"].id)
    row.status = "retired"
    for date in db.session.get(type(row), shelf["club"].id).dates:
        date.cancelled_at = clock.now()
    db.session.commit()
    assert "Grants basics" not in titles(ada.get("/learning"))
    assert titles(ada.get("/learning?when=dated")) == ["Speaking class"]
    assert "No longer offered" in ada.get(f"/learning/{row.id}").text


def test_a_list_without_words_knows_at_once_that_a_date_is_full(ada, cast, shelf):
    assert count(ada.get("/learning"), 'value="room') == 2
    (date,) = db.session.get(type(shelf["class"]), shelf["class"].id).dates
    date.places = 1
    given = {"item_id": shelf["class"].id, "date_id": date.id, "state": "enrolled"}
    db.session.add(Enrolment(person_id=cast.sam.id, **given))
    db.session.commit()
    full = ada.get("/learning?when=room")
    assert titles(full) == ["Speak up lunch club"]
    assert (count(full, 'value="room'), count(full, 'value="dated')) == (1, 2)
    assert count(ada.get("/learning"), 'value="room') == 1


def test_the_page_of_an_item_says_all_in_plain_words(ada, shelf):
    first = catalogue.item("Breathing", shelf["club"].provider)
    pair = {"item_id": shelf["class"].id, "needs_id": first.id}
    db.session.execute(learning_prerequisite.insert().values(**pair))
    db.session.commit()
    text = unescape(ada.get(f"/learning/{shelf['class'].id}").text)
    for said in (
        "£240, paid by the organisation", "2.5 hours", "Speaker, valid for 2 years",
        "You: learning", "to Skilled", "Building C", "5 places left", "Ashby College",
        "Outside the organisation", "Breathing", "To do before", "Nothing changes without your yes",
    ):  # fmt: skip
        assert said in text, said
    ada.get(f"/learning/{shelf['draft'].id}", status=404)
