"""A plan follows the days of a place somebody has, and what they complete."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.learning.enrolling import rules as learning_rules
from portal.learning.models import Enrolment, LearningDate
from portal.people.models import Person
from portal.plans import moving, places, queries
from portal.plans.models import Plan, PlanStep
from portal.plans.moving import Way
from portal.plans.steps import NewStep
from portal.work import once
from tests.plans.test_rules import begun, learning

pytestmark = pytest.mark.one_database


def held(item, days):
    at = clock.now() + timedelta(days=days)
    made = LearningDate(item_id=item.id, starts_at=at, ends_at=at + timedelta(days=1, hours=2))
    db.session.add(made)
    db.session.commit()
    return made


def takes_a_place(person, item, date):
    with transaction():
        return learning_rules.ask(db.session.get(Person, person.id), item, date.id)


def steps(key):
    db.session.rollback()
    return queries.outline(key).steps


def test_a_step_follows_its_place_and_what_is_completed(app, cast, items):
    first, later = held(items[0], 20), held(items[0], 60)
    key = begun(cast.ada, steps=[learning(items[0]), NewStep(title="Speak at the market")])
    row = takes_a_place(cast.ada, items[0], first)
    once()
    assert steps(key)[0].starts_on == first.starts_at.date()
    with transaction():
        learning_rules.choose_date(lock(Enrolment, row.id), later.id)
    once()
    course, own = steps(key)
    assert (course.starts_on, course.due_on) == (later.starts_at.date(), later.ends_at.date())
    with transaction() as session:
        session.get_one(PlanStep, course.id).due_on += timedelta(days=9)  # by hand
    with transaction():  # all the rest moves; the course is laid on its days again
        assert moving.move(lock(Plan, key), Way("shift", 30), cast.ada.id) == 2
    after = steps(key)
    assert after[0].due_on == course.due_on
    assert after[1].due_on == own.due_on + timedelta(days=30)
    clock.fix(later.ends_at + timedelta(hours=1))
    with transaction():
        learning_rules.done(lock(Enrolment, row.id))
    once()
    assert [step.done_on for step in steps(key)] == [clock.today(), None]
    version = steps(key)[0].version
    with transaction():
        places.follow(str(row.id))
    assert steps(key)[0].version == version


def test_what_has_a_place_already_is_planned_for_its_days(app, cast, items, ada):
    takes_a_place(cast.ada, items[1], held(items[1], 33))
    ada.post("/plan/items", {"item": str(items[1].id)})
    plan = queries.now_plan(cast.ada.id)
    assert plan.steps[0].starts_on == clock.today() + timedelta(days=33)
    page = ada.get(f"/learning/{items[1].id}").text
    assert ada.statements <= 10
    assert "It is in my plan" in page
    assert "Put it into my plan" not in page
    page = ada.get(f"/plan/{plan.id}/dates").text
    assert "This stays on its days" in page


def test_a_place_on_what_is_offered_no_longer_is_kept_and_said(app, cast, items, ada):
    takes_a_place(cast.ada, items[0], held(items[0], 20))
    begun(cast.ada, steps=[learning(items[0]), learning(items[1])])
    with transaction() as session:
        for item in items[:2]:
            session.merge(item).status = "retired"
    page = ada.get("/plan").text
    assert page.count("No longer offered") == 1
    assert "You have a place" in page


def test_what_is_to_come_is_not_moved_into_the_past(app, cast):
    key = begun(cast.ada, steps=[NewStep(title="A")])
    with pytest.raises(Refused, match="in the past"), transaction():
        moving.move(lock(Plan, key), Way("shift", -400), cast.ada.id)
