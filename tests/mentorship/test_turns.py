"""The turns of a mentorship: who may what, what the clock does, and many at once."""

from datetime import timedelta

import pytest

from portal import clock
from portal.dates import months_on
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import apart, rules, standing
from portal.mentorship.models import Mentorship, MentorshipEvent
from portal.mentorship.timed import tick
from portal.mentorship.turns import rules as turns
from portal.mentorship.turns.models import Turn
from portal.people.models import Person
from portal.transitions import Past
from tests.mentorship.conftest import asked, mentor
from tests.mentorship.test_clock import pass_to
from tests.mentorship.test_guards import do


@pytest.fixture
def start(app):
    moment = clock.now()
    clock.fix(moment)
    return moment


@pytest.fixture
def pair(start, cast, hall):
    """Mei mentors Ada, for six months."""
    do(rules.accept, asked(hall.mentor, cast.ada))
    row = db.session.query(Mentorship).one()
    tick(clock.now())
    return row


def turn(row, act, who, *more):
    """This person does that to the mentorship; committed."""
    key, by = row.id, who.id
    with transaction():
        act(lock(Mentorship, key), db.session.get(Person, by), *more)
    db.session.expire_all()


def in_days(number):
    return clock.today() + timedelta(days=number)


def test_a_pause_moves_the_end_along_and_is_over_by_itself(start, cast, pair):
    end = pair.ends_on
    with pytest.raises(Refused, match="60 days at most"):
        turn(pair, turns.pause, cast.ada, in_days(61))
    turn(pair, turns.pause, cast.ada, in_days(20))
    assert (pair.state, pair.ends_on) == ("paused", end + timedelta(days=20))
    with pytest.raises(Past, match="took a break"):
        turn(pair, turns.pause, cast.mei, in_days(5))
    pass_to(start + timedelta(days=19))
    assert pair.state == "paused"
    pass_to(start + timedelta(days=33))  # the clock was off for days
    assert (pair.state, pair.ends_on) == ("active", end + timedelta(days=20))


@pytest.mark.one_database
def test_going_on_early_gives_back_the_days_that_were_not_needed(start, cast, pair):
    end = pair.ends_on
    turn(pair, turns.pause, cast.mei, in_days(30))
    clock.fix(start + timedelta(days=10))
    turn(pair, turns.resume, cast.ada)
    assert (pair.state, pair.ends_on) == ("active", end + timedelta(days=10))
    with pytest.raises(Past):
        turn(pair, turns.resume, cast.mei)


def test_a_longer_time_needs_both_and_the_reminder_comes_again(start, cast, pair):
    end = pair.ends_on
    clock.fix(start + (end - timedelta(days=10) - start.date()))
    pass_to(clock.now())
    turn(pair, turns.ask_longer, cast.ada, 2)
    with pytest.raises(Refused, match="other's answer"):
        turn(pair, turns.agree, cast.ada)
    with pytest.raises(Refused, match="needs an answer first"):
        turn(pair, turns.ask_to_finish, cast.mei)
    turn(pair, turns.agree, cast.mei)
    assert pair.ends_on == months_on(end, 2)
    with pytest.raises(Past, match="agreed to go on"):
        turn(pair, turns.agree, cast.mei)
    pass_to(clock.now())
    assert _count(pair, "ending") == 1
    pass_to(clock.now() + (pair.ends_on - clock.today()) - timedelta(days=14))
    assert _count(pair, "ending") == 2


def _count(pair, event):
    return db.session.query(MentorshipEvent).filter_by(thing_id=pair.id, event=event).count()


@pytest.mark.one_database
def test_what_is_not_answered_in_14_days_is_off_the_table(start, cast, pair):
    turn(pair, turns.ask_longer, cast.mei, 3)
    pass_to(start + timedelta(days=14))
    assert db.session.get(Turn, pair.id).proposed == "longer"
    pass_to(start + timedelta(days=15))
    assert db.session.get(Turn, pair.id).proposed == ""
    with pytest.raises(Past, match="no answer in time"):
        turn(pair, turns.agree, cast.ada)


