"""Sessions of two people: planned, moved, held; by one table, and both hear of every change.

What a calendar must hear of raises the sequence (RFC 5545): time, length, place, and whether there
is a session at all. What it is about stays between the two, and does not.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from portal import clock, outbox
from portal.db import db
from portal.errors import Refused
from portal.mentorship.engine import record
from portal.mentorship.models import Mentorship, MentorshipEvent
from portal.mentorship.together import telling
from portal.mentorship.together.models import MentorshipSession, SessionState
from portal.mentorship.together.pairs import between, pair_of, working
from portal.people.models import Person
from portal.transitions import Change, Past, by_state

INVITE = "mail.session"
"""What the outbox calls the sending of a session to somebody's calendar."""
MOST = 200
FURTHEST = timedelta(days=366)
EITHER = "either"


@dataclass(frozen=True)
class When:
    """When and where two people meet."""

    starts_at: datetime
    minutes: int
    place: str = ""

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


def _to_come(session: MentorshipSession) -> None:
    if session.ends_at <= clock.now():
        raise Refused("This time is over. Choose a time to come.")


def _begun(session: MentorshipSession) -> None:
    if session.starts_at > clock.now():
        raise Refused("This session is still to come. Say so afterwards.")


PLANNED = (SessionState.PLANNED,)
# fmt: off
TABLE = (
    Change((None,), "session_planned", SessionState.PLANNED, EITHER, _to_come),
    Change((None,), "session_kept", SessionState.HELD, EITHER, _begun, told=False),
    Change(PLANNED, "session_moved", SessionState.PLANNED, EITHER, _to_come),
    Change(PLANNED, "session_held", SessionState.HELD, EITHER, _begun, told=False),
    Change(PLANNED, "session_missed", SessionState.MISSED, EITHER, _begun, told=False),
    Change(PLANNED, "session_cancelled", SessionState.CANCELLED, EITHER),
    Change((SessionState.CANCELLED,), "session_put_on", SessionState.PLANNED, EITHER, _to_come),
    Change((SessionState.HELD, SessionState.MISSED), "session_open_again", SessionState.PLANNED,
           EITHER, told=False),
)
# fmt: on
CHANGES = by_state(TABLE)
SAYS = {
    SessionState.HELD: "is kept as held",
    SessionState.MISSED: "is kept as one that did not happen",
    SessionState.CANCELLED: "is cancelled",
    SessionState.PLANNED: "is planned",
}


def advance(session: MentorshipSession, event: str, by: Person | None) -> None:
    """The only way to change the state of a session; its mentorship is locked.

    `by` is who does it, None the clock. Raises Past for a click that came late, Refused where the
    time is not the right one.
    """
    change = CHANGES.get((session.state, event))
    if change is None:
        raise _late(session)
    change.guard(session)
    before = session.state
    session.state = change.after
    _tell_of(session, change, before, by)


def still_planned(session: MentorshipSession) -> None:
    """Raises Past where it was held, missed or cancelled meanwhile."""
    if session.state != SessionState.PLANNED:
        raise _late(session)


def _late(session: MentorshipSession) -> Past:
    said = SAYS[SessionState(session.state)]
    return Past(f"This session {said} already. Nothing was changed now.")


def _tell_of(
    session: MentorshipSession, change: Change, before: str | None, by: Person | None
) -> None:
    session.changed_at = clock.now()
    if change.told and before is not None:
        session.sequence += 1
    db.session.add(session)
    db.session.flush()
    record(session, change.event, before, session.state, by=by)  # type: ignore[arg-type]
    if not change.told:
        return
    for person_id in (session.mentor_id, session.mentee_id):
        outbox.put(INVITE, f"{session.id}:{person_id}:{session.sequence}")
    telling.of_session(session, change.event, by)


def plan(
    pair: Mentorship, by: Person, when: When, topic: str = "", agenda: str = ""
) -> MentorshipSession:
    """A new one; one that has begun before now is kept as held, and nobody is invited.

    Raises Refused for a time out of reach, beyond MOST, and after the end.
    """
    working(pair)
    same = MentorshipSession.mentorship_id == pair.id
    if (db.session.scalar(select(func.count()).where(same)) or 0) >= MOST:
        raise Refused(f"You have {MOST} sessions here, which is as many as there is room for.")
    _in_reach(pair, when)
    past = when.starts_at <= clock.now()
    change = CHANGES[None, "session_kept" if past else "session_planned"]
    session = MentorshipSession(
        **between(pair), starts_at=when.starts_at, minutes=when.minutes, place=when.place,
        topic=topic, agenda=agenda, state=change.after, sequence=0, reminded=-1,
    )  # fmt: skip
    _tell_of(session, change, None, by)
    return session


