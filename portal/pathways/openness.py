"""Who in a department is open to approaches, beside a role: for those who lead people, and HR.

Somebody is found only where they said that they are open to approaches, opened their preferences to
this reader, and work here; and only the skills they show this reader count. The filter is part of
the statement that finds them, so nothing that is hidden moves the order, the number or the match.
Aspirations do not enter, neither does anything else about the person. Somebody who has the role
already is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from portal.aspirations.models import AspirationProfile
from portal.audience import Audience
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns
from portal.mentorship.models import Mentorship
from portal.mentorship.standing import LIVE
from portal.pathways.gap import Match, match
from portal.pathways.queries import needs_of
from portal.people.manager import has
from portal.people.models import Department, NamedReader, Person
from portal.people.queries import here, today
from portal.roles.models import RoleSkill
from portal.skills.models import PersonSkill


class Colleague(NamedTuple):
    """Somebody who is open to approaches."""

    id: UUID
    name: str
    job_title: str


@dataclass(frozen=True)
class Fit:
    """A person beside the role, by the skills they show the reader."""

    person: Colleague
    match: Match


def open_to(
    role_id: UUID, reader: Actor, department_id: UUID, *, start: int, limit: int
) -> tuple[list[Fit], bool]:
    """Who has most of the steps of the role, the most first, and whether there are more of them.

    Three statements, whatever the size.
    """
    given = {"role_id": role_id, "reader_id": reader.id, "hr": reader.hr}
    rows = columns(
        _people(), **given, department_id=department_id, start=start, most=limit + 1
    ).all()
    people = [Colleague(*row[:3]) for row in rows[:limit]]
    if not people:
        return [], False
    levels: dict[UUID, dict[UUID, int]] = {one.id: {} for one in people}
    for person_id, skill_id, level in columns(_levels(), **given, person_ids=[*levels]):
        levels[person_id][skill_id] = level
    needs = needs_of([role_id])[role_id]
    return [Fit(one, match(needs, levels[one.id])) for one in people], len(rows) > limit


def departments() -> Sequence[tuple[UUID, str]]:
    """Every department, by name."""
    return [(key, name) for key, name in columns(_departments())]


@prepared
def _departments() -> Select[UUID, str]:
    return select(Department.id, Department.name).order_by(Department.name)


@prepared
def _people() -> Select[*tuple[Any, ...]]:
    """Those with the most steps of the role that they show the reader."""
    lower = case((PersonSkill.level < RoleSkill.level, PersonSkill.level), else_=RoleSkill.level)
    have = func.sum(lower)
    return (
        select(Person.id, Person.name, Person.job_title, have.label("have"))
        .select_from(Person)
        .join(AspirationProfile, AspirationProfile.person_id == Person.id)
        .join(PersonSkill, PersonSkill.person_id == Person.id)
        .join(RoleSkill, RoleSkill.skill_id == PersonSkill.skill_id)
        .where(
            Person.department_id == bindparam("department_id", type_=Uuid()),
            RoleSkill.role_id == _role(),
            Person.role_id.is_distinct_from(_role()),
            _is_open(),
            _shown(PersonSkill.audience),
            PersonSkill.level > 0,
        )
        .group_by(Person.id, Person.name, Person.job_title)
        .order_by(have.desc(), Person.name, Person.id)
        .limit(bindparam("most", type_=Integer()))
        .offset(bindparam("start", type_=Integer()))
    )


@prepared
def _levels() -> Select[UUID, UUID, int]:
    """What these people show the reader of the skills the role asks for."""
    return (
        select(PersonSkill.person_id, PersonSkill.skill_id, PersonSkill.level)
        .join(Person, Person.id == PersonSkill.person_id)
        .join(RoleSkill, RoleSkill.skill_id == PersonSkill.skill_id)
        .where(
            RoleSkill.role_id == _role(),
            PersonSkill.person_id.in_(bindparam("person_ids", type_=Uuid(), expanding=True)),
            _shown(PersonSkill.audience),
        )
    )


def _role() -> ColumnElement[UUID]:
    return bindparam("role_id", type_=Uuid())


def _reader() -> ColumnElement[UUID]:
    return bindparam("reader_id", type_=Uuid())


def _is_open() -> ColumnElement[bool]:
    """Works here, is somebody else, is open to approaches, and lets the reader know it."""
    return and_(
        here(),
        Person.id != _reader(),
        Person.erased_at.is_(None),
        AspirationProfile.open_to_approaches,
        _shown(AspirationProfile.preferences_audience, AspirationProfile.hr_until >= today()),
    )


def _shown(
    audience: InstrumentedAttribute[Audience], agreed_with_hr: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """`mentorship.queries.groups_given` in SQL: the audience has a group the reader belongs to.

    `agreed_with_hr` is what `aspirations.sharing` asks besides of what is open to HR.
    """
    mentees = select(Mentorship.mentee_id).where(Mentorship.mentor_id == _reader(), LIVE)
    named_by = select(NamedReader.person_id).where(NamedReader.reader_id == _reader())
    agreed = and_(Person.manager_id == _reader(), Person.shared_with_manager_id == _reader())
    to_hr = and_(has(audience, Audience.HR), bindparam("hr", type_=Boolean()))
    return or_(
        has(audience, Audience.EVERYONE),
        to_hr if agreed_with_hr is None else and_(to_hr, agreed_with_hr),
        and_(has(audience, Audience.MANAGER), agreed),
        and_(has(audience, Audience.MENTORS), Person.id.in_(mentees)),
        and_(has(audience, Audience.NAMED), Person.id.in_(named_by)),
    )
