"""Programmes as pages show them."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.composed import prepared
from portal.db import columns, db, one_of
from portal.disclosure import shown as may_show
from portal.light import Light
from portal.mentorship.models import Mentor
from portal.people.models import Person
from portal.programmes import audiences
from portal.programmes.models import (
    Member,
    MemberChoice,
    MemberSkill,
    Programme,
    ProgrammeOwner,
    ProgrammePair,
    ProgrammePart,
)
from portal.programmes.states import OVER, PairState, State
from portal.skills.models import Interest, Kind, PersonSkill, Skill, Status


def looked_after(programme_id: UUID) -> Programme:
    """A programme with the ids of who looks after it, in one statement. Raises NoResultFound."""
    return (
        db.session.scalars(
            select(Programme)
            .where(Programme.id == programme_id)
            .options(joinedload(Programme.owners))
        )
        .unique()
        .one()
    )


class Listed(NamedTuple):
    """A programme in HR's list, with how many joined as far as that may be shown."""

    programme: Programme
    mentees: int | None
    mentors: int | None


def listed(k: int, limit: int = 100) -> list[Listed]:
    """Every programme with how many joined, those that are not over first, the newest first."""
    joined = (
        select(
            Member.programme_id,
            func.count().filter(Member.mentee).label("mentees"),
            func.count().filter(Member.mentor).label("mentors"),
        )
        .group_by(Member.programme_id)
        .subquery()
    )
    rows = db.session.execute(
        select(Programme, func.coalesce(joined.c.mentees, 0), func.coalesce(joined.c.mentors, 0))
        .outerjoin(joined, joined.c.programme_id == Programme.id)
        .order_by(Programme.state.in_(OVER), Programme.starts_on.desc(), Programme.id)
        .limit(limit)
    )
    return [Listed(row[0], may_show(row[1], k), may_show(row[2], k)) for row in rows]


def whole(programme_id: UUID) -> Programme:
    """A programme with its parts and who looks after it. Raises NoResultFound without one."""
    return (
        db.session.scalars(
            select(Programme)
            .where(Programme.id == programme_id)
            .options(
                selectinload(Programme.parts),
                joinedload(Programme.owners).joinedload(ProgrammeOwner.person),
            )
        )
        .unique()
        .one()
    )


def joined(programme_id: UUID) -> tuple[int, int]:
    """How many joined as mentees and as mentors."""
    counted = select(func.count().filter(Member.mentee), func.count().filter(Member.mentor))
    mentees, mentors = db.session.execute(counted.where(Member.programme_id == programme_id)).one()
    return mentees, mentors


def member(member_id: UUID) -> Member:
    """A member with the person, skills and choices. Raises NoResultFound without one."""
    found = db.session.scalars(
        select(Member)
        .where(Member.id == member_id)
        .options(
            joinedload(Member.person).joinedload(Person.department),
            joinedload(Member.programme).joinedload(Programme.owners),
            joinedload(Member.choices).joinedload(MemberChoice.person),
            selectinload(Member.skills).joinedload(MemberSkill.skill),
        )
    )
    return found.unique().one()


def mine(programme_id: UUID, person_id: UUID) -> Member | None:
    """What this person wrote in a programme, whole; None where they have not joined."""
    return db.session.scalar(
        select(Member)
        .where(Member.programme_id == programme_id, Member.person_id == person_id)
        .options(
            selectinload(Member.skills).joinedload(MemberSkill.skill),
            selectinload(Member.choices).joinedload(MemberChoice.person),
        )
    )


class Joined(NamedTuple):
    """A programme somebody has joined, and who of HR reads what they wrote for it."""

    id: UUID
    name: str
    readers: list[str]


def joined_by(person_id: UUID) -> list[Joined]:
    """The programmes this person has joined, the newest first. One statement."""
    found: dict[UUID, Joined] = {}
    for key, name, reader in columns(_joined_by(), person_id=person_id):
        found.setdefault(key, Joined(key, name, [])).readers.append(reader)
    return list(found.values())


@prepared
def _joined_by() -> Select[UUID, str, str]:
    reads = aliased(Person)
    return (
        select(Programme.id, Programme.name, reads.name)
        .join(Member, Member.programme_id == Programme.id)
        .join(ProgrammeOwner, ProgrammeOwner.programme_id == Programme.id)
        .join(reads, reads.id == ProgrammeOwner.person_id)
        .where(Member.person_id == bindparam("person_id", type_=Uuid()))
        .order_by(Programme.starts_on.desc(), Programme.id, reads.name)
    )


class OwnSkill(NamedTuple):
    """A skill somebody has written in their profile."""

    id: UUID
    name: str
    kind: str
    level: int
    wanted: bool


