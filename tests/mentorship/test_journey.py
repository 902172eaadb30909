"""From finding a mentor to the news of a yes, through the pages."""

from uuid import uuid4

from portal.db import db, transaction
from portal.mentorship import notices, ranked
from portal.mentorship.models import MentorshipRequest
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from tests.mentorship.conftest import MESSAGE


def worker():
    """What the worker does with the outbox, until there is nothing left for it."""
    handlers = notices.HANDLERS | ranked.HANDLERS
    mine = OutboxRow.kind.in_(list(handlers))
    while rows := db.session.query(OutboxRow).filter(mine).order_by(OutboxRow.id).all():
        with transaction() as session:
            handlers[rows[0].kind](rows[0].ref)
            session.query(OutboxRow).filter_by(id=rows[0].id).delete()


def request_form(**more):
    return {"goals": "Chair a meeting\nWrite minutes", "message": MESSAGE, "months": "6"} | more


def test_ada_finds_mei_asks_her_and_is_told_that_she_said_yes(ada, mei, cast, hall):
    assert "Mei Halvorsen" in ada.get("/mentors?q=public").get_data(as_text=True)
    ada.get("/mentors?q=public", htmx=True)
    page = ada.get(f"/mentors/{cast.mei.id}/ask").get_data(as_text=True)
    assert "Public meetings" in page
    data = request_form(skills=str(hall.meetings.id), _once=uuid4().hex)
    answer = ada.post(f"/mentors/{cast.mei.id}/ask", data)
    assert "You have asked Mei Halvorsen" in ada.follow(answer).get_data(as_text=True)
    worker()
    inbox = mei.get("/mentorship").get_data(as_text=True)
    assert "1 person asks for your help" in inbox
    assert MESSAGE in inbox
    request = db.session.query(MentorshipRequest).one()
    mei.get(f"/mentorship/requests/{request.id}")
    fragment = mei.post(f"/mentorship/requests/{request.id}/accept", htmx=True)
    assert "You now mentor Ada Okafor" in fragment.get_data(as_text=True)
    worker()
    told = ada.get("/notifications").get_data(as_text=True)
    assert "Mei Halvorsen said yes" in told
    notice = db.session.query(Notice).filter_by(person_id=cast.ada.id).one()
    assert ada.post(f"/notifications/{notice.id}/open").location == notice.path
    ada.get(notice.path)
    assert "your mentor since" in ada.get("/mentorship").get_data(as_text=True)
    assert "you mentor them since" in mei.get("/mentorship").get_data(as_text=True)
