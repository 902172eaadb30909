"""What people look for, who answers, and openings that belong to a role."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import db, transaction
from portal.notices.models import Notice
from portal.opportunities import timed
from portal.opportunities.documents import of
from portal.opportunities.models import Application, Opportunity
from portal.people.models import Person
from portal.personal import erasing
from portal.roles.models import Family, Role
from portal.skills.models import Skill
from portal.work import once
from tests.checking import Browser
from tests.opportunities.conftest import WORDS, applies, made, state

pytestmark = pytest.mark.one_database


def days(**named):
    return {name: str(clock.today() + timedelta(days=n)) for name, n in named.items()}


@pytest.fixture
def sought(app, cast, ada):
    """Ada looks for something to do two hours a week."""
    db.session.add(Skill(name="Map reading", folded="map reading"))
    db.session.commit()
    said = {
        "kind": "gig", "title": "Something with maps", "summary": "I like maps, and have time.",
        "hours": "2", "work_mode": "mixed", "publish": "y", "learned_0": "Map reading",
        "learned_0_level": "3", **days(starts_on=20, ends_on=60),
    }  # fmt: skip
    ada.post("/opportunities/seek", said)
    db.session.rollback()
    return db.session.scalars(select(Opportunity)).one().id


def test_who_has_something_answers_and_it_goes_the_usual_way(app, cast, ada, sought):
    one = db.session.get_one(Opportunity, sought)
    assert (one.state, one.seeker_id, one.places) == ("published", cast.ada.id, 1)
    assert next(iter(of([sought]))).facets["state"] == ["seeking"]
    key = made(cast.mei.id, title="Draw the harbour")
    mei = Browser(app).sign_in(cast.mei)
    assert "I have something" in mei.get(f"/opportunities/{sought}").text
    mei.post(f"/opportunities/{sought}/apply", {"words": WORDS, "with_id": str(key)})
    once()
    text = ada.get(f"/opportunities/{sought}/applications").text
    for words in ("Draw the harbour", "Let us talk", WORDS):
        assert words in text, words
    row = db.session.scalars(select(Application)).one().id
    ada.post(f"/opportunities/applications/{row}/offer", {})
    assert state(row) == "submitted"  # there is no place to offer
    ada.post(f"/opportunities/applications/{row}/shortlist", {})
    once()
    assert "They would like to talk" in mei.get(f"/opportunities/applications/{row}").text
    ada.post(f"/opportunities/{key}/apply", {"words": WORDS})
    ada.post(f"/opportunities/{sought}/cancel", {})
    once()
    assert (state(row), state(sought, Opportunity)) == ("cancelled", "cancelled")
    told = [(one.person_id, one.kind) for one in db.session.scalars(select(Notice))]
    for kind, who in (("answered", cast.ada), ("talk", cast.mei), ("over", cast.mei)):
        assert (who.id, f"opportunity.seeking_{kind}") in told


def test_only_who_may_have_something_answers(app, cast, ada, sought):
    mei = Browser(app).sign_in(cast.mei)
    assert "offers something here can answer" in mei.get(f"/opportunities/{sought}").text
    mei.post(f"/opportunities/{sought}/apply", {"words": WORDS})
    assert db.session.scalars(select(Application)).all() == []
    assert (
        "I have something" in Browser(app).sign_in(cast.manu).get(f"/opportunities/{sought}").text
    )
    ada.post("/plan/opportunities", {"opportunity": str(sought)})
    assert "is in your plan" not in ada.get("/plan").text


def test_it_ends_with_whoever_looked_for_it(app, cast, sought):
    with transaction():
        db.session.get_one(Person, cast.ada.id).left_on = clock.today()
    timed.tick(clock.now())
    assert state(sought, Opportunity) == "cancelled"


def test_an_opening_is_for_a_role_and_found_from_its_page(app, cast, ada):
    family = Family(name="Harbour", id=uuid4())
    role = Role(family_id=family.id, title="Harbour Pilot", level=3)
    db.session.add_all([family, role])
    db.session.commit()
    path = f"/roles/{role.id}"
    said = {
        "kind": "opening", "title": "A pilot for the east basin", "summary": "Guide ships.",
        "places": "1", "hours": "37", "work_mode": "site", "publish": "y", "role": "Harbor",
        **days(apply_by=10, starts_on=40, ends_on=41),
    }  # fmt: skip
    assert "Openings" not in ada.get(path).text
    ada.post("/opportunities/new", said, status=422)  # not theirs to offer
    manu = Browser(app).sign_in(cast.manu)
    assert "Offer an opening for it" in manu.get(path).text
    assert "Write the whole title" in manu.post("/opportunities/new", said, status=422).text
    manu.post("/opportunities/new", said | {"role": "harbour pilot"})
    db.session.rollback()
    one = db.session.scalars(select(Opportunity)).one()
    assert (one.state, one.role_id, one.ends_on) == ("submitted", role.id, one.starts_on)
    assert "A pilot" not in ada.get(path).text
    Browser(app).sign_in(cast.hana).post(f"/opportunities/{one.id}/approve", {})
    browser = Browser(app).sign_in(cast.ada)
    assert "A pilot for the east basin" in browser.get(path).text
    assert browser.statements <= 10
    assert "Harbour Pilot" in ada.get(f"/opportunities/{one.id}").text


def test_it_is_erased_with_whoever_looked_for_it(cast, sought):
    mine = applies(sought, cast.manu.id)
    with transaction():
        erasing.erase(cast.ada.id, by=None)
    db.session.rollback()
    assert db.session.get(Opportunity, sought) is None
    assert db.session.get(Application, mine) is None