def own_skills(person_id: UUID) -> list[OwnSkill]:
    """The skills of somebody that a programme may be about, by name."""
    return [OwnSkill(*row) for row in columns(_own_skills(), person_id=person_id)]


@prepared
def _own_skills() -> Select[*tuple[Any, ...]]:
    wanted = one_of(PersonSkill.interest, (Interest.LEARN, Interest.MORE))
    return (
        select(Skill.id, Skill.name, Skill.kind, PersonSkill.level, wanted)
        .join(PersonSkill, PersonSkill.skill_id == Skill.id)
        .where(
            PersonSkill.person_id == bindparam("person_id", type_=Uuid()),
            Skill.status == Status.ACTIVE,
            Skill.kind != Kind.CERTIFICATE,
        )
        .order_by(Skill.name)
    )


class Waiting(NamedTuple):
    """A proposal that waits for the reader: with whom, and whether as their mentor."""

    id: UUID
    other: str
    i_mentor: bool
    programme: str
    due_on: date


@dataclass
class News:
    """What programmes have for somebody: proposals to answer, and (programme, whether joined)."""

    proposals: list[Waiting]
    programmes: list[tuple[Any, bool]]


PROGRAMME = Light(Programme, "name", "state", "joining_until", "ends_on")


def news(person_id: UUID) -> News:
    """What programmes have for this person on their page of mentoring. One statement."""
    parts: dict[UUID, set[tuple[str, str]]] = {}
    pairs: dict[UUID, Waiting] = {}
    found: dict[UUID, tuple[Any, bool]] = {}
    me: dict[str, str] = {}
    for row in columns(_news(), person_id=person_id):
        programme = PROGRAMME.of(row)
        joined, kind, key, pair_id, mentor_id, due_on, other, *placed = row[-11:]
        me = me or audiences.keys(Placed(*placed))
        found[programme.id] = (programme, joined is not None)
        if kind:
            parts.setdefault(programme.id, set()).add((kind, key))
        if pair_id:
            i_mentor = mentor_id == person_id
            pairs[pair_id] = Waiting(pair_id, other, i_mentor, programme.name, due_on)
    shown = [
        (programme, joined)
        for programme, joined in found.values()
        if joined or audiences.fits(parts.get(programme.id, ()), me)
    ]
    return News(list(pairs.values()), shown)


class Placed(NamedTuple):
    """Where somebody stands in the organisation."""

    department_id: UUID
    location_id: UUID | None
    role_id: UUID | None
    level: int | None


@prepared
def _news() -> Select[*tuple[Any, ...]]:
    me, other = aliased(Person), aliased(Person)
    mine = and_(Member.programme_id == Programme.id, Member.person_id == me.id)
    my_turn = and_(ProgrammePair.mentor_id == me.id, ProgrammePair.mentor_said_at.is_(None))
    pair = and_(
        ProgrammePair.programme_id == Programme.id,
        ProgrammePair.state == PairState.SENT,
        or_(ProgrammePair.mentee_id == me.id, my_turn),
    )
    who = case(
        (ProgrammePair.mentor_id == me.id, ProgrammePair.mentee_id), else_=ProgrammePair.mentor_id
    )
    return (
        PROGRAMME.select.add_columns(
            Member.id, ProgrammePart.kind, ProgrammePart.key,
            ProgrammePair.id, ProgrammePair.mentor_id, ProgrammePair.due_on, other.name,
            me.department_id, me.location_id, me.role_id, me.level,
        )
        .join(me, me.id == bindparam("person_id", type_=Uuid()))
        .outerjoin(Member, mine)
        .outerjoin(ProgrammePart, ProgrammePart.programme_id == Programme.id)
        .outerjoin(ProgrammePair, pair)
        .outerjoin(other, other.id == who)
        .where(
            one_of(Programme.state, (State.OPEN, State.MATCHING, State.RUNNING)),
            or_(Programme.state == State.OPEN, Member.id.is_not(None)),
        )
        .order_by(Programme.starts_on, Programme.id, ProgrammePair.due_on, ProgrammePair.id)
    )  # fmt: skip


def proposal(pair_id: UUID) -> ProgrammePair:
    """A proposal with both people and the programme. Raises NoResultFound without one."""
    return db.session.scalars(
        select(ProgrammePair)
        .where(ProgrammePair.id == pair_id)
        .options(
            joinedload(ProgrammePair.mentee).joinedload(Person.department),
            joinedload(ProgrammePair.mentor).joinedload(Person.department),
            joinedload(ProgrammePair.programme),
        )
    ).one()


def offer_of(person_id: UUID) -> Mentor | None:
    """What somebody offers as a mentor; None for who does not mentor."""
    mentor = db.session.get(Mentor, person_id)
    return mentor if mentor is not None and mentor.state != "closed" else None
