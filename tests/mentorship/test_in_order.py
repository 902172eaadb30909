"""Mentors asked one after the other, and what is written and not sent yet."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from portal import clock
from portal.dates import working_days_on
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import rules
from portal.mentorship.models import Mentor, MentorshipEvent, MentorshipRequest
from portal.mentorship.timed import tick
from portal.notices.models import Notice
from portal.people.models import Person
from portal.personal.queries import counts
from tests.checking import Browser
from tests.mentorship.conftest import MESSAGE, asked, crowd, mentor
from tests.mentorship.test_guards import do
from tests.mentorship.test_journey import worker
from tests.mentorship.test_views import FORM, text

# Histories and races play on both databases.
pytestmark = pytest.mark.one_database
MONDAY = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def sam(app, cast):
    return Browser(app).sign_in(cast.sam)


def in_order(first, mentee, *then):
    """This mentee asks these mentors one after the other; committed. The requests in order."""
    what = rules.Ask(goals=["Chair a meeting"], message=MESSAGE)
    with transaction():
        request = rules.ask(
            lock(Mentor, first.id), db.session.get(Person, mentee.id), what, list(then)
        )
    return (
        db.session.query(MentorshipRequest)
        .filter_by(ranked_id=request.ranked_id)
        .order_by(MentorshipRequest.rank)
        .all()
    )


def states(rows):
    db.session.rollback()
    db.session.expire_all()
    return [row.state for row in rows]


def told(person):
    found = db.session.query(Notice).filter_by(person_id=person.id).order_by(Notice.at, Notice.id)
    return [notice.words for notice in found]


def pass_to(moment):
    clock.fix(moment)
    tick(moment)
    worker()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-23T09:30", "2026-11-26T09:30"),  # Monday to Thursday
        ("2026-11-26T18:00", "2026-12-01T18:00"),  # Thursday over the weekend
        ("2026-11-27T18:00", "2026-12-02T18:00"),
        ("2026-11-28T10:00", "2026-12-02T23:59:59"),  # a Saturday counts from Monday
        ("2026-11-29T23:00", "2026-12-02T23:59:59"),
    ],
)
def test_three_working_days(start, end):
    moment = datetime.fromisoformat(start).replace(tzinfo=UTC)
    assert working_days_on(moment, 3) == datetime.fromisoformat(end).replace(tzinfo=UTC)


def test_the_next_is_asked_by_itself_and_the_first_yes_ends_it(app, cast, hall, sam_mentors):
    clock.fix(MONDAY)
    ada = Browser(app).sign_in(cast.ada)
    rows = in_order(hall.mentor, cast.ada, *sam_mentors)
    assert states(rows) == ["requested", "draft", "draft"]
    assert rows[0].due_at == MONDAY + timedelta(days=3)
    do(rules.decline, rows[0], reason="timing")
    assert states(rows) == ["declined", "draft", "draft"]
    worker()
    assert states(rows) == ["declined", "requested", "draft"]
    assert rows[1].sent_at == MONDAY
    his = text(Browser(app).sign_in(cast.sam).get(f"/mentorship/requests/{rows[1].id}"))
    assert "Ada Okafor asked" in his
    assert "choice" not in his
    page = text(ada.get(f"/mentorship/requests/{rows[1].id}"))
    assert "Sam Stranger can answer until 26 November 2026" in page
    assert "If there is no yes by then, Hana Raman is asked." in page
    do(rules.accept, rows[1])
    worker()
    assert states(rows) == ["declined", "accepted", "superseded"]
    assert set(told(cast.ada)) == {
        "Mei Halvorsen has answered your request",
        "Sam Stranger, your next choice, is asked now and can answer until 26 November 2026",
        "Sam Stranger said yes: you have a mentor",
    }
    assert told(cast.hana) == []
    assert "Somebody before said yes" in text(ada.get(f"/mentorship/requests/{rows[2].id}"))


@pytest.fixture
def sam_mentors(cast):
    """Sam and Hana mentor too."""
    return mentor(cast.sam), mentor(cast.hana)


def test_silence_moves_on_after_one_reminder_and_who_is_full_is_passed_over(
    app, cast, hall, sam_mentors
):
    clock.fix(MONDAY)
    rows = in_order(hall.mentor, cast.ada, *sam_mentors)
    mentor(cast.sam, capacity=0)
    pass_to(MONDAY + timedelta(days=1))
    assert db.session.query(MentorshipEvent).filter_by(event="reminded").count() == 0
    pass_to(MONDAY + timedelta(days=2, hours=1))
    pass_to(MONDAY + timedelta(days=2, hours=2))
    assert db.session.query(MentorshipEvent).filter_by(event="reminded").count() == 1
    pass_to(MONDAY + timedelta(days=3))
    assert states(rows) == ["expired", "closed", "requested"]
    assert rows[2].due_at == datetime(2026, 12, 1, 9, 30, tzinfo=UTC)
    assert db.session.get(Mentor, cast.mei.id).state == "open"
    assert set(told(cast.ada)) == {
        "Sam Stranger could not be asked when it was their turn",
        "Hana Raman, your next choice, is asked now and can answer until 1 December 2026",
    }
    ada = Browser(app).sign_in(cast.ada)
    page = text(ada.get(f"/mentorship/requests/{rows[0].id}"))
    assert "No answer in time" in page
    assert "Was not asked" in page
    pass_to(MONDAY + timedelta(days=9))
    assert states(rows) == ["expired", "closed", "expired"]
    assert told(cast.ada)[-1] == "Hana Raman could not answer in time: here are others who can help"
    assert db.session.query(Mentor).filter_by(state="paused").count() == 0  # three days are few


@pytest.mark.parametrize(
    ("next_one", "left"),
    [("y", ["withdrawn", "requested", "draft"]), ("", ["withdrawn", "closed", "closed"])],
)
def test_one_is_taken_back_and_the_next_asked_or_none(cast, hall, ada, sam_mentors, next_one, left):
    rows = in_order(hall.mentor, cast.ada, *sam_mentors)
    path = f"/mentorship/requests/{rows[0].id}"
    assert "Ask Sam Stranger now instead" in text(ada.get(path))
    ada.post(f"{path}/withdraw", {"next": "y"} if next_one else {}, htmx=True)
    worker()
    assert states(rows) == left


def test_a_choice_that_is_full_by_then_does_not_wait_in_line(cast, hall, sam_mentors):
    rows = in_order(hall.mentor, cast.ada, *sam_mentors)
    other = asked(hall.mentor, cast.manu)
    mentor(cast.mei, capacity=1)
    do(rules.accept, other)
    assert states(rows) == ["closed", "draft", "draft"]
    worker()
    assert states(rows) == ["closed", "requested", "draft"]


def test_choices_are_one_request_and_may_not_be_asked_beside(cast, hall, sam_mentors):
    rows = in_order(hall.mentor, cast.ada, *sam_mentors)
    people = [mentor(who) for who in (cast.alex, cast.manu, *crowd(cast.parks, 1))]
    with pytest.raises(Refused, match="one of your choices already"):
        asked(sam_mentors[0], cast.ada)
    for row in people[:2]:
        asked(row, cast.ada)
    with pytest.raises(Refused, match="3 requests open"):
        asked(people[2], cast.ada)
    do(rules.decline, rows[0], reason="timing")
    worker()
    assert states(rows) == ["declined", "requested", "draft"]


def test_who_asks_in_order_names_others_who_can_be_asked(cast, hall, ada, sam_mentors):
    path = f"/mentors/{cast.mei.id}/ask"
    page = text(ada.get(path))
    assert "Ask others after Mei, one by one" in page
    chosen = {"second": str(cast.sam.id)}
    for wrong in ({"third": str(cast.sam.id)}, chosen | {"third": str(cast.sam.id)}):
        ada.post(path, FORM | wrong, status=422)
    gone = ada.post(path, FORM | {"second": str(cast.manu.id)}, status=422)
    assert "no free place any more" in text(gone)
    assert db.session.query(MentorshipRequest).count() == 0
    ada.post(path, FORM | chosen | {"third": str(cast.hana.id)})
    rows = db.session.query(MentorshipRequest).order_by(MentorshipRequest.rank).all()
    assert states(rows) == ["requested", "draft", "draft"]
    mentor(cast.alex, capacity=0)
    with pytest.raises(Refused, match="has no free place just now"):
        in_order(db.session.get(Mentor, cast.alex.id), cast.manu, hall.mentor)


def test_nobody_knows_of_a_choice_before_its_turn(cast, hall, sam, sam_mentors):
    rows = in_order(hall.mentor, cast.ada, *sam_mentors)
    sam.get(f"/mentorship/requests/{rows[1].id}", status=404)
    sam.post(f"/mentorship/requests/{rows[1].id}/accept", status=404)
    assert "Ada Okafor" not in text(sam.get("/mentorship"))
    do(rules.accept, rows[0])
    worker()
    assert states(rows) == ["accepted", "superseded", "superseded"]
    sam.get(f"/mentorship/requests/{rows[1].id}", status=404)
    for who, found in ((cast.sam, 0), (cast.ada, 3)):
        title = "My requests to mentors, and requests to me"
        assert dict(counts(who.id)).get(title, 0) == found


def test_a_draft_is_kept_shown_again_and_gone_when_sent(cast, hall, ada, mei):
    path = f"/mentors/{cast.mei.id}/ask"
    half = {"keep": "y", "goals": "", "message": "Dear Mei", "months": "3"}
    ada.post(path, half)
    more = {"goals": "Chair a meeting\r\nWrite minutes", "skills": str(hall.meetings.id)}
    ada.post(path, half | more | {"message": "Dear Mei,"})
    row = db.session.query(MentorshipRequest).one()
    assert (row.state, row.message, row.months) == ("draft", "Dear Mei,", 3)
    assert "Your draft to Mei Halvorsen" in text(ada.get("/mentorship"))
    assert ada.get(f"/mentorship/requests/{row.id}", status=303).location == path
    again = text(ada.get(path))
    assert "Dear Mei," in again
    assert re.search(r"Chair a meeting\r?\nWrite minutes<", again)
    assert re.search(
        rf'value="{hall.meetings.id}"[^>]* checked|checked[^>]* value="{hall.meetings.id}"', again
    )
    mei.get(f"/mentorship/requests/{row.id}", status=404)
    assert "Dear" not in text(mei.get("/mentorship"))
    ada.post(path, half | {"message": "x" * 1001}, status=422)
    mentor(cast.mei, state="paused")
    waits = text(ada.get(path))
    assert "takes a break" in waits
    assert "Dear Mei," in waits
    mentor(cast.mei)
    ada.post(path, FORM)
    assert states(db.session.query(MentorshipRequest).all()) == ["requested"]


def test_a_draft_is_deleted_by_its_writer_or_after_ninety_days(cast, hall, ada):
    path = f"/mentors/{cast.mei.id}/ask"
    for end in ("click", "time"):
        ada.post(path, {"keep": "y", "message": "Dear Mei", "months": "6"})
        row = db.session.query(MentorshipRequest).one()
        if end == "click":
            ada.post(f"/mentorship/requests/{row.id}/delete")
        else:
            pass_to(clock.now() + timedelta(days=90))
        assert db.session.query(MentorshipRequest).count() == 0
    request = asked(hall.mentor, cast.ada)
    ada.post(f"/mentorship/requests/{request.id}/delete")
    assert states([request]) == ["requested"]
