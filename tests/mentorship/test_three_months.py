"""The whole of a three-month mentorship, from the question to the last word, by moving the clock.

Everything goes through the pages and the worker, as it would: nothing here calls a rule.
"""

from datetime import timedelta

import pytest

from portal import clock, work
from portal.db import db
from portal.mentorship.models import Mentorship, MentorshipRequest
from portal.mentorship.together.models import MentorshipAction, MentorshipSession
from portal.notices.models import Notice
from portal.skills.models import Evidence, EvidenceKind, PersonSkill
from tests.mentorship.test_journey import request_form


@pytest.fixture
def day(app, cast, ada, mei):
    """Goes to a day of the story: the worker has done what was due, both are signed in anew."""
    start = clock.now().replace(hour=9, minute=0, second=0, microsecond=0)

    def go(number: int) -> None:
        clock.fix(start + timedelta(days=number))
        work.once()
        ada.sign_in(cast.ada)
        mei.sign_in(cast.mei)

    return go


def told(who) -> list[str]:
    """What somebody was told so far, the newest first."""
    db.session.rollback()
    mine = db.session.query(Notice).filter_by(person_id=who.id)
    return [notice.words for notice in mine.order_by(Notice.at.desc(), Notice.key)]


def only(model):
    db.session.rollback()
    return db.session.query(model).one()


@pytest.mark.one_database
def test_three_months_from_the_question_to_the_last_word(ada, mei, cast, hall, day):
    db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=hall.meetings.id, level=1))
    db.session.commit()
    day(0)
    skill = str(hall.meetings.id)
    ada.post(f"/mentors/{cast.mei.id}/ask", request_form(skills=skill, months="3"))
    asked = only(MentorshipRequest)

    day(4)  # Mei has not answered: she is reminded once, and then says yes.
    assert any("Ada Okafor hopes for your answer" in words for words in told(cast.mei))
    mei.post(f"/mentorship/requests/{asked.id}/accept")
    pair = only(Mentorship)
    page = f"/mentorship/{pair.id}"
    first = clock.today() + timedelta(days=7)
    ada.post(f"{page}/sessions/plan", {
        "day": first.isoformat(), "time": "15:00", "minutes": "45", "place": "Room 2",
    })  # fmt: skip
    session = only(MentorshipSession)

    day(5)
    assert "Mei Halvorsen said yes: you have a mentor" in told(cast.ada)

    day(12)  # They met: both know, Ada has something to do.
    mei.post(f"/mentorship/sessions/{session.id}/held")
    due = (clock.today() + timedelta(days=5)).isoformat()
    ada.post(f"{page}/actions/add", {
        "words": "Chair the next team meeting", "doer_id": str(cast.ada.id), "due_on": due,
    })  # fmt: skip
    ada.post(f"{page}/notes/add", {"words": "Begin with what all agree on."})

    day(20)  # It is late: Ada was told, and does it.
    assert any("Chair" in words or "due" in words for words in told(cast.ada))
    ada.post(f"/mentorship/actions/{only(MentorshipAction).id}/done")
    mei.post(f"{page}/pause", {"until": (clock.today() + timedelta(days=14)).isoformat()})
    assert only(Mentorship).state == "paused"
    ends = only(Mentorship).ends_on

    day(40)  # The break was over by itself.
    assert only(Mentorship).state == "active"
    ada.post(f"{page}/longer", {"months": "1"})
    mei.post(f"{page}/agree")
    ends = only(Mentorship).ends_on
    before_end = (ends - clock.today()).days + 40

    day(before_end - 13)
    for who in (cast.ada, cast.mei):
        assert any("ends on" in words for words in told(who))

    day(before_end + 15)  # Nobody said a word, so it is complete; the place is free again.
    assert only(Mentorship).state == "completed"
    assert any("has come to its end" in words for words in told(cast.ada))
    ada.post(f"{page}/feedback", {"helped": "listening", "again": "yes", "word": "Thank you, Mei."})
    assert "Thank you, Mei." not in mei.get(page).text, "until Mei has spoken too"
    mei.post(f"{page}/feedback", {"helped": "prepared", "again": "yes", "word": "A joy."})
    assert "Thank you, Mei." in mei.get(page).text
    assert "A joy." in ada.get(page).text
    ada.post(f"{page}/evidence", {"skills": skill, "note": "Chaired two meetings"})
    assert only(Evidence).kind == EvidenceKind.MENTORSHIP
    assert "Begin with what all agree on." in ada.get(f"{page}/notes").text

    words = told(cast.ada) + told(cast.mei)
    day(before_end + 40)
    assert len(told(cast.ada) + told(cast.mei)) == len(words), "it is over: nobody is told more"
