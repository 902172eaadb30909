"""Programmes as pages show them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, and_, bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal.accounts.queries import active
from portal.db import columns, db, one_of
from portal.mentorship.models import Mentor
from portal.people.models import Department, Person
from portal.programmes import audiences
from portal.programmes.models import (
    OVER,
    Member,
    MemberChoice,
    MemberSkill,
    PairState,
    Programme,
    ProgrammeOwner,
    ProgrammePair,
    State,
)
from portal.skills.models import Kind, PersonSkill, Skill, Status


class Listed(NamedTuple):
    """A programme in HR's list."""

    programme: Programme
    mentees: int
    mentors: int


def listed(limit: int = 100) -> list[Listed]:
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
    return [Listed(*row) for row in rows]


def whole(programme_id: UUID) -> Programme:
    """A programme with its parts and who looks after it. Raises NoResultFound without one."""
    return db.session.scalars(
        select(Programme)
        .where(Programme.id == programme_id)
        .options(
            selectinload(Programme.parts),
            selectinload(Programme.owners).joinedload(ProgrammeOwner.person),
        )
    ).one()


def joined(programme_id: UUID) -> tuple[int, int]:
    """How many joined as mentees and as mentors."""
    counted = select(func.count().filter(Member.mentee), func.count().filter(Member.mentor))
    mentees, mentors = columns(counted.where(Member.programme_id == programme_id)).one()
    return mentees, mentors


class Named(NamedTuple):
    """A member on HR's board: no more of a person than that."""

    id: UUID
    member_id: UUID
    name: str
    job_title: str
    department: str


def named(programme_id: UUID, person_ids: Collection[UUID]) -> dict[UUID, Named]:
    """These members by person."""
    rows = columns(_named(), programme_id=programme_id, ids=[*person_ids]) if person_ids else ()
    return {row[0]: Named(*row) for row in rows}


@cache
def _named() -> Select[*tuple[Any, ...]]:
    return (
        select(Person.id, Member.id, Person.name, Person.job_title, Department.name)
        .join(Member, Member.person_id == Person.id)
        .join(Department, Department.id == Person.department_id)
        .where(
            Member.programme_id == bindparam("programme_id", type_=Uuid()),
            Person.id.in_(bindparam("ids", expanding=True)),
        )
    )


def member(member_id: UUID) -> Member:
    """A member with the person, skills and choices. Raises NoResultFound without one."""
    return db.session.scalars(
        select(Member)
        .where(Member.id == member_id)
        .options(
            joinedload(Member.person).joinedload(Person.department),
            joinedload(Member.programme).selectinload(Programme.owners),
            selectinload(Member.skills).joinedload(MemberSkill.skill),
            selectinload(Member.choices).joinedload(MemberChoice.person),
        )
    ).one()


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


class OwnSkill(NamedTuple):
    """A skill somebody has written in their profile."""

    id: UUID
    name: str
    kind: str
    level: int
    wanted: bool


def own_skills(person_id: UUID) -> list[OwnSkill]:
    """The skills of somebody that a programme may be about, by name."""
    rows = columns(
        select(
            Skill.id, Skill.name, Skill.kind, PersonSkill.level,
            PersonSkill.interest.in_(("learn", "more")),
        )
        .join(PersonSkill, PersonSkill.skill_id == Skill.id)
        .where(
            PersonSkill.person_id == person_id,
            Skill.status == Status.ACTIVE,
            Skill.kind != Kind.CERTIFICATE,
        )
        .order_by(Skill.name)
    )  # fmt: skip
    return [OwnSkill(*row) for row in rows]


def people_called(names: Sequence[str]) -> dict[str, list[tuple[UUID, str]]]:
    """Who is here under each of these names: id and job title, by the name in small letters."""
    found: dict[str, list[tuple[UUID, str]]] = {}
    if names:
        wanted = [name.lower() for name in names]
        rows = columns(
            select(func.lower(Person.name), Person.id, Person.job_title).where(
                func.lower(Person.name).in_(wanted), active()
            )
        )
        for name, key, title in rows:
            found.setdefault(name, []).append((key, title))
    return found


@dataclass(frozen=True)
class News:
    """What programmes have for somebody on their page of mentoring."""

    proposals: list[ProgrammePair]
    programmes: list[tuple[Programme, bool]]

    def __bool__(self) -> bool:
        return bool([*self.proposals, *self.programmes])


def news(person_id: UUID) -> News:
    """Proposals that wait for this person, the programmes they are in, and those they may join."""
    person = db.session.get_one(Person, person_id)
    into = and_(Member.programme_id == Programme.id, Member.person_id == person_id)
    rows: Sequence[Any] = db.session.execute(
        select(Programme, Member.id)
        .outerjoin(Member, into)
        .where(
            one_of(Programme.state, (State.OPEN, State.MATCHING, State.RUNNING)),
            or_(Programme.state == State.OPEN, Member.id.is_not(None)),
        )
        .options(selectinload(Programme.parts))
        .order_by(Programme.starts_on, Programme.id)
    ).all()
    shown = [
        (programme, joined is not None)
        for programme, joined in rows
        if joined is not None or audiences.meant(programme.parts, person)
    ]
    if not any(joined for _, joined in shown):
        return News([], shown)
    return News(_waiting(person_id), shown)


def _waiting(person_id: UUID) -> list[ProgrammePair]:
    me_first = and_(ProgrammePair.mentor_id == person_id, ProgrammePair.mentor_said_at.is_(None))
    return list(
        db.session.scalars(
            select(ProgrammePair)
            .where(
                ProgrammePair.state == PairState.SENT,
                or_(ProgrammePair.mentee_id == person_id, me_first),
            )
            .options(
                joinedload(ProgrammePair.mentee),
                joinedload(ProgrammePair.mentor),
                joinedload(ProgrammePair.programme),
            )
            .order_by(ProgrammePair.due_on, ProgrammePair.id)
        )
    )


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
