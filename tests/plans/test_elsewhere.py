"""A plan beyond its page: the first page, and the copy that a device of one's own keeps."""

import pytest

from portal import copies
from portal.db import db, lock, transaction
from portal.plans import queries, stepping
from portal.plans.models import PlanStep
from portal.plans.steps import NewStep
from tests.plans.test_rules import begun

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
