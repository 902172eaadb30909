"""Reading mentors, requests and mentorships."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from portal import clock
from portal.access import Actor
from portal.accounts.models import Account
from portal.audience import Audience
from portal.db import db
from portal.mentorship.models import (
    LIVE_STATES,
    OPEN_STATES,
    Mentor,
    Mentorship,
    MentorshipEvent,
    MentorshipRequest,
    RequestState,
)
from portal.people.models import Person
from portal.skills.models import PersonSkill, Skill

LIVE = Mentorship.state.in_(LIVE_STATES)
OPEN = MentorshipRequest.state.in_(OPEN_STATES)


def mentors_of(person_id: UUID) -> list[Person]:
    """The people who mentor this person now, by name."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Mentorship, Mentorship.mentor_id == Person.id)
            .where(Mentorship.mentee_id == person_id, LIVE)
            .order_by(Person.name, Person.id)
        )
    )


def mentees_of(person_id: UUID) -> list[Person]:
    """The people this person mentors now, by name."""
    return list(
        db.session.scalars(
            select(Person)
            .join(Mentorship, Mentorship.mentee_id == Person.id)
            .where(Mentorship.mentor_id == person_id, LIVE)
            .order_by(Person.name, Person.id)
        )
    )


def mentors_now(mentor_id: UUID, mentee_id: UUID) -> bool:
    """Whether the first person mentors the second now."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Mentorship.mentor_id == mentor_id,
                    Mentorship.mentee_id == mentee_id,
                    LIVE,
                )
            )
        )
    )


def groups_of(actor: Actor, person: Person) -> Audience:
    """The groups `actor` belongs to as a reader of `person`: mentors, line manager, HR.

    Nobody is in a group of readers of themselves.
    """
    if actor.id == person.id:
        return Audience.NOBODY
    return groups_given(actor.id, person, hr=actor.hr, mentors=mentors_now(actor.id, person.id))


def groups_given(reader_id: UUID, person: Person, *, hr: bool, mentors: bool) -> Audience:
    """The same for any reader, where it is known whether they are HR and mentor the person."""
    if reader_id == person.id:
        return Audience.NOBODY
    groups = Audience.MENTORS if mentors else Audience.NOBODY
    if person.manager_id == reader_id:
        groups |= Audience.MANAGER
    if hr:
        groups |= Audience.HR
    return groups


def visible_to(actor: Actor) -> Select[Mentorship]:
    """The mentorships `mentorship.see` allows, as one statement."""
    return select(Mentorship).where(
        or_(Mentorship.mentor_id == actor.id, Mentorship.mentee_id == actor.id)
    )


def requests_visible_to(actor: Actor) -> Select[MentorshipRequest]:
    """The requests `mentorship.see` allows, as one statement."""
    return select(MentorshipRequest).where(
        or_(MentorshipRequest.mentor_id == actor.id, MentorshipRequest.mentee_id == actor.id)
    )


def mentorships(actor: Actor, past: int = 5) -> list[Mentorship]:
    """The live mentorships of this person on either side, then the last `past` that are over."""
    people = (
        joinedload(Mentorship.mentee).joinedload(Person.department),
        joinedload(Mentorship.mentor).joinedload(Mentor.person).joinedload(Person.department),
        joinedload(Mentorship.request).selectinload(MentorshipRequest.goals),
    )
    rows = db.session.scalars(
        visible_to(actor)
        .options(*people)
        .order_by(LIVE.desc(), Mentorship.ended_at.desc(), Mentorship.started_at)
        .limit(past + 40)
    ).all()
    live = [pair for pair in rows if pair.live]
    return live + [pair for pair in rows if not pair.live][:past]


def requests(actor: Actor, past: int = 5) -> list[MentorshipRequest]:
    """The open requests of and to this person, oldest first, then their own last ones."""
    rows = db.session.scalars(
        requests_visible_to(actor)
        .where(or_(OPEN, MentorshipRequest.mentee_id == actor.id))
        .options(*request_parts())
        .order_by(OPEN.desc(), MentorshipRequest.ended_at.desc(), MentorshipRequest.sent_at)
        .limit(past + 60)
    ).all()
    waiting = [request for request in rows if request.open]
    return waiting + [request for request in rows if not request.open][:past]


def request_parts() -> Sequence[ExecutableOption]:
    """What a request is shown with, read in as few statements as possible."""
    return (
        joinedload(MentorshipRequest.mentee).joinedload(Person.department),
        joinedload(MentorshipRequest.mentor)
        .joinedload(Mentor.person)
        .joinedload(Person.department),
        selectinload(MentorshipRequest.goals),
        selectinload(MentorshipRequest.skills),
    )


def with_parts(request: MentorshipRequest) -> MentorshipRequest:
    """This request with all that its page shows, read in as few statements as possible."""
    return db.session.scalars(
        select(MentorshipRequest)
        .where(MentorshipRequest.id == request.id)
        .options(*request_parts())
    ).one()


def pair_of(request: MentorshipRequest) -> Mentorship | None:
    """The mentorship that came of a request."""
    if request.state != RequestState.ACCEPTED:
        return None
    return db.session.scalar(select(Mentorship).where(Mentorship.request_id == request.id))


def history(*things: UUID) -> list[tuple[MentorshipEvent, str | None]]:
    """The events of these rows, oldest first, each with the name of who acted."""
    return [
        (event, name)
        for event, name in db.session.execute(
            select(MentorshipEvent, Person.name)
            .outerjoin(Person, Person.id == MentorshipEvent.actor_id)
            .where(MentorshipEvent.thing_id.in_(things))
            .order_by(MentorshipEvent.id)
        )
    ]


def last_change(thing_id: UUID) -> tuple[MentorshipEvent, str | None] | None:
    """The event that brought a row into its present state, with the name of who acted."""
    moved = or_(
        MentorshipEvent.from_state.is_(None), MentorshipEvent.from_state != MentorshipEvent.to_state
    )
    row = db.session.execute(
        select(MentorshipEvent, Person.name)
        .outerjoin(Person, Person.id == MentorshipEvent.actor_id)
        .where(MentorshipEvent.thing_id == thing_id, moved)
        .order_by(MentorshipEvent.id.desc())
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def live_count(mentor_id: UUID) -> int:
    """How many people this mentor guides now."""
    return _count(Mentorship.mentor_id == mentor_id, LIVE)


def open_requests(mentor_id: UUID) -> list[MentorshipRequest]:
    """The requests a mentor has not answered, the oldest first, as they are now."""
    statement = (
        select(MentorshipRequest)
        .where(MentorshipRequest.mentor_id == mentor_id, OPEN)
        .order_by(MentorshipRequest.sent_at, MentorshipRequest.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


def live_pairs(mentor_id: UUID) -> list[Mentorship]:
    """The mentorships of this mentor that are under way, as they are now."""
    statement = (
        select(Mentorship)
        .where(Mentorship.mentor_id == mentor_id, LIVE)
        .order_by(Mentorship.started_at, Mentorship.id)
        .execution_options(populate_existing=True)
    )
    return list(db.session.scalars(statement))


@dataclass(frozen=True)
class Standing:
    """How two people stand as mentor and mentee, and what either has open."""

    active: bool
    live: int
    waiting: int
    together: bool
    asked: bool
    open: int


def standing(mentor_id: UUID, mentee_id: UUID) -> Standing:
    """In one statement: whether the mentor is here, how many they guide and let wait, whether the
    two work together or have a request open, and how many requests the mentee has open."""
    to, by = MentorshipRequest.mentor_id == mentor_id, MentorshipRequest.mentee_id == mentee_id
    waits = MentorshipRequest.state == RequestState.WAITLISTED
    guided = Mentorship.mentor_id == mentor_id
    counts = [
        select(func.count()).where(*conditions).scalar_subquery()
        for conditions in (
            (Person.id == mentor_id, active()),
            (guided, LIVE),
            (to, waits),
            (guided, Mentorship.mentee_id == mentee_id, LIVE),
            (to, by, OPEN),
            (by, OPEN),
        )
    ]
    here, live, waiting, together, asked, open_ = db.session.execute(select(*counts)).one()
    return Standing(bool(here), live, waiting, bool(together), bool(asked), open_)


def person_of(mentor: Mentor) -> Person:
    """The mentor as a person, with the department."""
    return db.session.scalars(
        select(Person).where(Person.id == mentor.id).options(joinedload(Person.department))
    ).one()


def past_requests(mentor_id: UUID, mentee_id: UUID) -> list[tuple[str, datetime]]:
    """State and end of the answered requests of these two, the last first."""
    rows = db.session.execute(
        select(MentorshipRequest.state, MentorshipRequest.ended_at)
        .where(
            MentorshipRequest.mentor_id == mentor_id,
            MentorshipRequest.mentee_id == mentee_id,
            MentorshipRequest.ended_at.is_not(None),
        )
        .order_by(MentorshipRequest.ended_at.desc())
    )
    return [(state, ended_at) for state, ended_at in rows if ended_at is not None]


def unanswered_in_a_row(mentor_id: UUID) -> int:
    """How many requests ran out on this mentor since the last answer, or since they opened."""
    answers = (
        select(MentorshipEvent.event)
        .outerjoin(MentorshipRequest, MentorshipRequest.id == MentorshipEvent.thing_id)
        .where(
            or_(
                and_(
                    MentorshipRequest.mentor_id == mentor_id,
                    MentorshipEvent.event.in_(("accepted", "declined", "expired")),
                    MentorshipEvent.from_state == RequestState.REQUESTED,
                ),
                and_(MentorshipEvent.thing_id == mentor_id, MentorshipEvent.event == "open"),
            )
        )
        .order_by(MentorshipEvent.id.desc())
        .limit(10)
    )
    count = 0
    for event in db.session.scalars(answers):
        if event != "expired":
            break
        count += 1
    return count


def skills_of(person_id: UUID) -> list[Skill]:
    """The skills a person has, the best first: what they could teach."""
    return list(
        db.session.scalars(
            select(Skill)
            .join(PersonSkill, PersonSkill.skill_id == Skill.id)
            .where(PersonSkill.person_id == person_id, PersonSkill.level > 0)
            .order_by(PersonSkill.level.desc(), Skill.name)
            .limit(60)
        )
    )


def teachable(person_id: UUID) -> list[UUID]:
    """The skills a person has said they can teach."""
    return list(
        db.session.scalars(
            select(PersonSkill.skill_id).where(
                PersonSkill.person_id == person_id, PersonSkill.can_teach
            )
        )
    )


def active() -> ColumnElement[bool]:
    """The condition that a person works here and may sign in."""
    disabled = exists().where(Account.person_id == Person.id, Account.disabled_at.is_not(None))
    return and_(or_(Person.left_on.is_(None), Person.left_on > clock.today()), ~disabled)


def active_account(person_id: UUID) -> bool:
    """Whether this person works here and may sign in."""
    return bool(db.session.scalar(select(exists().where(Person.id == person_id, active()))))


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0