@pytest.mark.one_database
def test_after_days_of_being_off_an_end_is_told_once(start, cast, pair):
    pass_to(start + timedelta(days=300))
    found = [row.event for row in db.session.query(MentorshipEvent).filter_by(thing_id=pair.id)]
    assert found == ["started", "completed"]


@pytest.mark.one_database
def test_not_now_and_taking_back_leave_all_as_it_is(start, cast, pair):
    end = pair.ends_on
    turn(pair, turns.ask_longer, cast.mei, 3)
    turn(pair, turns.not_now, cast.ada)
    turn(pair, turns.ask_to_finish, cast.mei)
    with pytest.raises(Refused, match="say yes or no"):
        turn(pair, turns.take_back, cast.ada)
    turn(pair, turns.take_back, cast.mei)
    with pytest.raises(Past, match="took the proposal back"):
        turn(pair, turns.agree, cast.ada)
    assert (pair.state, pair.ends_on) == ("active", end)


@pytest.mark.one_database
def test_two_complete_it_together_even_in_a_pause(start, cast, pair):
    turn(pair, turns.pause, cast.ada, in_days(20))
    turn(pair, turns.ask_to_finish, cast.ada)
    turn(pair, turns.agree, cast.mei)
    assert pair.state == "completed"
    left = db.session.get(Turn, pair.id)
    assert (left.paused_until, left.proposed) == (None, "")
    assert standing.live_count(cast.mei.id) == 0


@pytest.mark.one_database
def test_an_end_is_taken_back_for_a_day_by_whoever_ended_it_while_the_place_is_free(
    start, cast, pair
):
    turn(pair, rules.end, cast.ada)
    with pytest.raises(Refused, match="Only whoever ended it"):
        turn(pair, turns.reopen, cast.mei)
    turn(pair, turns.reopen, cast.ada)
    assert (pair.state, pair.ended_at) == ("active", None)
    turn(pair, rules.end, cast.mei)
    mentor(cast.mei, capacity=0)
    with pytest.raises(Refused, match="place is taken"):
        turn(pair, turns.reopen, cast.mei)
    mentor(cast.mei, capacity=2)
    clock.fix(start + timedelta(hours=25))
    with pytest.raises(Refused, match="more than a day"):
        turn(pair, turns.reopen, cast.mei)


def test_who_becomes_manager_and_report_is_told_once(start, cast, pair):
    person = db.session.get(Person, cast.ada.id)
    person.manager_id = cast.mei.id
    db.session.commit()
    pass_to(start + timedelta(hours=1))
    assert _count(pair, "leads_now") == 1
    turn(pair, turns.go_on, cast.ada)
    person.manager_id = cast.manu.id
    db.session.commit()
    pass_to(start + timedelta(hours=2))
    assert (_count(pair, "leads_now"), pair.state) == (1, "active")


@pytest.mark.one_database
def test_a_manager_from_the_beginning_is_no_news(start, cast, hall):
    db.session.get(Person, cast.ada.id).manager_id = cast.mei.id
    db.session.commit()
    do(rules.accept, asked(hall.mentor, cast.ada))
    pass_to(start + timedelta(hours=1))
    assert db.session.query(MentorshipEvent).filter_by(event="leads_now").count() == 0


def test_two_kept_apart_are_not_matched_and_not_told_why(start, cast, hall):
    with transaction():
        apart.keep(cast.ada.id, cast.mei.id)
        apart.keep(cast.mei.id, cast.ada.id)
    with pytest.raises(Refused) as no:
        asked(hall.mentor, cast.ada)
    db.session.rollback()
    assert no.value.message == "Mei Halvorsen does not mentor at present. Please ask somebody else."
    assert apart.apart(cast.mei.id, cast.ada.id)
    assert db.session.scalars(apart.apart_from(cast.mei.id).element).all() == [cast.ada.id]
    asked(hall.mentor, cast.sam)
