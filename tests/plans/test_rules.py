"""Beginning a plan and putting steps in."""

import pytest

from portal import clock
from portal.db import transaction
from portal.errors import Refused
from portal.plans import queries, rules
from portal.plans.models import PlanState
from portal.plans.steps import NewStep, Toward

pytestmark = pytest.mark.one_database


def learning(item):
    return NewStep(kind="learning", title=item.title, item_id=item.id, hours=item.hours)


def begun(person, title="Lead a team", steps=(), **target):
    with transaction():
        plan = rules.begin(person.id, Toward(title=title, **target), steps)
        key = plan.id
    return key


def test_a_plan_begins_with_dated_steps_and_is_the_one_of_now(app, cast, items):
    steps = [learning(items[0]), NewStep(title="Speak at the market")]
    found = queries.outline(begun(cast.ada, steps=steps))
    assert [step.title for step in found.steps] == ["Grants basics", "Speak at the market"]
    assert clock.today() < found.steps[0].due_on < found.steps[1].due_on == found.ends_on
    assert found.now.title == "Grants basics"
    assert queries.now_plan(cast.ada.id).id == found.id


def test_a_second_plan_is_followed_and_the_first_waits(app, cast):
    first, second = begun(cast.ada), begun(cast.ada, "Learn Spanish")
    states = {plan.id: plan.state for plan in queries.plans_of(cast.ada.id)}
    assert states == {first: PlanState.LATER, second: PlanState.NOW}


def test_beginning_again_goes_on_with_the_same_plan(app, cast, items, role):
    steps = [learning(items[0])]
    first = begun(cast.ada, steps=steps, role_id=role.id)
    again = begun(cast.ada, steps=[*steps, learning(items[1])], role_id=role.id)
    assert first == again
    assert [step.item_id for step in queries.outline(first).steps] == [items[0].id, items[1].id]


def test_the_same_thing_to_learn_is_one_step(app, cast, items):
    key = begun(cast.ada, steps=[learning(items[0]), learning(items[0])])
    assert len(queries.outline(key).steps) == 1
    assert queries.in_plan(cast.ada.id) == {("learning", items[0].id)}


def test_what_is_gone_is_not_planned_but_stays_and_says_so(app, cast, items):
    key = begun(
        cast.ada,
        steps=[
            learning(items[0]),
            NewStep(kind="mentorship", title="Find a mentor", mentor_id=cast.mei.id),
        ],
    )
    with transaction() as session:
        session.merge(items[0]).status = "retired"
        session.merge(cast.mei).left_on = clock.today()
    item, mentor = queries.outline(key).steps
    assert "No longer offered" in item.gone
    assert "has left" in mentor.gone
    with pytest.raises(Refused):
        begun(cast.sam, steps=[learning(items[0])])


@pytest.mark.parametrize(
    "wrong", [{"title": " "}, {"kind": "conversation"}, {"hours": -1}, {"hours": 10**9}]
)
def test_what_makes_no_sense_is_refused(app, cast, wrong):
    with pytest.raises(Refused):
        begun(cast.ada, steps=[NewStep(**({"title": "x"} | wrong))])
