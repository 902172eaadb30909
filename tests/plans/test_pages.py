"""The pages of a plan: every step of it can be done there, without a script."""

import re
from datetime import timedelta
from functools import partial

import pytest

from portal import clock
from portal.db import db
from portal.plans import queries
from portal.plans.models import Plan, PlanStep
from portal.plans.steps import NewStep
from tests.checking import Browser
from tests.plans.test_rules import begun, learning
from tests.racing import at_once

pytestmark = pytest.mark.one_database


@pytest.fixture
def plan(app, cast):
    """Ada's plan of three steps of her own."""
    return begun(cast.ada, "Lead a team", [NewStep(title=title) for title in ("One", "Two", "Six")])


def titles(key):
    db.session.rollback()
    return [step.title for step in queries.outline(key).steps]


def step_of(key, title):
    db.session.rollback()
    return next(step for step in queries.outline(key).steps if step.title == title)


def test_without_a_plan_the_page_leads_on(ada):
    text = ada.get("/plan").get_data(as_text=True)
    assert "Begin a plan" in text
    answer = ada.post("/plan/begin", {"title": "Lead a team", "first": "Ask Mei\n\n Read "})
    text = ada.follow(answer).get_data(as_text=True)
    assert "0 of 2 steps done" in text
    assert "On track" in text
    assert "Only you see this plan." in text
    assert 'aria-current="page"' in text


def test_a_step_is_done_and_taken_back(ada, plan):
    one = step_of(plan, "One")
    answer = ada.post(f"/plan/steps/{one.id}/done", {"version": str(one.version)})
    text = ada.follow(answer).get_data(as_text=True)
    assert "1 of 3 steps done" in text
    assert "Undo" in text
    ada.post(f"/plan/steps/{one.id}/not-done")
    text = ada.post(f"/plan/steps/{one.id}/done", htmx=True).get_data(as_text=True)
    assert "1 of 3 steps done" in text


def test_a_step_is_edited_and_a_conflict_shows_both(ada, plan):
    one = step_of(plan, "One")
    page = ada.get(f"/plan/steps/{one.id}/edit").get_data(as_text=True)
    assert 'type="date"' in page
    form = {"title": "One more", "hours": "1.5", "version": str(one.version)}
    ada.post(f"/plan/steps/{one.id}/edit", form)
    assert step_of(plan, "One more").hours == 1.5
    again = ada.post(f"/plan/steps/{one.id}/edit", form)
    assert again.status_code == 303, "the same words again are no conflict"
    other = form | {"title": "Another"}
    text = ada.post(f"/plan/steps/{one.id}/edit", other, status=409).get_data(as_text=True)
    assert "One more" in text
    assert "Another" in text
    done = ada.post(f"/plan/steps/{one.id}/done", {"version": "1"}, status=409)
    assert "Is it done all the same?" in done.get_data(as_text=True)
    ada.post(f"/plan/steps/{one.id}/done", {"version": "1", "sure": "y"})


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", " ", "Say in a few words"),
        ("hours", "many", "Write the hours as a number"),
        ("hours", "-3", "Write a number from 0"),
        ("hours", "1e9999", "Write a number from 0"),
        ("due_on", "soon", "Choose a day"),
        ("due_on", "2020-01-01", "Choose today or a later day"),
        ("due_on", "9999-12-31", "within twenty years"),
    ],
)
def test_bad_input_is_told_on_its_field(ada, plan, field, value, words):
    form = {"title": "A step", "kind": "milestone"} | {field: value}
    text = ada.post(f"/plan/{plan}/add", form, status=422).get_data(as_text=True)
    assert words in text


def test_steps_move_and_go_and_come_back(ada, plan):
    six = step_of(plan, "Six")
    ada.post(f"/plan/steps/{six.id}/up", {"at": "2"})
    assert titles(plan) == ["One", "Six", "Two"]
    ids = [str(step_of(plan, title).id) for title in ("Two", "One", "Six")]
    version = str(queries.outline(plan).version)
    ada.post(f"/plan/{plan}/order", {"order": " ".join(ids), "version": version})
    assert titles(plan) == ["Two", "One", "Six"]
    stale = ada.post(f"/plan/{plan}/order", {"order": " ".join(ids[::-1]), "version": "1"})
    assert "another window" in ada.follow(stale).get_data(as_text=True)
    answer = ada.post(f"/plan/steps/{ids[1]}/remove")
    assert titles(plan) == ["Two", "Six"]
    undo = re.search(r'action="([^"]+put-back)"', ada.follow(answer).get_data(as_text=True))
    ada.post(undo.group(1))
    assert titles(plan) == ["Two", "One", "Six"]


def test_learning_and_mentors_are_put_in(ada, plan, items, cast):
    text = ada.get(f"/plan/{plan}/add?kind=learning&q=grants").get_data(as_text=True)
    assert "Grants basics" in text
    assert "Running events" not in text
    for _ in range(2):
        ada.post(f"/plan/{plan}/add", {"kind": "learning", "item": str(items[0].id)})
    assert titles(plan).count("Grants basics") == 1
    assert step_of(plan, "Grants basics").due_on > clock.today()
    ada.get(f"/plan/{plan}/add?kind=mentorship")
    ada.get(f"/plan/{plan}/add?kind=nonsense", status=400)
    ada.post(f"/plan/{plan}/add", {"kind": "mentorship", "title": "Find a mentor"})


