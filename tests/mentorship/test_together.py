"""The mentorship at work: what the two share, what stays with each, and what reaches calendars."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, transaction
from portal.mentorship import rules
from portal.mentorship.models import Mentorship, MentorshipRequest
from portal.mentorship.together.models import (
    MentorshipAction,
    MentorshipGoal,
    MentorshipNote,
    MentorshipSession,
)
from tests.checking import Browser
from tests.mentorship.conftest import asked


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
    assert "Chair a meeting" in text and "Know five groups" in text, "the goals asked with"
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
    assert "What if somebody shouts?" in page and "Room 2, 1st floor" in page
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
    assert "Write a grant" in mine and "Next session" in mine
