"""Doing, changing and ordering steps; the life of a plan; moving its dates."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.plans import dating, moving, queries, rules, states, stepping
from portal.plans.models import Plan, PlanState, PlanStep
from portal.plans.moving import Way
from portal.plans.steps import NewStep
from portal.transitions import Past
from tests.plans.test_rules import begun, learning
from tests.racing import at_once

pytestmark = pytest.mark.one_database


@pytest.fixture
def plan(app, cast) -> UUID:
    """Ada's plan of four steps of her own."""
    return begun(cast.ada, steps=[NewStep(title=title) for title in "ABCD"])


def titles(key):
    return "".join(step.title for step in queries.outline(key).steps)


def step_of(key, title):
    return next(step for step in queries.outline(key).steps if step.title == title)


def does(rule, step, *more):
    with transaction():
        return rule(lock(PlanStep, step.id), *more)


def test_steps_are_done_taken_out_and_put_back(plan):
    assert does(stepping.done, step_of(plan, "A"))
    assert not does(stepping.done, queries.outline(plan).steps[0])
    assert (queries.outline(plan).done, queries.outline(plan).now.title) == (1, "B")
    b = step_of(plan, "B")
    does(stepping.remove, b)
    assert titles(plan) == "ACD"
    with pytest.raises(Refused):
        does(stepping.done, b)
    does(stepping.put_back, b)
    assert titles(plan) == "ABCD"


def test_a_second_click_on_up_moves_nothing_more(plan):
    c = step_of(plan, "C")
    assert does(stepping.move, c, -1, 2)
    assert not does(stepping.move, c, -1, 2)
    assert titles(plan) == "ACBD"
    with pytest.raises(stepping.OrderedElsewhere):
        does(stepping.move, c, -1, 3)
    assert not does(stepping.move, step_of(plan, "A"), -1)


def test_two_windows_order_the_same_plan(app, plan):
    """One of two orders is kept whole, the other hears of it; no step is lost."""
    seen = queries.outline(plan)
    ids = [step.id for step in seen.steps]

    def arranged(order):
        def run():
            with app.app_context(), transaction():
                stepping.arrange(lock(Plan, plan), order, seen.version)

        return run

    wishes = [ids[::-1], ids[1:] + ids[:1]]
    answers = at_once([arranged(order) for order in wishes])
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "OrderedElsewhere"]
    db.session.rollback()
    now = [step.id for step in queries.outline(plan).steps]
    assert now == wishes[answers.index(None)]


def test_one_plan_is_followed_and_a_stale_click_hears_when(app, cast, plan):
    other = begun(cast.ada, "Another")
    with transaction():
        states.advance(lock(Plan, plan), "follow", cast.ada.id)
    found = {one.id: one.state for one in queries.plans_of(cast.ada.id)}
    assert found == {plan: PlanState.NOW, other: PlanState.LATER}
    with transaction():
        states.advance(lock(Plan, plan), "finish", cast.ada.id)
    with pytest.raises(Past, match="You finished this plan on"), transaction():
        states.advance(lock(Plan, plan), "finish", cast.ada.id)
    with pytest.raises(Refused), transaction():
        states.advance(lock(Plan, plan), "pause", cast.ada.id)


def test_two_plans_followed_at_once_leave_one(app, cast, plan):
    other = begun(cast.ada, "Another")
    third = begun(cast.ada, "A third")

    def follows(key):
        def run():
            with app.app_context(), transaction():
                states.advance(lock(Plan, key), "follow", cast.ada.id)
            return "done"

        return run

    assert at_once([follows(plan), follows(other)]) == ["done", "done"]
    db.session.rollback()
    found = [one.state for one in queries.plans_of(cast.ada.id)]
    assert found == [PlanState.NOW, PlanState.LATER, PlanState.LATER]
    assert queries.now_plan(cast.ada.id).id != third


def test_a_pause_moves_what_is_to_do_by_its_length(cast, plan):
    does(stepping.done, step_of(plan, "A"))
    before = {step.title: step.due_on for step in queries.outline(plan).steps}
    with transaction():
        states.advance(lock(Plan, plan), "pause", cast.ada.id)
    clock.fix(clock.now() + timedelta(days=20))
    seen = queries.outline(plan)
    assert moving.suggested(seen) == Way("shift", 20, seen.ends_on)
    with transaction():
        assert moving.move(lock(Plan, plan), Way("shift", 20), cast.ada.id) == 3
    after = queries.outline(plan)
    assert after.state == PlanState.NOW
    assert after.paused_on is None
    for step in after.steps:
        assert step.due_on - before[step.title] == timedelta(days=20 if step.title != "A" else 0)


@given(
    hours=st.lists(st.integers(0, 20_000) | st.none(), min_size=1, max_size=50),
    days=st.integers(1, 3653),
)
def test_spread_keeps_the_order_and_ends_on_the_day(hours, days):
    steps = [NewStep(title="x", hours=h) for h in hours]
    end = clock.today() + timedelta(days=days)
    found = [one.due_on for one in dating.spread(steps, clock.today(), end)]
    assert found == sorted(found)
    assert found[-1] == end
    assert found[0] >= clock.today()


@pytest.mark.parametrize("way", [Way("spread"), Way("shift", 99_999), Way("sideways")])
def test_dates_that_make_no_sense_are_refused(cast, plan, way):
    with pytest.raises(Refused):
        moving.worked_out(queries.outline(plan).steps, way)


def test_the_same_thing_is_not_put_back_twice(app, cast, items):
    key = begun(cast.ada, steps=[learning(items[0])])
    first = queries.outline(key).steps[0]
    does(stepping.remove, first)
    with transaction():
        rules.add(lock(Plan, key), learning(items[0]))
    with pytest.raises(Refused, match="in your plan already"):
        does(stepping.put_back, first)
