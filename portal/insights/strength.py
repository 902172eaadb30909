"""What people's skills say of the organisation: demand, supply, and who could step in where.

Each stream is of everybody who is counted, in the order of their ids, so that a person's parts come
together. What somebody keeps to themselves counts for nobody.
"""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String, and_, case, cast, func, or_, select

from portal import clock
from portal.aspirations.models import Aspiration, State
from portal.aspirations.queries import counted_people
from portal.audience import Audience
from portal.db import db
from portal.insights.catalogue import ASKED, GROWING, HELD, NEARLY, READY, WANTED
from portal.insights.cells import WHOLE, Answer, Cell
from portal.mentorship.models import MentorshipRequest, request_skill
from portal.people.models import Person
from portal.roles.models import Role, RoleSkill
from portal.skills.models import Interest, PersonSkill

AT_ONCE = 5000
GOOD = 3
"""From this level on somebody works well on their own."""
ASKED_WITHIN = timedelta(days=182)

# One person's id, their cell where it is known, and some of what is counted of them.
Said = tuple[str, Cell, list[Answer]]


def streams() -> tuple[Iterator[Said], ...]:
    """Skills people have or want, those their aims need, readiness, and what mentors are asked."""
    return _skills(), _growing(), _ready(), _asked()


def streamed(statement: Any) -> Iterator[Any]:
    """The rows of a statement, never all of them in memory."""
    return iter(db.session.execute(statement, execution_options={"yield_per": AT_ONCE}))


def raw(column: Any) -> ColumnElement[str]:
    """An id as the database writes it: making a UUID of each would cost more than the count."""
    return cast(column, String)


@cache
def canonical(written: str) -> str:
    return str(UUID(written))


def wants() -> ColumnElement[bool]:
    """Whether somebody says of a skill that they want to learn it, or to use it more."""
    return PersonSkill.interest.in_((Interest.MORE, Interest.LEARN))


def _skills() -> Iterator[Said]:
    wanting = wants()
    statement = (
        select(raw(PersonSkill.person_id), raw(PersonSkill.skill_id), PersonSkill.level, wanting)
        .where(
            PersonSkill.person_id.in_(counted_people()),
            PersonSkill.audience != Audience.NOBODY,
            or_(wanting, PersonSkill.level >= GOOD),
        )
        .order_by(PersonSkill.person_id)
    )
    for person, skill, level, asks in streamed(statement):
        key = canonical(skill)
        answers = [(WANTED.name, key)] if asks else []
        yield person, WHOLE, [*answers, (HELD.name, key)] if level >= GOOD else answers


def _growing() -> Iterator[Said]:
    own = and_(
        PersonSkill.person_id == Aspiration.person_id, PersonSkill.skill_id == RoleSkill.skill_id
    )
    statement = (
        select(raw(Aspiration.person_id), raw(RoleSkill.skill_id))
        .join(RoleSkill, RoleSkill.role_id == Aspiration.role_id)
        .outerjoin(PersonSkill, own)
        .where(
            Aspiration.person_id.in_(counted_people()),
            Aspiration.state == State.ACTIVE,
            RoleSkill.essential,
            func.coalesce(PersonSkill.level, 0) < RoleSkill.level,
        )
        .order_by(Aspiration.person_id)
    )
    for person, skill in streamed(statement):
        yield person, WHOLE, [(GROWING.name, canonical(skill))]


def _ready() -> Iterator[Said]:
    """Who has the steps of a critical role, or three quarters of them (product.md §5: a level is
    as many steps).
    """
    needs = (
        select(RoleSkill.role_id, func.sum(RoleSkill.level).label("steps"))
        .join(Role, Role.id == RoleSkill.role_id)
        .where(Role.critical, Role.status == "active", RoleSkill.essential)
        .group_by(RoleSkill.role_id)
        .subquery()
    )
    has = func.sum(
        case((PersonSkill.level < RoleSkill.level, PersonSkill.level), else_=RoleSkill.level)
    )
    statement = (
        select(raw(PersonSkill.person_id), raw(RoleSkill.role_id), has, needs.c.steps)
        .join(needs, needs.c.role_id == RoleSkill.role_id)
        .join(PersonSkill, PersonSkill.skill_id == RoleSkill.skill_id)
        .join(Person, Person.id == PersonSkill.person_id)
        .where(
            RoleSkill.essential,
            PersonSkill.level > 0,
            PersonSkill.audience != Audience.NOBODY,
            Person.id.in_(counted_people()),
            or_(Person.role_id.is_(None), Person.role_id != RoleSkill.role_id),
        )
        .group_by(PersonSkill.person_id, RoleSkill.role_id, needs.c.steps)
        .having(has * 4 >= needs.c.steps * 3)
        .order_by(PersonSkill.person_id)
    )
    for person, role, steps, asked in streamed(statement):
        answers = [(NEARLY.name, canonical(role))]
        yield (
            person,
            WHOLE,
            [*answers, (READY.name, canonical(role))] if steps >= asked else answers,
        )


def _asked() -> Iterator[Said]:
    statement = (
        select(raw(MentorshipRequest.mentee_id), raw(request_skill.c.skill_id))
        .join(request_skill, request_skill.c.request_id == MentorshipRequest.id)
        .where(
            MentorshipRequest.mentee_id.in_(counted_people()),
            MentorshipRequest.sent_at > clock.now() - ASKED_WITHIN,
            ~MentorshipRequest.unsent,
        )
        .order_by(MentorshipRequest.mentee_id)
    )
    for person, skill in streamed(statement):
        yield person, WHOLE, [(ASKED.name, canonical(skill))]
