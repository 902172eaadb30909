"""What two people share, as pages show it: rows to be read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Date, Integer, Select, Uuid, bindparam, func, or_, select

from portal import clock
from portal.composed import prepared
from portal.db import columns, one_of
from portal.light import Light
from portal.mentorship.models import Mentorship, MentorshipEvent
from portal.mentorship.together.models import (
    MentorshipAction,
    MentorshipGoal,
    MentorshipNote,
    MentorshipSession,
    PrivateNote,
    SessionState,
)
from portal.people.models import Person

GOAL, SESSION, ACTION = Light(MentorshipGoal), Light(MentorshipSession), Light(MentorshipAction)
SHARED, OWN = Light(MentorshipNote), Light(PrivateNote)
NEWEST, PER_PAGE = 200, 40


@dataclass
class Work:
    """What is going on in one mentorship."""

    goals: list[MentorshipGoal] = field(default_factory=list)
    sessions: list[MentorshipSession] = field(default_factory=list)
    actions: list[MentorshipAction] = field(default_factory=list)

    @cached_property
    def now(self) -> datetime:
        """One moment for all of it."""
        return clock.now()

    @property
    def held(self) -> list[MentorshipSession]:
        """Those that took place, the oldest first."""
        return [session for session in self.sessions if session.state == SessionState.HELD]

    @property
    def coming(self) -> list[MentorshipSession]:
        """Those to come, or going on, the next first."""
        return [
            s for s in self.sessions if s.state == SessionState.PLANNED and s.ends_at > self.now
        ]

    @property
    def unsaid(self) -> list[MentorshipSession]:
        """Those that were planned and are over: did they take place?"""
        return [
            s for s in self.sessions if s.state == SessionState.PLANNED and s.ends_at <= self.now
        ]

    @property
    def to_do(self) -> list[MentorshipAction]:
        """What is to be done, the most pressing first."""
        open_ = [action for action in self.actions if action.done_on is None]
        return sorted(open_, key=lambda action: (action.due_on is None, action.due_on))

    @property
    def done(self) -> list[MentorshipAction]:
        """What was done, the last first."""
        found = [action for action in self.actions if action.done_on is not None]
        return sorted(found, key=lambda action: action.done_on or clock.today(), reverse=True)


def work(mentorship_id: UUID) -> Work:
    """Goals, sessions and actions of one mentorship, in three statements."""
    given = {"mentorship_id": mentorship_id}
    return Work(
        GOAL.rows(_goals(), **given),
        SESSION.rows(_sessions(), **given),
        ACTION.rows(_actions(), **given),
    )


def sessions(mentorship_id: UUID) -> list[MentorshipSession]:
    """All sessions of one mentorship, the oldest first."""
    return SESSION.rows(_sessions(), mentorship_id=mentorship_id)


@prepared
def _goals() -> Select[Any]:
    mine = MentorshipGoal.mentorship_id == bindparam("mentorship_id")
    return GOAL.select.where(mine).order_by(MentorshipGoal.made_at, MentorshipGoal.id)


@prepared
def _sessions() -> Select[Any]:
    mine = MentorshipSession.mentorship_id == bindparam("mentorship_id")
    return SESSION.select.where(mine).order_by(MentorshipSession.starts_at, MentorshipSession.id)


@prepared
def _actions() -> Select[Any]:
    mine = MentorshipAction.mentorship_id == bindparam("mentorship_id")
    there = MentorshipAction.removed_at.is_(None)
    return ACTION.select.where(mine, there).order_by(MentorshipAction.made_at, MentorshipAction.id)


class Beside(NamedTuple):
    """What a list says of a mentorship under way."""

    next_id: UUID | None
    next_at: datetime | None
    to_do: int
    late: int
    goals: list[MentorshipGoal]


def beside(pairs: Sequence[Mentorship], today: date) -> dict[UUID, Beside]:
    """The next session, what is to do and the goals of those under way, in two statements."""
    ids = [pair.id for pair in pairs if pair.live]
    if not ids:
        return {}
    rows = columns(_beside(), ids=ids, today=today, now=clock.now())
    found = {row[0]: Beside(row[1], row[2], row[3], row[4], []) for row in rows}
    for goal in GOAL.rows(_open_goals(), ids=ids):
        found[goal.mentorship_id].goals.append(goal)
    return found


@prepared
def _beside() -> Select[*tuple[Any, ...]]:
    session, action = MentorshipSession, MentorshipAction
    planned = one_of(session.state, (SessionState.PLANNED,))
    coming = (session.mentorship_id == Mentorship.id, planned, session.starts_at > bindparam("now"))
    undone = (
        action.mentorship_id == Mentorship.id,
        action.done_on.is_(None),
        action.removed_at.is_(None),
    )
    first = select(session.id).where(*coming).order_by(session.starts_at).limit(1)
    when = select(func.min(session.starts_at)).where(*coming)
    to_do = select(func.count()).select_from(action).where(*undone)
    late = to_do.where(action.due_on < bindparam("today", type_=Date()))
    return select(
        Mentorship.id, *(one.scalar_subquery() for one in (first, when, to_do, late))
    ).where(Mentorship.id.in_(bindparam("ids", expanding=True)))


@prepared
def _open_goals() -> Select[Any]:
    these = MentorshipGoal.mentorship_id.in_(bindparam("ids", expanding=True))
    kept = MentorshipGoal.dropped_on.is_(None)
    return GOAL.select.where(these, kept).order_by(MentorshipGoal.made_at, MentorshipGoal.id)


def shared_notes(mentorship_id: UUID) -> list[MentorshipNote]:
    """What both read, the newest first."""
    return SHARED.rows(_shared(), mentorship_id=mentorship_id, most=NEWEST)


@prepared
def _shared() -> Select[Any]:
    mine = MentorshipNote.mentorship_id == bindparam("mentorship_id")
    return (
        SHARED.select.where(mine, MentorshipNote.removed_at.is_(None))
        .order_by(MentorshipNote.made_at.desc(), MentorshipNote.id)
        .limit(bindparam("most", type_=Integer()))
    )


def own_notes(mentorship_id: UUID, person_id: UUID) -> list[PrivateNote]:
    """What this person wrote for nobody else, the newest first."""
    return OWN.rows(_own(), mentorship_id=mentorship_id, person_id=person_id, most=NEWEST)


@prepared
def _own() -> Select[Any]:
    mine = PrivateNote.person_id == bindparam("person_id", type_=Uuid())
    here = PrivateNote.mentorship_id == bindparam("mentorship_id")
    return (
        OWN.select.where(mine, here, PrivateNote.removed_at.is_(None))
        .order_by(PrivateNote.made_at.desc(), PrivateNote.id)
        .limit(bindparam("most", type_=Integer()))
    )


class Happened(NamedTuple):
    """Something that happened; `starts_at` is of the session it happened to, if it did to one."""

    event: str
    at: datetime
    who: str | None
    starts_at: datetime | None


def history(mentorship_id: UUID, page: int) -> list[Happened]:
    """The changes of a mentorship and of its sessions, the newest first: PER_PAGE of them, and one
    more if there is.
    """
    given = {"mentorship_id": mentorship_id, "offset": (page - 1) * PER_PAGE}
    return [Happened(*row) for row in columns(_history(), **given)]


@prepared
def _history() -> Select[*tuple[Any, ...]]:
    this = bindparam("mentorship_id", type_=Uuid())
    sessions = select(MentorshipSession.id).where(MentorshipSession.mentorship_id == this)
    return (
        select(MentorshipEvent.event, MentorshipEvent.at, Person.name, MentorshipSession.starts_at)
        .outerjoin(Person, Person.id == MentorshipEvent.actor_id)
        .outerjoin(MentorshipSession, MentorshipSession.id == MentorshipEvent.thing_id)
        .where(or_(MentorshipEvent.thing_id == this, MentorshipEvent.thing_id.in_(sessions)))
        .order_by(MentorshipEvent.at.desc(), MentorshipEvent.id.desc())
        .offset(bindparam("offset", type_=Integer()))
        .limit(PER_PAGE + 1)
    )
