"""What the clock does, and that doing it again does nothing."""

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts.models import Account
from portal.db import db, transaction
from portal.mentorship import rules, standing
from portal.mentorship.mentors import rules as mentors
from portal.mentorship.models import Mentor, Mentorship, MentorshipEvent, MentorshipRequest
from portal.mentorship.timed import tick
from portal.notices.models import Notice
from portal.people.models import Person
from tests.mentorship.conftest import asked, crowd, mentor
from tests.mentorship.test_guards import do
from tests.mentorship.test_journey import worker


@pytest.fixture
def start(app):
    moment = clock.now()
    clock.fix(moment)
    return moment


def pass_to(moment):
    """Let it be `moment`, with everything done that is due, twice."""
    clock.fix(moment)
    tick(moment)
    events = db.session.query(MentorshipEvent).count()
    tick(moment)
    assert db.session.query(MentorshipEvent).count() == events
    db.session.expire_all()


def events(thing, name):
    return db.session.query(MentorshipEvent).filter_by(thing_id=thing.id, event=name).all()


def test_a_mentor_is_reminded_on_days_3_7_and_12_and_the_request_runs_out(start, cast, hall):
    request = asked(hall.mentor, cast.ada)
    for day, reminders in ((2, 0), (3, 1), (6, 1), (7, 2), (12, 3), (13, 3)):
        pass_to(start + timedelta(days=day))
        assert len(events(request, "reminded")) == reminders
    pass_to(start + timedelta(days=14))
    assert request.state == "expired"
    worker()
    told = [notice.words for notice in db.session.query(Notice).filter_by(person_id=cast.ada.id)]
    assert told == ["Mei Halvorsen could not answer in time: here are others who can help"]
    assert db.session.query(Notice).filter_by(person_id=cast.mei.id).count() == 1  # ran out


def test_after_days_of_being_off_only_the_last_reminder_is_sent(start, cast, hall):
    request = asked(hall.mentor, cast.ada)
    pass_to(start + timedelta(days=9))
    assert [event.reason for event in events(request, "reminded")] == ["7"]


def test_two_in_a_row_without_an_answer_give_the_mentor_a_break(start, cast, hall):
    people = crowd(cast.parks, 5)
    run_out(asked(hall.mentor, people[0]))
    assert hall.mentor.state == "open"
    do(rules.decline, asked(hall.mentor, people[1]), reason="timing")
    run_out(asked(hall.mentor, people[2]))
    assert hall.mentor.state == "open"  # one was answered in between
    run_out(asked(hall.mentor, people[3]))
    assert (hall.mentor.state, hall.mentor.paused_until) == ("paused", None)
    worker()
    assert (
        "nobody new can ask you"
        in db.session.query(Notice.words)
        .filter_by(person_id=cast.mei.id, kind="mentorship.paused")
        .scalar()
    )
    mentor(cast.mei, state="open")
    run_out(asked(hall.mentor, people[4]))
    assert hall.mentor.state == "open"  # opening again counts from the beginning


def run_out(request):
    """Nobody answers, though reminded in time."""
    due = request.due_at
    pass_to(due - timedelta(days=2))
    pass_to(due)


def test_what_ran_out_while_the_portal_was_off_counts_for_nothing(start, cast, hall):
    people = crowd(cast.parks, 4)
    asked(hall.mentor, people[0])
    pass_to(start + timedelta(days=15))  # off all the time
    late = asked(hall.mentor, people[1])
    pass_to(late.due_at - timedelta(days=2))
    pass_to(late.due_at + timedelta(hours=2))  # off from the last reminder on
    run_out(asked(hall.mentor, people[2]))
    assert hall.mentor.state == "open"
    run_out(asked(hall.mentor, people[3]))
    assert hall.mentor.state == "paused"


def test_nobody_stands_on_a_waiting_list_for_more_than_60_days(start, cast):
    row = mentor(cast.mei, capacity=0)
    request = asked(row, cast.ada)
    assert request.state == "waitlisted"
    pass_to(start + timedelta(days=59))
    assert request.state == "waitlisted"
    pass_to(start + timedelta(days=60))
    assert (request.state, row.state) == ("expired", "open")


def test_a_break_ends_on_its_day_and_the_first_who_wait_are_asked_for(start, cast):
    row = mentor(cast.mei, capacity=0)
    request = asked(row, cast.ada)
    with transaction():
        mentors.offer_help(
            db.session.get(Person, cast.mei.id),
            mentors.Offer("paused", 1, "", [], clock.today() + timedelta(days=5)),
        )
    pass_to(start + timedelta(days=4))
    assert (row.state, request.state) == ("paused", "waitlisted")
    pass_to(start + timedelta(days=5))
    assert (row.state, request.state) == ("open", "requested")


def test_a_mentorship_ends_by_itself_and_frees_the_place(start, cast):
    row = mentor(cast.mei, capacity=1)
    do(rules.accept, asked(row, cast.ada, months=1))
    pair = standing.live_pairs(cast.mei.id)[0]
    clock.fix(start + timedelta(days=1))
    waits = asked(row, cast.sam)
    end = clock.now().replace(
        year=pair.ends_on.year, month=pair.ends_on.month, day=pair.ends_on.day
    )
    pass_to(end - timedelta(days=14))
    assert len(events(pair, "ending")) == 1
    pass_to(end + timedelta(days=13))
    assert pair.state == "active"
    pass_to(end + timedelta(days=14))
    assert (pair.state, waits.state) == ("completed", "requested")


@pytest.mark.parametrize("who", ["mei", "ada"])
@pytest.mark.parametrize("how", ["leaves", "is disabled"])
def test_what_one_of_the_two_has_left_is_closed_in_neutral_words(start, cast, hall, who, how):
    pairs = asked(hall.mentor, cast.sam if who == "mei" else cast.ada)
    do(rules.accept, pairs)
    request = asked(hall.mentor, cast.ada) if who == "mei" else None
    gone = getattr(cast, who)
    if how == "leaves":
        db.session.get(Person, gone.id).left_on = clock.today()
    else:
        db.session.query(Account).filter_by(person_id=gone.id).one().disabled_at = clock.now()
    db.session.commit()
    pass_to(start + timedelta(minutes=5))
    assert db.session.query(Mentorship.state).scalar() == "ended by system"
    if request:
        assert db.session.get(MentorshipRequest, request.id).state == "closed"
    assert (db.session.get(Mentor, cast.mei.id).state == "closed") == (who == "mei")
    worker()
    for (words,) in db.session.query(Notice.words).filter(Notice.kind == "mentorship.closed"):
        assert "closed" in words
        assert "left" not in words
