"""The table of states, and what holds whatever is clicked, in whatever order."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import clock
from portal.aspirations import drivers, queries, rules, targets, timed, words
from portal.aspirations.models import Aim, Aspiration, AspirationEvent, State
from portal.aspirations.states import MOST, REVIEW_AFTER, TABLE, Event, advance
from portal.db import db
from portal.errors import Refused
from portal.notices.models import Notice
from portal.transitions import Past


def test_the_table_is_as_the_law_says():
    moves = {(before, step.to) for (before, _), step in TABLE.items()}
    assert moves == {
        (None, "draft"), ("draft", "active"), ("active", "achieved"), ("draft", "dropped"),
        ("active", "dropped"), ("draft", "archived"), ("active", "archived"),
        ("dropped", "draft"), ("dropped", "active"), ("achieved", "active"),
    }  # fmt: skip
    assert not any(before == State.ARCHIVED for before, _ in TABLE)


def test_a_review_comes_after_half_the_horizon():
    assert [REVIEW_AFTER[h].days for h in words.HORIZONS] == [182, 365, 548, 182]


ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(["add", "start", "drop", "achieve", "restore", "archive", "ultimate"]),
        st.integers(0, 6),
    ),
    max_size=25,
)


def _act(person, roles, name, n):
    """One click; whether it was refused does not matter here."""
    rows = db.session.query(Aspiration).order_by(Aspiration.created_at, Aspiration.id).all()
    if name == "add":
        target = targets.of_code(f"role:{roles[n % len(roles)].id}")
        rules.add(person.id, target, "") if n < 6 else rules.add(person.id, None, "Own words")
    elif rows:
        row = rows[n % len(rows)]
        if name == "ultimate":
            row.aim = Aim.ULTIMATE if row.state == State.DRAFT else row.aim
        elif name in ("start", "archive"):
            advance(row, Event(name), actor_id=person.id)
        else:
            getattr(rules, name)(row)


@settings(
    max_examples=40, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(ACTIONS)
def test_whatever_is_clicked_the_promises_hold(cast, roles, actions):
    db.session.query(AspirationEvent).delete()
    db.session.query(Aspiration).delete()
    kinds = [roles.ranger, roles.warden, roles.planner, roles.analyst, roles.manager, roles.clerk]
    for name, n in actions:
        with suppress(Refused), db.session.begin_nested():
            _act(cast.ada, kinds, name, n)
    rows = db.session.query(Aspiration).populate_existing().all()
    live = [row for row in rows if row.state in ("draft", "active")]
    assert len(live) <= MOST
    targets = [(row.role_id, row.words) for row in live]
    assert len(targets) == len(set(targets)), "each aim once"
    active = [row for row in live if row.state == "active"]
    assert sum(row.aim == Aim.ULTIMATE for row in active) <= 1
    for row in rows:
        assert (row.review_on is not None) == (row.state == "active")
        events = (
            db.session.query(AspirationEvent)
            .filter_by(aspiration_id=row.id)
            .order_by(AspirationEvent.id)
            .all()
        )
        assert [e.from_state for e in events] == [None] + [e.to_state for e in events[:-1]]
        assert events[-1].to_state == row.state
        assert all((e.from_state, e.event) in TABLE for e in events)
    db.session.rollback()


def test_a_second_click_is_told_kindly_and_a_wrong_one_refused(cast, roles):
    aim = rules.add(cast.ada.id, targets.of_code(f"role:{roles.ranger.id}"), "")
    with pytest.raises(Refused, match="not on your list any more"):
        rules.achieve(aim)
    rules.drop(aim)
    with pytest.raises(Past, match="You took Park Ranger off your list already, on"):
        rules.drop(aim)
    rules.restore(aim)
    assert aim.state == State.DRAFT, "an undo brings back what it was"
    advance(aim, Event.START, actor_id=cast.ada.id)
    rules.drop(aim)
    rules.restore(aim)
    assert aim.state == State.ACTIVE


def test_the_aims_of_somebody_who_left_are_put_away(cast, roles):
    for person in (cast.ada, cast.lee):
        db.session.add(Aspiration(person_id=person.id, role_id=roles.ranger.id))
    db.session.commit()
    for _ in range(2):
        timed.tick(clock.now())
    states = {row.person_id: row.state for row in db.session.query(Aspiration)}
    assert states == {cast.ada.id: "active", cast.lee.id: "archived"}
    (event,) = db.session.query(AspirationEvent).all()
    assert (event.event, event.actor_id) == ("archive", None)


def test_a_review_is_due_on_its_day(cast, roles):
    clock.fix(clock.now())
    aim = rules.add(cast.ada.id, targets.of_code(f"role:{roles.ranger.id}"), "")
    aim.horizon = "year"
    advance(aim, Event.START, actor_id=cast.ada.id)
    assert aim.review_on == clock.today() + timedelta(days=182)
    assert not queries.needs_review(aim)
    aim.review_on = date(2020, 1, 1)
    assert queries.needs_review(aim)


def test_the_owner_is_asked_once_when_a_review_is_due(cast, roles):
    aim = Aspiration(person_id=cast.ada.id, role_id=roles.ranger.id, review_on=clock.today())
    gone = Aspiration(person_id=cast.lee.id, role_id=roles.ranger.id, review_on=clock.today())
    later = Aspiration(
        person_id=cast.mei.id, words="Trees", review_on=clock.today() + timedelta(days=1)
    )
    db.session.add_all([aim, gone, later])
    db.session.commit()
    for _ in range(2):
        timed.tick(clock.now())
    (notice,) = db.session.query(Notice).all()
    assert (notice.person_id, notice.path) == (cast.ada.id, "/me/aspirations")
    assert notice.words == "Is Park Ranger still on your list? Save the page to keep it."


def test_the_drivers_are_those_of_the_law():
    assert len(drivers.DRIVERS) == 11
    assert drivers.in_words("quiet") == "A quieter pace"
    with pytest.raises(KeyError):
        drivers.in_words("wealth")
    assert not drivers.DRIVERS.keys() & drivers.RETIRED.keys()
