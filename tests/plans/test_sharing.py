"""Who sees a plan: nobody, unless its owner says so; and the owner sees who looked."""

import pytest

from portal.audience import Audience
from portal.db import db
from portal.people import looks
from portal.people.models import Look, Person
from portal.plans.models import Plan
from portal.plans.steps import NewStep
from tests.checking import Browser
from tests.plans.test_rules import begun

pytestmark = pytest.mark.one_database


@pytest.fixture
def plan(app, cast):
    looks._known.clear()
    return begun(
        cast.ada, "Lead a team", [NewStep(title="Speak at the market", note="I am afraid of it.")]
    )


def audience(plan):
    db.session.rollback()
    return db.session.get_one(Plan, plan).audience


def test_a_plan_is_shared_and_taken_back(app, ada, cast, plan):
    manu = Browser(app).sign_in(cast.manu)
    theirs = f"/people/{cast.ada.id}/plan"
    assert "shares no plan with you" in manu.get(theirs).text
    assert f'href="{theirs}"' not in manu.get(f"/people/{cast.ada.id}").text
    form = {"group": ["manager", "mentors"], "manager": str(cast.manu.id)}
    answer = ada.post(f"/plan/{plan}/share", form)
    said = ada.follow(answer).text
    assert "You and your mentors and Manu Reyes see this plan." in said
    assert audience(plan) == Audience.MANAGER | Audience.MENTORS
    page = manu.get(theirs)
    assert "Speak at the market" in page.text
    assert "afraid" not in page.text, "notes to oneself stay one's own"
    page.close()
    assert f'href="{theirs}"' in manu.get(f"/people/{cast.ada.id}").text
    looked = db.session.query(Look).filter_by(person_id=cast.ada.id, surface="plan").one()
    assert looked.reader_as == "manager"
    assert "your plans" in ada.get("/me/visibility").text
    ada.post(f"/plan/{plan}/share", {"manager": str(cast.manu.id)})
    assert audience(plan) == Audience.NOBODY
    assert "Speak at the market" not in manu.get(theirs).text


def test_a_new_line_manager_sees_nothing_until_asked(app, ada, cast, plan):
    ada.post(f"/plan/{plan}/share", {"group": "manager", "manager": str(cast.manu.id)})
    db.session.get_one(Person, cast.ada.id).manager_id = cast.mei.id
    db.session.commit()
    mei = Browser(app).sign_in(cast.mei)
    assert "Speak at the market" not in mei.get(f"/people/{cast.ada.id}/plan").text
    page = ada.get(f"/plan/{plan}/share").text
    assert "the line manager you had before" in page
    assert "Only you see this plan." in page
    ada.post(f"/plan/{plan}/share", {"group": "mentors", "manager": str(cast.mei.id)})
    assert audience(plan) & (Audience.WAITING | Audience.MANAGER), "it goes on waiting"
    assert "Speak at the market" not in mei.get(f"/people/{cast.ada.id}/plan").text
    ada.post(f"/plan/{plan}/share", {"group": "manager", "manager": str(cast.mei.id)})
    assert "Speak at the market" in mei.get(f"/people/{cast.ada.id}/plan").text


def test_a_page_that_named_another_manager_hands_nothing_over(ada, cast, plan):
    ada.post(f"/plan/{plan}/share", {"group": "manager", "manager": str(cast.sam.id)})
    assert not audience(plan) & Audience.MANAGER
    ada.post(f"/plan/{plan}/share", {"group": "everyone", "manager": ""}, status=400)


def test_a_plan_that_is_over_is_shared_with_nobody(app, ada, cast, plan):
    ada.post(f"/plan/{plan}/share", {"group": "manager", "manager": str(cast.manu.id)})
    ada.post(f"/plan/{plan}/drop")
    manu = Browser(app).sign_in(cast.manu)
    assert "Lead a team" not in manu.get(f"/people/{cast.ada.id}/plan").text


def test_what_is_refused_of_a_step_keeps_what_was_typed(ada, plan):
    step = db.session.get_one(Plan, plan).steps[0]
    form = {"title": "Speak twice", "starts_on": "9990-01-01", "version": str(step.version)}
    text = ada.post(f"/plan/steps/{step.id}/edit", form, status=422).text
    assert "Speak twice" in text
    assert "twenty years" in text
