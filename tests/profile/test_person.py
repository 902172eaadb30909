"""Somebody else's page: who sees what."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile, Driver, HrConsent
from portal.audience import Audience
from portal.db import db
from portal.mentorship.models import Mentor, Mentorship
from portal.people.models import Experience, Person
from tests.checking import Browser
from tests.profile.making import fresh, has
from tests.profile.test_skills import text

pytestmark = pytest.mark.one_database

ALL = {"self", "manager", "mentor", "hr", "colleague", "admin"}
# Each item of Ada's, under the audience she chose, and who reads it on her page.
ITEMS = {
    "Skill for all": ALL,
    "Skill for none": set(),
    "Skill for mentors": {"mentor"},
    "Skill for the manager": {"manager"},
    "Skill for two": {"mentor", "manager"},
    "Skill for HR": {"hr"},
    "Ada, in one line": ALL,
    "Ada, at length": ALL,
    "Festival marshal": ALL,
    "Aim to be a ranger": {"mentor", "manager"},
    "Helping people directly": {"hr"},
    "What I would say to all": ALL,
    "Mostly at home": set(),
}


@pytest.fixture
def ada_shows(cast):
    """Ada's items, and Mei as her mentor."""
    person = db.session.get_one(Person, cast.ada.id)
    person.headline, person.about = "Ada, in one line", "Ada, at length"
    person.shared_with_manager_id = cast.manu.id
    day = clock.today()
    both = Audience.MENTORS | Audience.MANAGER
    has(person, "Skill for all")
    has(person, "Skill for none", audience=Audience.NOBODY)
    has(person, "Skill for mentors", audience=Audience.MENTORS)
    has(person, "Skill for the manager", audience=Audience.MANAGER)
    has(person, "Skill for two", audience=both)
    has(person, "Skill for HR", audience=Audience.HR)
    db.session.add_all([
        Experience(person_id=person.id, title="Festival marshal", started_on=day),
        AspirationProfile(
            person_id=person.id, words="What I would say to all", work_mode="home",
            roles_audience=both, drivers_audience=Audience.HR, words_audience=Audience.EVERYONE,
            preferences_audience=Audience.NOBODY,
        ),
        Aspiration(person_id=person.id, words="Aim to be a ranger"),
        Driver(person_id=person.id, code="helping"),
        HrConsent(person_id=person.id, purpose="step", until=day),
        Mentor(id=cast.mei.id),
    ])  # fmt: skip
    db.session.flush()
    db.session.add(
        Mentorship(
            mentor_id=cast.mei.id,
            mentee_id=person.id,
            started_at=clock.now(),
            ends_on=day + timedelta(days=90),
        )
    )
    db.session.commit()
    return cast


READERS = {
    "self": "ada",
    "manager": "manu",
    "mentor": "mei",
    "hr": "hana",
    "colleague": "sam",
    "admin": "alex",
}


@pytest.mark.parametrize("reader", sorted(ALL))
def test_each_item_is_read_by_those_it_was_opened_to(app, ada_shows, reader):
    browser = Browser(app).sign_in(getattr(ada_shows, READERS[reader]))
    page = text(browser.get(f"/people/{ada_shows.ada.id}"))
    shown = {item for item in ITEMS if item in page}
    assert shown == {item for item, readers in ITEMS.items() if reader in readers}
    assert browser.statements <= 12


def test_a_mentorship_that_ended_shows_no_more(app, mei, ada_shows):
    relation = db.session.query(Mentorship).one()
    relation.state, relation.ended_at = "ended", clock.now()
    db.session.commit()
    assert "Skill for mentors" not in text(mei.get(f"/people/{ada_shows.ada.id}"))


@pytest.mark.parametrize(
    ("look", "seen"),
    [("manager", "Skill for two"), ("mentor", "Skill for mentors"), ("hr", "Skill for HR")],
)
def test_i_see_my_page_as_others_do(ada, ada_shows, look, seen):
    assert seen in text(ada.get(f"/people/{ada_shows.ada.id}?as={look}"))
    assert seen not in text(ada.get(f"/people/{ada_shows.ada.id}"))
    assert seen not in text(ada.get(f"/people/{ada_shows.ada.id}?as=nobody"))


def test_nobody_reads_another_page_as_somebody_else(app, ada_shows):
    sam = Browser(app).sign_in(ada_shows.sam)
    assert "Skill for HR" not in text(sam.get(f"/people/{ada_shows.ada.id}?as=hr"))


def test_a_leaver_and_an_unknown_person_have_no_page(ada, cast):
    ada.get(f"/people/{cast.lee.id}", status=404)
    ada.get(f"/people/{uuid4()}", status=404)
    ada.get("/people/none", status=404)


def test_an_open_mentor_can_be_asked_from_their_page(ada, ada_shows):
    assert "Ask to mentor me" in text(ada.get(f"/people/{ada_shows.mei.id}"))
    assert "Ask to mentor me" not in text(ada.get(f"/people/{ada_shows.sam.id}"))
    mentor = db.session.query(Mentor).one()
    mentor.state = "closed"
    db.session.commit()
    assert "Ask to mentor me" not in text(ada.get(f"/people/{ada_shows.mei.id}"))


def test_a_manager_finds_the_people_they_lead(app, cast):
    manu = Browser(app).sign_in(cast.manu)
    page = text(manu.get("/me"))
    assert "People you lead" in page
    assert f'href="/people/{cast.ada.id}"' in page
    assert fresh(cast.ada).name in page
