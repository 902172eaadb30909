"""People and skills as lists of results show them: what the database says of them now."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, Uuid, bindparam, exists, func, select

from portal.accounts.queries import active
from portal.composed import prepared
from portal.db import columns
from portal.mentorship.models import Mentor
from portal.people.models import Department, Person
from portal.people.queries import here
from portal.roles.models import Role, RoleSkill
from portal.skills.models import Skill, Status


class PersonLine(NamedTuple):
    """A person in a list of results; `mentors` tells whether they are open to requests."""

    id: UUID
    name: str
    job_title: str
    place: str
    mentors: bool


def people_of(ids: Collection[UUID]) -> dict[UUID, PersonLine]:
    """Those of these people who are still here, in one statement."""
    rows = columns(people(), ids=[*ids]) if ids else ()
    return {row[0]: PersonLine(*row) for row in rows}


@prepared
def people() -> Select[UUID, str, str, str, bool]:
    """The statement of `people_of`."""
    return (
        select(Person.id, Person.name, Person.job_title, Department.name, mentors())
        .join(Department, Department.id == Person.department_id)
        .where(Person.id.in_(bindparam("ids", type_=Uuid(), expanding=True)), here())
    )


def mentors() -> ColumnElement[bool]:
    """Whether a person is open to requests as a mentor."""
    return exists().where(Mentor.id == Person.id, Mentor.state == "open", active())


class SkillLine(NamedTuple):
    """A skill in a list of results, with how many roles ask for it."""

    id: UUID
    name: str
    roles: int


def skills_of(ids: Collection[UUID]) -> dict[UUID, SkillLine]:
    """Those of these skills that are in use, in one statement."""
    rows = columns(skills(), ids=[*ids]) if ids else ()
    return {row[0]: SkillLine(*row) for row in rows}


def in_roles() -> ScalarSelect[int]:
    """How many roles in use ask for a skill."""
    return (
        select(func.count())
        .select_from(RoleSkill)
        .join(Role, Role.id == RoleSkill.role_id)
        .where(RoleSkill.skill_id == Skill.id, Role.status == "active")
        .correlate(Skill)
        .scalar_subquery()
    )


@prepared
def skills() -> Select[UUID, str, int]:
    """The statement of `skills_of`."""
    return select(Skill.id, Skill.name, in_roles()).where(
        Skill.id.in_(bindparam("ids", type_=Uuid(), expanding=True)),
        Skill.status == Status.ACTIVE,
    )
