"""What must hold before a request is sent, answered or taken back."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import machine, rules, standing
from portal.mentorship.approaches.models import Approach, State
from portal.mentorship.models import (
    Mentor,
    Mentorship,
    MentorshipEvent,
    MentorshipRequest,
    RelationState,
    RequestState,
)
from portal.people.models import Person
from portal.transitions import Past
from tests.mentorship.conftest import asked, crowd, mentor


def again(request):
    """The row under its lock, as a view gets it."""
    return lock(MentorshipRequest, request.id)


def do(act, request, **more):
    with transaction():
        act(again(request), **more)
    return db.session.get(MentorshipRequest, request.id)


def refusal(mentor_row, mentee, **more):
    with pytest.raises(Refused) as no:
        asked(mentor_row, mentee, **more)
    assert db.session.query(MentorshipRequest).filter_by(state="draft").count() == 0
    return no.value.message


def test_a_request_is_sent_and_written_down(hall, cast):
    request = asked(hall.mentor, cast.ada, skills=[hall.meetings])
    assert (request.state, request.months) == ("requested", 6)
    assert [goal.words for goal in request.goals] == ["Chair a meeting"]
    event = db.session.query(MentorshipEvent).filter_by(thing_id=request.id).one()
    assert (event.event, event.from_state, event.to_state) == ("asked", "draft", "requested")
    assert (event.actor_id, event.department_id) == (cast.ada.id, cast.permits.id)


def test_nobody_mentors_themselves(hall, cast):
    assert "your own mentor" in refusal(hall.mentor, cast.mei)


@pytest.mark.parametrize(("state", "words"), [("closed", "does not mentor"), ("paused", "a break")])
def test_only_an_open_mentor_is_asked(cast, state, words):
    row = mentor(cast.mei, state=state)
    assert words in refusal(row, cast.ada)


def test_a_mentor_who_left_is_not_asked(hall, cast):
    db.session.get(Person, cast.mei.id).left_on = clock.today()
    db.session.commit()
    assert "does not mentor" in refusal(hall.mentor, cast.ada)


def test_the_same_two_have_one_open_request(hall, cast):
    asked(hall.mentor, cast.ada)
    assert "already asked" in refusal(hall.mentor, cast.ada)


def test_two_who_work_together_need_no_request(hall, cast):
    do(rules.accept, asked(hall.mentor, cast.ada))
    assert "your mentor already" in refusal(hall.mentor, cast.ada)


def test_three_requests_are_open_at_most(cast):
    rows = [mentor(who) for who in (cast.mei, cast.sam, cast.hana, cast.alex)]
    for row in rows[:3]:
        asked(row, cast.ada)
    assert "3 requests open" in refusal(rows[3], cast.ada)


@pytest.mark.parametrize("end", ["declined", "expired", "withdrawn"])
def test_the_same_mentor_is_asked_again_after_a_while(hall, cast, end):
    days = {"declined": 90, "expired": 30, "withdrawn": 7}[end]
    start = clock.now()
    clock.fix(start)
    request = asked(hall.mentor, cast.ada)
    if end == "declined":
        do(rules.decline, request, reason="timing")
    elif end == "withdrawn":
        do(rules.withdraw, request)
    else:
        with transaction():
            machine.advance(again(request), "expired")
    clock.fix(start + timedelta(days=days - 1))
    assert "not long ago" in refusal(hall.mentor, cast.ada)
    clock.fix(start + timedelta(days=days))
    assert asked(hall.mentor, cast.ada).state == "requested"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"message": "x" * 19}, "20 to 1,000"),
        ({"message": " " * 30}, "20 to 1,000"),
        ({"message": "x" * 1001}, "20 to 1,000"),
        ({"goals": []}, "1 to 5"),
        ({"goals": [" "]}, "1 to 5"),
        ({"goals": list("abcdef")}, "1 to 5"),
    ],
)
def test_a_request_has_goals_and_a_message(hall, cast, more, words):
    assert words in refusal(hall.mentor, cast.ada, **more)


def test_line_ends_of_browsers_count_once(hall, cast):
    message = "\r\n".join(["x" * 9] * 100)  # 999 letters and line ends, 1,098 as sent
    assert len(asked(hall.mentor, cast.ada, message=message).message) == 999


def test_with_all_places_taken_the_others_wait_and_a_free_place_asks_the_first(hall, cast):
    people = crowd(cast.parks, 8)
    start = clock.now()
    requests = []
    for n, who in enumerate(people):
        clock.fix(start + timedelta(minutes=n))
        requests.append(asked(hall.mentor, who))
    do(rules.accept, requests[7])
    assert [row.state for row in requests] == ["requested"] * 7 + ["accepted"]
    do(rules.accept, requests[6])
    for row in requests:
        db.session.refresh(row)
    assert [r.state for r in requests[:6]] == ["waitlisted"] * 5 + ["closed"]
    assert requests[0].due_at == clock.now() + timedelta(days=60)
    with pytest.raises(Past, match="waiting list"):
        do(rules.accept, requests[0])
    db.session.rollback()
    assert "enough people wait" in refusal(hall.mentor, cast.ada)
    pair = standing.live_pairs(hall.mentor.id)[0]
    with transaction():
        rules.end(db.session.get(Mentorship, pair.id), db.session.get(Person, cast.mei.id))
    for row in requests:
        db.session.refresh(row)
    assert [r.state for r in requests[:5]] == ["requested"] + ["waitlisted"] * 4
    assert requests[0].due_at == clock.now() + timedelta(days=14)
    # The place is offered to one person; whoever comes now waits behind the others.
    assert asked(hall.mentor, cast.ada).state == "waitlisted"
    do(rules.decline, requests[0], reason="timing")
    assert db.session.get(MentorshipRequest, requests[1].id).state == "requested"


def test_fewer_places_end_nothing_and_more_places_ask_the_first(hall, cast):
    people = crowd(cast.parks, 3)
    for who in people[:2]:
        do(rules.accept, asked(hall.mentor, who))
    waiting = asked(hall.mentor, people[2])
    assert waiting.state == "waitlisted"
    mentor(cast.mei, capacity=1)
    assert standing.live_count(cast.mei.id) == 2
    mentor(cast.mei, capacity=3)
    assert db.session.get(MentorshipRequest, waiting.id).state == "requested"


def test_a_mentor_says_no_kindly_and_takes_a_break(hall, cast):
    request = do(
        rules.decline,
        asked(hall.mentor, cast.ada),
        reason="no capacity",
        answer="Ask me in spring.",
        instead="The Speak Up club",
        pause=True,
    )
    assert (request.state, request.decline_reason, request.instead) == (
        "declined",
        "no capacity",
        "The Speak Up club",
    )
    assert db.session.get(Mentor, cast.mei.id).state == "paused"


def test_a_mentor_who_stops_answers_everybody_who_waits(hall, cast):
    request = asked(hall.mentor, cast.ada)
    mentor(cast.mei, state="closed")
    assert db.session.get(MentorshipRequest, request.id).state == "closed"


def test_a_click_that_comes_late_is_told_what_happened(hall, cast):
    request = do(rules.withdraw, asked(hall.mentor, cast.ada))
    with pytest.raises(Past, match="Ada Okafor took the request back on"):
        do(rules.accept, request)


def test_the_table_knows_who_may_set_what_off(hall, cast):
    request = asked(hall.mentor, cast.ada)
    with pytest.raises(ValueError, match="mentor"), transaction():
        machine.advance(again(request), "accepted", by=db.session.get(Person, cast.ada.id))


def test_every_change_of_the_table_is_written_with_a_state_that_exists():
    for kind, changes in machine.TABLE.items():
        states = {MentorshipRequest: RequestState, Mentorship: RelationState, Approach: State}[kind]
        for change in changes:
            assert {*change.before, change.after} <= {None, *states}