def _in_reach(pair: Mentorship, when: When) -> None:
    if when.starts_at.date() < pair.started_at.date():
        raise Refused("Choose a day since your mentorship began.")
    if when.starts_at > clock.now() + FURTHEST:
        raise Refused("Choose a day within a year from now.")


def set_for(session: MentorshipSession) -> When:
    """When and where a session is."""
    return When(session.starts_at, session.minutes, session.place)


def move(session: MentorshipSession, by: Person, when: When) -> None:
    """To another time or place. Raises Refused for a time that is over, Past for a late click."""
    pair = pair_of(session)
    still_planned(session)
    if when == set_for(session):
        return
    _in_reach(pair, when)
    if when.ends_at <= clock.now():
        raise Refused("This time is over. Choose a time to come.")
    session.starts_at, session.minutes, session.place = when.starts_at, when.minutes, when.place
    advance(session, "session_moved", by)


def say(session: MentorshipSession, topic: str, agenda: str) -> None:
    """What it is about. Raises Refused after the end."""
    pair_of(session)
    if (topic, agenda) != (session.topic, session.agenda):
        session.topic, session.agenda = topic, agenda
        session.version += 1


def held(session: MentorshipSession, by: Person) -> None:
    """It took place."""
    pair_of(session)
    advance(session, "session_held", by)


def missed(session: MentorshipSession, by: Person) -> None:
    """It did not happen, and nobody is blamed."""
    pair_of(session)
    advance(session, "session_missed", by)


def open_again(session: MentorshipSession, by: Person) -> None:
    """That was said too soon: it is planned, as before."""
    pair_of(session)
    advance(session, "session_open_again", by)


def cancel(session: MentorshipSession, by: Person) -> None:
    """It is called off; both calendars hear of it."""
    pair_of(session)
    advance(session, "session_cancelled", by)


def put_on(session: MentorshipSession, by: Person) -> None:
    """It takes place after all."""
    pair_of(session)
    advance(session, "session_put_on", by)


def clash(pair: Mentorship, when: When, but: UUID | None = None) -> bool:
    """Whether one of the two is in another mentoring session then; with whom is not said."""
    them = (pair.mentor_id, pair.mentee_id)
    near = select(MentorshipSession).where(
        or_(MentorshipSession.mentor_id.in_(them), MentorshipSession.mentee_id.in_(them)),
        MentorshipSession.state == SessionState.PLANNED,
        MentorshipSession.starts_at < when.ends_at,
        MentorshipSession.starts_at > when.starts_at - timedelta(minutes=480),
    )
    if but is not None:
        near = near.where(MentorshipSession.id != but)
    return any(session.ends_at > when.starts_at for session in db.session.scalars(near))


def call_off_all(pair: Mentorship) -> None:
    """The mentorship has ended: what was still to come is taken out of both calendars."""
    for session in _coming(pair, SessionState.PLANNED):
        advance(session, "session_cancelled", None)


def put_on_all(pair: Mentorship) -> None:
    """The end was taken back: what it took out of both calendars is there again."""
    # The newest says so: one that was on again may have been cancelled by hand since.
    theirs = select(MentorshipSession.id).where(MentorshipSession.mentorship_id == pair.id)
    newest = (
        select(func.max(MentorshipEvent.id))
        .where(
            MentorshipEvent.event == "session_cancelled",
            MentorshipEvent.thing_id.in_(theirs),
        )
        .group_by(MentorshipEvent.thing_id)
    )
    by_the_end = select(MentorshipEvent.thing_id).where(
        MentorshipEvent.id.in_(newest), MentorshipEvent.actor_id.is_(None)
    )
    for session in _coming(pair, SessionState.CANCELLED, MentorshipSession.id.in_(by_the_end)):
        advance(session, "session_put_on", None)


def _coming(
    pair: Mentorship, state: SessionState, *conditions: ColumnElement[bool]
) -> list[MentorshipSession]:
    found = select(MentorshipSession).where(
        MentorshipSession.mentorship_id == pair.id,
        MentorshipSession.state == state,
        MentorshipSession.starts_at > clock.now(),
        *conditions,
    )
    return list(db.session.scalars(found))
