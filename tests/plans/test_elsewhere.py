"""A plan beyond its page: the first page, and the copy that a device of one's own keeps."""

import pytest

from portal import copies
from portal.aspirations.models import Aspiration
from portal.db import db, lock, transaction
from portal.plans import queries, stepping
from portal.plans.models import PlanStep
from portal.plans.steps import NewStep
from tests.plans.test_rules import begun

pytestmark = pytest.mark.one_database

COPY = {"headers": {copies.HEADER: "1"}}


@pytest.fixture
def plan(app, cast):
    steps = [
        NewStep(kind="mentorship", title="Find a mentor", mentor_id=cast.mei.id),
        NewStep(title="Speak at the market"),
    ]
    return begun(cast.ada, "Lead a team", steps)


def test_the_first_page_goes_on_with_the_plan(ada, plan):
    text = ada.get("/").text
    assert "Continue my plan" in text
    assert "Find a mentor" in text
    assert "0 of 2 steps of your plan done" in text


def test_nobody_else_sees_it_on_theirs(app, cast, plan, mei):
    assert "Continue my plan" not in mei.get("/").text


def test_a_copy_can_be_changed_without_a_network(ada, plan, cast):
    copy, whole = ada.get("/plan", **COPY).text, ada.get("/plan").text
    for step in queries.outline(plan).steps:
        for deed in ("edit", "done"):
            assert f'action="/plan/steps/{step.id}/{deed}"' in copy
        assert f'action="/plan/steps/{step.id}/edit"' not in whole
    assert f'action="/plan/{plan}/add"' in copy
    assert cast.mei.name in whole
    assert cast.mei.name not in copy
    assert cast.manu.name not in copy


def test_what_was_sent_late_meets_what_was_saved_meanwhile(ada, plan):
    step = queries.outline(plan).steps[1]
    form = {"title": "Speak at the fair", "version": str(step.version), "_once": "a" * 32}
    for _ in range(2):
        ada.post(f"/plan/steps/{step.id}/edit", form)
    with transaction():
        row = lock(PlanStep, step.id)
        stepping.edit(row, NewStep(title="Speak at the harbour"))
    late = {"title": "Speak on the radio", "version": str(step.version)}
    text = ada.post(f"/plan/steps/{step.id}/edit", late, status=409).text
    assert "Speak at the harbour" in text
    assert "Speak on the radio" in text
    assert "data-drop" in text
    added = {"kind": "milestone", "title": "One more", "_once": "b" * 32}
    for _ in range(2):
        ada.post(f"/plan/{plan}/add", added)
    db.session.rollback()
    titles = [one.title for one in queries.outline(plan).steps]
    assert titles.count("One more") == 1


def test_an_aim_becomes_a_plan_in_one_click(ada, cast, role):
    with transaction() as session:
        session.add(Aspiration(person_id=cast.ada.id, role_id=role.id, state="active"))
    way = f'formaction="/roles/{role.id}/plan"'
    assert way in ada.get("/me/aspirations").text
    assert f'action="/roles/{role.id}/plan"' in ada.get("/plan/begin").text
    ada.post(f"/roles/{role.id}/plan", {"step": "all"})
    db.session.rollback()
    assert queries.now_plan(cast.ada.id).role_id == role.id
    text = ada.get("/me/aspirations").text
    assert way not in text
    assert "My plan" in text


def test_finishing_asks_whether_the_aim_is_reached(ada, cast, role):
    with transaction() as session:
        session.add(Aspiration(person_id=cast.ada.id, role_id=role.id, state="active"))
    key = begun(cast.ada, role.title, role_id=role.id)
    assert "I have reached this aim, too" in ada.get(f"/plan/{key}/finish").text
    said = ada.follow(ada.post(f"/plan/{key}/finish", {"reached": "y"})).text
    assert "and your aim reached" in said
    assert ">Undo<" not in said  # it would bring back the half of it
    db.session.rollback()
    assert db.session.query(Aspiration).one().state == "achieved"


def test_no_page_of_a_plan_asks_more_than_it_may(ada, cast, plan, role, items):
    with transaction() as session:
        session.merge(cast.ada).role_id = role.id
    key = begun(cast.ada, role.title, [NewStep(title="x")] * 20, role_id=role.id)
    ada.get("/plan")
    assert ada.statements <= 10
    step = queries.outline(key).steps[0]
    ada.get(f"/plan/steps/{step.id}/edit", htmx=True)
    assert ada.statements <= 6
    ada.get("/me/aspirations")
    assert ada.statements <= 10
