"""The mentorship at work: what the two share, what stays with each, and what reaches calendars."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from portal import clock, work
from portal.db import db, lock, transaction
from portal.mentorship import rules
from portal.mentorship.models import Mentorship, MentorshipRequest
from portal.mentorship.together import notes, timed
from portal.mentorship.together.models import (
    MentorshipAction,
    MentorshipGoal,
    MentorshipNote,
    MentorshipSession,
    PrivateNote,
)
from portal.mentorship.together.pairs import between
from portal.mentorship.turns import rules as turns
from portal.notices.models import Notice
from portal.people.models import Person
from portal.personal import erasing
from portal.personal import queries as personal
from tests.checking import Browser
from tests.mentorship.conftest import asked

pytestmark = pytest.mark.one_database


@pytest.fixture
def together(cast, hall):
    """Ada and Mei work together."""
    request = asked(hall.mentor, cast.ada, goals=["Chair a meeting", "Know five groups"])
    with transaction():
        rules.accept(db.session.get(MentorshipRequest, request.id))
    return db.session.query(Mentorship).one()


def at(pair, rest=""):
    return f"/mentorship/{pair.id}{rest}"


def test_the_page_of_two_is_open_to_the_two_alone(app, cast, ada, mei, together):
    assert "Mei Halvorsen" in ada.get(at(together)).text
    assert "Ada Okafor" in mei.get(at(together)).text
    for who in (cast.sam, cast.hana, cast.alex, cast.manu):
        Browser(app).sign_in(who).get(at(together), status=404)


def row(model, **by):
    db.session.rollback()
    return db.session.query(model).filter_by(**by).one()


def a_time(days=7, hour=15):
    return {"day": (clock.today() + timedelta(days=days)).isoformat(), "time": f"{hour}:00",
            "minutes": "45", "place": "Room 2, 1st floor"}  # fmt: skip


def planned(browser, pair, **more):
    """A session is planned by this browser; the row."""
    browser.post(at(pair, "/sessions/plan"), a_time() | more)
    db.session.rollback()
    return db.session.query(MentorshipSession).order_by(MentorshipSession.made_at.desc()).first()


def test_the_two_work_with_goals_sessions_actions_and_notes(ada, mei, cast, together):
    """Everything once, through the pages, by both."""
    text = ada.get(at(together)).text
    assert "Chair a meeting" in text, "the goals asked with"
    assert "Know five groups" in text
    goal = row(MentorshipGoal, words="Chair a meeting")
    mei.post(f"/mentorship/goals/{goal.id}/far", {"progress": "4"})
    assert "Reached on" in ada.get(at(together)).text
    ada.post(at(together, "/goals/add"), {"words": "Write a grant"})
    dropped = row(MentorshipGoal, words="Write a grant")
    ada.post(f"/mentorship/goals/{dropped.id}/drop")
    assert "dropped on" in ada.get(at(together)).text
    ada.post(f"/mentorship/goals/{dropped.id}/take-up")
    assert row(MentorshipGoal, id=dropped.id).open

    session = planned(ada, together, topic="Opening a meeting", agenda="What if somebody shouts?")
    assert "Opening a meeting" in mei.get(at(together)).text
    page = mei.get(f"/mentorship/sessions/{session.id}").text
    assert "What if somebody shouts?" in page
    assert "Room 2, 1st floor" in page
    mei.post(f"/mentorship/sessions/{session.id}", {"topic": "T", "agenda": "B", "version": "1"})
    assert row(MentorshipSession, id=session.id).agenda == "B"
    assert row(MentorshipSession, id=session.id).sequence == 0, "not for calendars"

    ada.post(at(together, "/actions/add"), {"words": "Call Tomas", "doer_id": cast.ada.id,
             "due_on": clock.today().isoformat()})  # fmt: skip
    action = row(MentorshipAction, words="Call Tomas")
    assert "Call Tomas" in mei.get(at(together)).text
    mei.post(f"/mentorship/actions/{action.id}/done")
    assert "Done (1)" in ada.get(at(together)).text
    ada.post(f"/mentorship/actions/{action.id}/remove")
    assert "Call Tomas" not in ada.get(at(together)).text
    ada.post(f"/mentorship/actions/{action.id}/put-back")

    mei.post(at(together, "/notes/add"), {"words": "Breathe first", "session": str(session.id)})
    assert "Breathe first" in ada.get(f"/mentorship/sessions/{session.id}").text
    note = row(MentorshipNote, words="Breathe first")
    ada.post(f"/mentorship/notes/{note.id}", {"words": "Breathe twice", "version": "1"})
    assert "Breathe twice" in mei.get(at(together, "/notes")).text
    assert "Ada Okafor planned a session" in mei.get(at(together, "/history")).text
    mine = ada.get("/mentorship").text
    assert "Write a grant" in mine
    assert "Next session" in mine


def test_two_windows_are_shown_both_texts(ada, mei, together):
    goal = row(MentorshipGoal, words="Chair a meeting")
    mei.post(f"/mentorship/goals/{goal.id}", {"words": "Chair two", "version": "1"})
    mine = {"words": "Chair three", "version": "1"}
    page = ada.post(f"/mentorship/goals/{goal.id}", mine, status=409).text
    assert "Chair two" in page
    assert "Chair three" in page
    ada.post(f"/mentorship/goals/{goal.id}", {"words": "Chair two", "version": "1"})
    assert row(MentorshipGoal, id=goal.id).version == 2
    session = planned(ada, together, agenda="A")
    where = f"/mentorship/sessions/{session.id}"
    mei.post(where, {"topic": "", "agenda": "From Mei", "version": "1"})
    page = ada.post(where, {"topic": "", "agenda": "From Ada", "version": "1"}, status=409).text
    assert "From Mei" in page
    assert "From Ada" in page
    mei.post(f"{where}/move", a_time(8) | {"version": "0"})
    page = ada.post(f"{where}/move", a_time(9) | {"version": "0"}, status=409).text
    assert "Keep mine" not in page
    assert "Saved now" in page
    ada.post(f"{where}/move", a_time(8) | {"version": "0"})
    assert row(MentorshipSession, id=session.id).sequence == 1


def test_times_are_by_the_clocks_of_whoever_reads(ada, mei, cast, together):
    with transaction():
        db.session.get(Person, cast.ada.id).time_zone = "Asia/Tokyo"
    session = planned(ada, together, time="20:00")
    assert session.starts_at.hour == 11
    assert ", 11:00" in mei.get(at(together)).text
    assert ", 20:00" in ada.get(at(together)).text
    with transaction():
        db.session.get(Person, cast.ada.id).time_zone = "Europe/London"
    clock.fix(datetime(2027, 3, 20, 12, tzinfo=UTC))
    ada.sign_in(cast.ada)
    out = {"day": "2027-03-28", "time": "01:30", "minutes": "30"}
    page = ada.post(at(together, "/sessions/plan"), out, status=422).text
    assert "The clocks go forward then" in page
    for day in ("0001-01-01", "9999-12-31"):  # no moment by the clocks of everybody
        page = ada.post(at(together, "/sessions/plan"), out | {"day": day}, status=422).text
        assert "Choose a day of the years 1900 to 2200." in page


def test_a_double_booking_is_said_and_may_be_kept(ada, mei, cast, hall, together):
    planned(ada, together, time="15:00")
    page = mei.post(at(together, "/sessions/plan"), a_time() | {"time": "15:30"}, status=422).text
    assert "One of you is in another mentoring session then" in page
    mei.post(at(together, "/sessions/plan"), a_time() | {"time": "15:45"})
    mei.post(at(together, "/sessions/plan"), a_time() | {"time": "15:30", "anyway": "y"})
    db.session.rollback()
    assert db.session.query(MentorshipSession).count() == 3


def test_a_session_is_held_missed_or_called_off_once(ada, mei, cast, together):
    session = planned(ada, together)
    where = f"/mentorship/sessions/{session.id}"
    ada.post(f"{where}/held")  # too soon
    assert row(MentorshipSession, id=session.id).state == "planned"
    mei.post(f"{where}/cancel")
    ada.post(f"{where}/cancel")
    now = row(MentorshipSession, id=session.id)
    assert (now.state, now.sequence) == ("cancelled", 1)
    ada.get(f"{where}/move", status=303)
    ada.post(f"{where}/put-on")
    clock.fix(now.starts_at + timedelta(hours=2))
    ada.sign_in(cast.ada)
    mei.sign_in(cast.mei)
    assert "Did your session take place?" in ada.get(at(together)).text
    ada.post(f"{where}/missed")
    mei.post(f"{where}/held")
    assert row(MentorshipSession, id=session.id).state == "missed"
    mei.post(f"{where}/open-again")
    mei.post(f"{where}/held")
    now = row(MentorshipSession, id=session.id)
    assert (now.state, now.sequence) == ("held", 2)
    ada.post(at(together, "/sessions/plan"), a_time(-3))
    assert db.session.query(MentorshipSession).filter_by(state="held").count() == 2


def test_notes_to_oneself_are_on_no_surface_of_the_other(app, ada, mei, cast, hana, together):
    session = planned(ada, together)
    told = {"words": "Zanzibar worries me", "session": str(session.id)}
    ada.post(at(together, "/notes/add-own"), told)
    note = row(PrivateNote)
    paths = [at(together), at(together, "/notes"), at(together, "/history"), "/mentorship",
             f"/mentorship/sessions/{session.id}", "/notifications", "/me/data", "/",
             "/search?q=Zanzibar", f"/people/{cast.ada.id}"]  # fmt: skip
    assert sum("Zanzibar" in ada.get(path).text for path in paths[:5]) == 2
    work.once()
    for path in paths:
        assert "worries me" not in mei.get(path).text, path
    for who in (mei, hana):
        who.get(f"/mentorship/own-notes/{note.id}", status=404)
        who.post(f"/mentorship/own-notes/{note.id}/remove", status=404)
    with app.test_request_context():
        assert "Zanzibar" not in str(list(personal.everything(cast.mei.id)))
        assert "Zanzibar" in str(list(personal.everything(cast.ada.id)))
    for path in (app.config["SETTINGS"].instance / "mail").glob("*.eml"):
        assert b"Zanzibar" not in path.read_bytes()
    ada.post(f"/mentorship/own-notes/{note.id}/remove")
    assert "Zanzibar" not in ada.get(at(together, "/notes")).text
    ada.post(f"/mentorship/own-notes/{note.id}/put-back")


def test_after_the_end_all_is_to_be_read_and_own_notes_are_written(ada, mei, cast, together):
    session = planned(ada, together, topic="Goodbye")
    ada.post(at(together, "/notes/add"), {"words": "Shared words"})
    shared, goal = row(MentorshipNote), row(MentorshipGoal, words="Chair a meeting")
    with transaction():
        pair = lock(Mentorship, together.id)
        rules.end(pair, db.session.get(Person, cast.mei.id))
    assert row(MentorshipSession, id=session.id).state == "cancelled", "out of both calendars"
    for path, typed in (
        (at(together, "/goals/add"), {"words": "More"}),
        (at(together, "/actions/add"), {"words": "More", "doer_id": cast.ada.id}),
        (at(together, "/notes/add"), {"words": "More"}),
        (at(together, "/sessions/plan"), a_time()),
        (f"/mentorship/notes/{shared.id}", {"words": "More", "version": "1"}),
        (f"/mentorship/notes/{shared.id}/remove", {}),
        (f"/mentorship/goals/{goal.id}/far", {"progress": "2"}),
        (f"/mentorship/goals/{goal.id}/drop", {}),
        (f"/mentorship/sessions/{session.id}", {"topic": "More", "agenda": "", "version": "1"}),
        (f"/mentorship/sessions/{session.id}/put-on", {}),
    ):
        ada.post(path, typed)
    assert row(MentorshipNote).words == "Shared words"
    assert row(MentorshipGoal, id=goal.id).progress == 0
    assert row(MentorshipSession, id=session.id).topic == "Goodbye"
    for browser in (ada, mei):
        for rest in ("", "/notes", "/history"):
            browser.get(at(together, rest))
        assert "Shared words" in browser.get(at(together, "/notes")).text
    ada.post(at(together, "/notes/add-own"), {"words": "What I take along"})
    own = row(PrivateNote)
    ada.post(f"/mentorship/own-notes/{own.id}", {"words": "Much", "version": "1"})
    assert row(PrivateNote).words == "Much"
    with transaction():
        turns.reopen(lock(Mentorship, together.id), db.session.get(Person, cast.mei.id))
    now = row(MentorshipSession, id=session.id)
    assert (now.state, now.sequence) == ("planned", 2), "in both calendars again"
    ada.post(f"/mentorship/sessions/{session.id}/cancel")  # by hand, before the next end
    with transaction():
        pair, me = lock(Mentorship, together.id), db.session.get(Person, cast.mei.id)
        rules.end(pair, me)
        turns.reopen(pair, me)
    now = row(MentorshipSession, id=session.id)
    assert (now.state, now.sequence) == ("cancelled", 3), "what was cancelled by hand stays so"


def test_the_mentee_keeps_what_was_shared_when_the_mentor_is_erased(app, ada, cast, together):
    with transaction():
        pair = lock(Mentorship, together.id)
        notes.share(pair, cast.mei.id, "From Mei", None)
        notes.keep(pair, cast.mei.id, "Mei alone", None)
    page_of, mei, who = at(together), cast.mei.id, cast.ada.id
    with transaction():
        erasing.erase(mei, by=None)
    work.once()
    page = ada.get(f"{page_of}/notes").text
    assert "From Mei" in page
    assert "Somebody who has left" in page
    assert "Chair a meeting" in ada.get(page_of).text
    assert db.session.query(PrivateNote).count() == 0
    with transaction():
        erasing.erase(who, by=None)
    assert db.session.query(MentorshipNote).count() + db.session.query(MentorshipGoal).count() == 0


def test_the_clock_reminds_once(ada, mei, cast, together):
    session = planned(ada, together)
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    told = {"words": "Secret errand", "doer_id": cast.ada.id, "due_on": tomorrow}
    ada.post(at(together, "/actions/add"), told)
    for _ in range(2):
        timed.tick(clock.now())
    due = db.session.query(Notice).filter(Notice.kind.like("mentorship.action%")).one()
    assert due.person_id == cast.ada.id
    assert "Secret" not in due.words
    db.session.rollback()
    clock.fix(session.starts_at - timedelta(hours=20))
    for _ in range(2):
        timed.tick(clock.now())
    soon = db.session.query(Notice).filter_by(kind="mentorship.session_soon").all()
    assert {one.person_id for one in soon} == {cast.ada.id, cast.mei.id}
    db.session.rollback()
    clock.fix(clock.now() + timedelta(days=20))
    timed.tick(clock.now())
    timed.tick(clock.now())
    assert db.session.query(Notice).filter_by(kind="mentorship.action_late").count() == 1


def test_many_notes_come_in_pages_that_each_are_light(ada, cast, together):
    pair, me = together, cast.ada.id
    for number in range(12):
        words = f"Note {number:02}. " + "Of what we said. " * (200 if number % 3 else 5)
        db.session.add(MentorshipNote(**between(pair), author_id=me, words=words))
        db.session.add(PrivateNote(person_id=me, mentorship_id=pair.id, words=words))
    db.session.commit()
    seen, address = [], at(together, "/notes")
    while address:
        page = ada.get(address)
        assert len(page.data) < 30_000
        seen += re.findall(r"Note (\d\d)\.", page.text.split('id="own-h"')[0])
        after = re.search(r'href="([^"]*)" rel="next"', page.text.split('id="own-h"')[0])
        address = after and unescape(after[1])
    assert sorted(seen) == [f"{number:02}" for number in range(12)]
    assert ada.statements <= 6
    assert "Note 00." in ada.get(at(together, "/notes?own=9999&page=9999")).text
