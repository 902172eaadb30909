"""A mentor reaches out first: when that may be, what it holds, and how it is answered."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import rules, standing
from portal.mentorship.approaches import rules as approaches
from portal.mentorship.approaches.models import Approach, OpenTo
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.mentorship.timed import tick
from portal.mentorship.turns import parting
from portal.notices.models import Notice
from portal.people.models import Person
from portal.transitions import Past
from tests.mentorship.conftest import MESSAGE, asked, crowd, mentor
from tests.mentorship.test_guards import do
from tests.mentorship.test_journey import worker
from tests.mentorship.test_views import text

# Histories and races play on both databases.
pytestmark = pytest.mark.one_database
FORM = {"message": MESSAGE, "months": "3"}


def offer(mentor_row, mentee):
    """This mentor offers this person help; committed."""
    with transaction():
        row = lock(Mentor, mentor_row.id)
        return approaches.offer(row, db.session.get(Person, mentee.id), MESSAGE)


def act(verb, approach, **more):
    with transaction():
        verb(lock(Approach, approach.id), **more)
    return db.session.get(Approach, approach.id)


def open_to(person, whom):
    with transaction():
        approaches.be_open_to(person.id, whom)


@pytest.fixture
def open_ada(cast):
    """Any mentor may reach out to Ada."""
    open_to(cast.ada, OpenTo.ANYONE)
    return cast.ada


def refusal(mentor_row, mentee):
    with pytest.raises(Refused) as no:
        offer(mentor_row, mentee)
    db.session.rollback()
    return no.value.message


def test_only_who_is_open_to_it_is_reached(hall, cast):
    assert "prefers to ask" in refusal(hall.mentor, cast.ada)
    do(rules.withdraw, asked(hall.mentor, cast.ada))
    assert offer(hall.mentor, cast.ada).open  # whom one asked once may answer later
    open_to(cast.sam, OpenTo.ANYONE)
    assert offer(hall.mentor, cast.sam).open
    for whom in (OpenTo.NOBODY, OpenTo.ASKED):
        open_to(cast.manu, whom)
        assert "prefers to ask" in refusal(hall.mentor, cast.manu)


def test_a_no_of_the_mentor_is_no_wall_for_the_mentor(hall, cast):
    do(rules.decline, asked(hall.mentor, cast.ada), reason="timing")
    with pytest.raises(Refused, match="not long ago"):
        asked(hall.mentor, cast.ada)
    act(approaches.accept, offer(hall.mentor, cast.ada))
    assert standing.live_count(cast.mei.id) == 1


def test_every_guard_says_what_to_do_instead(hall, cast, open_ada):
    assert "cannot mentor yourself" in refusal(hall.mentor, cast.mei)
    waiting = asked(hall.mentor, cast.sam)
    assert "waits for your answer" in refusal(hall.mentor, open_ada)
    do(rules.accept, waiting)
    request = asked(hall.mentor, cast.ada)
    assert "has asked you" in refusal(hall.mentor, open_ada)
    do(rules.accept, request)
    assert "mentor Ada Okafor already" in refusal(hall.mentor, open_ada)
    open_to(cast.manu, OpenTo.ANYONE)
    assert "all the places" in refusal(hall.mentor, cast.manu)
    mentor(cast.mei, capacity=3)
    first = offer(hall.mentor, cast.manu)
    assert "reached out to Manu Reyes already" in refusal(hall.mentor, cast.manu)
    with pytest.raises(Refused, match="has reached out to you already"):
        asked(hall.mentor, cast.manu)
    db.session.rollback()
    act(approaches.withdraw, first)
    assert "not long ago" in refusal(hall.mentor, cast.manu)
    mentor(cast.mei, state="closed")
    assert "Open your offer" in refusal(hall.mentor, cast.hana)


def test_nobody_is_pestered(cast, open_ada):
    people = crowd(cast.parks, 6)
    row = mentor(cast.mei, capacity=10)
    for who in people:
        open_to(who, OpenTo.ANYONE)
    for who in people[:5]:
        offer(row, who)
    assert "5 people in 30 days" in refusal(row, people[5])
    for who in people[:3]:
        offer(mentor(who), open_ada)
    assert "enough to answer" in refusal(mentor(people[3]), open_ada)


def test_whom_one_is_kept_apart_from_reads_no_reason(hall, cast, open_ada):
    approach = offer(hall.mentor, open_ada)
    with transaction():
        ada = db.session.get(Person, cast.ada.id)
        parting.part(lock(Mentor, cast.mei.id), ada, ada)
    assert db.session.get(Approach, approach.id).state == "closed"
    assert refusal(hall.mentor, open_ada) == (
        "You cannot reach out to Ada Okafor at present. Perhaps somebody else?"
    )


def test_an_offer_holds_a_place_until_it_is_answered(cast, open_ada):
    row = mentor(cast.mei, capacity=1)
    approach = offer(row, open_ada)
    waits = asked(row, cast.sam)
    assert waits.state == "waitlisted"
    act(approaches.decline, approach, answer="Thank you, not now.", no_more=True)
    assert db.session.get(MentorshipRequest, waits.id).state == "requested"
    assert approaches.open_to(cast.ada.id) == OpenTo.NOBODY
    with pytest.raises(Past, match="Ada Okafor said no, with thanks on"):
        act(approaches.withdraw, approach)


def test_fewer_places_close_the_newest_offer_and_keep_the_others(cast):
    row = mentor(cast.mei, capacity=2)
    start = clock.now()
    found = []
    for n, who in enumerate((cast.ada, cast.sam)):
        open_to(who, OpenTo.ANYONE)
        clock.fix(start + timedelta(minutes=n))
        found.append(offer(row, who))
    mentor(cast.mei, capacity=1)
    assert [db.session.get(Approach, one.id).state for one in found] == ["offered", "closed"]
    act(approaches.accept, found[0])
    assert db.session.query(Mentorship).one().mentee_id == cast.ada.id


def test_silence_ends_an_offer_after_one_reminder(hall, cast, open_ada):
    start = clock.now()
    clock.fix(start)
    approach = offer(hall.mentor, open_ada)
    for day, state in ((6, "offered"), (7, "offered"), (13, "offered"), (14, "expired")):
        clock.fix(start + timedelta(days=day))
        tick(clock.now())
        tick(clock.now())
        db.session.expire_all()
        assert db.session.get(Approach, approach.id).state == state
    worker()
    words = [notice.words for notice in db.session.query(Notice).filter_by(person_id=cast.ada.id)]
    assert words == ["The offer of Mei Halvorsen is closed"]  # what is over is not told any more


@pytest.mark.parametrize("who", ["mei", "ada"])
def test_an_offer_ends_when_one_of_the_two_has_left(hall, cast, open_ada, who):
    approach = offer(hall.mentor, open_ada)
    db.session.get(Person, getattr(cast, who).id).left_on = clock.today()
    db.session.commit()
    with pytest.raises(Refused):
        act(approaches.accept, approach) if who == "mei" else offer(hall.mentor, open_ada)
    db.session.rollback()
    tick(clock.now())
    db.session.expire_all()
    assert db.session.get(Approach, approach.id).state == "closed"


@pytest.mark.parametrize("htmx", [False, True])
def test_the_pages_of_an_offer(hall, cast, ada, mei, htmx):
    page = text(ada.get("/mentorship/reach"))
    assert "Mentors I have asked" in page
    ada.post("/mentorship/reach", {"open_to": "anyone"})
    path = f"/people/{cast.ada.id}/mentor"
    assert path in text(mei.get(f"/people/{cast.ada.id}"))
    assert "Offer to mentor Ada" in text(mei.get(path))
    assert "Write a message" in text(mei.post(path, FORM | {"message": "Hi"}, status=422))
    there = mei.post(path, FORM).location
    assert "One of your places is held" in text(mei.get(there))
    assert "hold 1 place for an answer" in text(mei.get("/mentorship"))
    assert "A mentor offers you help" in text(ada.get("/mentorship"))
    assert "Mei offers to mentor you for 3 months" in text(ada.get(there))
    mei.post(f"{there}/accept", status=404)
    ada.post(f"{there}/withdraw", status=404)
    ada.post(f"{there}/accept", htmx=htmx)
    late = ada.post(f"{there}/decline", {"answer": "No"}, htmx=True)
    assert "Ada Okafor said yes on" in text(late)
    assert "You work together" in text(mei.get(there))
    assert "Mei Halvorsen" in text(ada.get("/mentorship"))


def test_strangers_find_no_offer_and_nobody_reaches_out_to_who_is_not_there(
    hall, cast, ada, mei, hana, open_ada
):
    there = f"/mentorship/offers/{offer(hall.mentor, open_ada).id}"
    hana.get(there, status=404)
    for verb in ("accept", "decline", "withdraw"):
        hana.post(f"{there}/{verb}", status=404)
    mei.get(f"/people/{cast.mei.id}/mentor", status=404)
    assert "/mentor" not in text(hana.get(f"/people/{cast.ada.id}")).replace("/mentorship", "")
    assert "Say first what you offer" in text(hana.get(f"/people/{cast.ada.id}/mentor"))