def test_a_pause_shows_the_dates_before_they_move(ada, plan, cast):
    before = step_of(plan, "One").due_on
    answer = ada.post(f"/plan/{plan}/pause")
    assert "rests" in ada.follow(answer).get_data(as_text=True)
    clock.fix(clock.now() + timedelta(days=9))
    ada.sign_in(cast.ada)
    path = f"/plan/{plan}/dates"
    assert 'value="9"' in ada.get(path).get_data(as_text=True)
    text = ada.get(f"{path}?how=shift&days=9").get_data(as_text=True)
    assert f"{before + timedelta(days=9):%-d %B %Y}" in text
    assert step_of(plan, "One").due_on == before
    ada.get(f"{path}?how=spread&end=2001-01-01", status=422)
    ada.get(f"{path}?how=shift&days=lots", status=422)
    version = str(queries.outline(plan).version)
    ada.post(path, {"how": "shift", "days": "9", "version": version})
    assert step_of(plan, "One").due_on == before + timedelta(days=9)
    ada.post(path, {"how": "shift", "days": "9", "version": version}, status=409)


def test_plans_end_and_are_opened_again(ada, plan, cast):
    assert "Finish this plan?" in ada.get(f"/plan/{plan}/finish").get_data(as_text=True)
    ada.post(f"/plan/{plan}/finish")
    assert "finished" in ada.get(f"/plan/{plan}").get_data(as_text=True)
    late = ada.post(f"/plan/{plan}/finish")
    assert "You finished this plan on" in ada.follow(late).get_data(as_text=True)
    ada.post(f"/plan/{plan}/reopen")
    assert queries.now_plan(cast.ada.id).id == plan
    ada.post(f"/plan/{plan}/drop")
    assert "Earlier plans" in ada.get("/plan").get_data(as_text=True)


def test_nobody_else_reaches_a_plan(mei, plan, items):
    one = step_of(plan, "One")
    for path in (f"/plan/{plan}", f"/plan/{plan}/paper", f"/plan/{plan}/share",
                 f"/plan/steps/{one.id}/edit"):  # fmt: skip
        mei.get(path, status=404)
    mei.post(f"/plan/steps/{one.id}/done", status=404)
    mei.post(f"/plan/{plan}/drop", status=404)


def test_a_retired_course_stays_and_says_so(ada, cast, items):
    key = begun(cast.ada, steps=[learning(items[0])])
    db.session.merge(items[0]).status = "retired"
    db.session.commit()
    assert "No longer offered" in ada.get(f"/plan/{key}").get_data(as_text=True)


def test_the_page_for_print_has_everything(ada, plan):
    text = ada.get(f"/plan/{plan}/paper").get_data(as_text=True)
    assert "3. Six" in text


def test_what_can_be_learned_goes_into_the_plan_from_its_page(ada, cast, items):
    page = ada.get(f"/learning/{items[0].id}").get_data(as_text=True)
    assert "Put it into my plan" in page
    for item in (items[0], items[1], items[1]):
        ada.post("/plan/items", {"item": str(item.id)})
    db.session.rollback()
    found = queries.now_plan(cast.ada.id)
    assert [step.title for step in found.steps] == ["Grants basics", "Running events"]
    ada.post("/plan/items", {"item": str(cast.ada.id)}, status=404)
    form = {"kind": "mentorship", "title": "x", "mentor": str(cast.sam.id)}
    ada.post(f"/plan/{found.id}/add", form, status=400)


def test_dates_too_far_away_are_refused_and_never_break_a_page(ada, plan):
    step = step_of(plan, "One")
    told = ada.post(
        f"/plan/steps/{step.id}/edit", {"title": "One", "starts_on": "0001-01-01"}, status=422
    )
    assert "within twenty years" in told.get_data(as_text=True)
    far = {"title": "Far", "due_on": "9999-12-31"}
    assert "within twenty years" in ada.post("/plan/begin", far, status=422).get_data(as_text=True)
    key = begun_with_days(plan)
    ada.post(f"/plan/{key}/dates", {"how": "shift", "days": "3650"})
    ada.post(f"/plan/{key}/dates", {"how": "shift", "days": "3650"}, status=422)


def begun_with_days(key):
    """The plan with a last day and a step on a day."""
    db.session.query(Plan).update({"due_on": clock.today()})
    db.session.query(PlanStep).filter_by(title="One").update({"starts_on": clock.today()})
    db.session.commit()
    return key


def test_two_clicks_on_something_to_learn_begin_one_plan(app, cast, items):
    draft = db.session.merge(items[1])
    draft.status = "draft"
    db.session.commit()
    browsers = [Browser(app).sign_in(cast.sam) for _ in range(4)]
    forms = [{"csrf_token": b.token(), "item": str(items[0].id)} for b in browsers]
    clicks = [
        partial(b.client.post, "/plan/items", data=f) for b, f in zip(browsers, forms, strict=True)
    ]
    assert {answer.status_code for answer in at_once(clicks)} == {303}
    db.session.rollback()
    assert len(queries.plans_of(cast.sam.id)) == 1
    # What is nobody's yet is not there, whoever names it.
    browsers[0].post("/plan/items", {"item": str(draft.id)}, status=404)
