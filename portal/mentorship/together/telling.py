"""What the two are told of sessions and actions: that there is one, never what it says."""

from uuid import UUID

from portal.db import db
from portal.mentorship.together.models import MentorshipAction, MentorshipSession
from portal.mentorship.together.pairs import other_than
from portal.mentorship.together.when import in_words
from portal.notices import rules as notices
from portal.people.models import Person

OF_SESSIONS = {
    "session_planned": "mentorship.session_planned",
    "session_put_on": "mentorship.session_planned",
    "session_moved": "mentorship.session_moved",
    "session_cancelled": "mentorship.session_cancelled",
}


def of_session(session: MentorshipSession, event: str, by: Person | None) -> None:
    """Tell whoever did not do it. Where the clock did, the end of the mentorship says it all."""
    if by is not None:
        _session(session, OF_SESSIONS[event], other_than(by.id, session))


def soon(session: MentorshipSession) -> None:
    """Tell both that it is soon."""
    for person_id in (session.mentor_id, session.mentee_id):
        _session(session, "mentorship.session_soon", person_id)


def _session(session: MentorshipSession, kind: str, person_id: UUID) -> None:
    person = db.session.get_one(Person, person_id)
    other = db.session.get_one(Person, other_than(person_id, session))
    what = kind.partition(".")[2]
    notices.tell(
        person_id,
        key=f"{what}:{session.id}:{session.sequence}:{person_id}",
        kind=kind,
        path=f"/mentorship/sessions/{session.id}",
        other=other.name,
        when=in_words(session.starts_at, person.time_zone),
    )


def due(action: MentorshipAction, *, late: bool) -> None:
    """Remind the one who does it; what it is stands on the page."""
    other = db.session.get_one(Person, other_than(action.doer_id, action))
    notices.tell(
        action.doer_id,
        key=f"action:{action.id}:{action.due_on}:{late}",
        kind="mentorship.action_late" if late else "mentorship.action_due",
        path=f"/mentorship/{action.mentorship_id}",
        other=other.name,
    )
