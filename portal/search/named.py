"""What suggestions say of things of every kind: what the database says of them now."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    Uuid,
    bindparam,
    case,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.communities.models import Community, CommunityPost
from portal.communities.queries import KEPT, titled_by
from portal.composed import prepared
from portal.db import columns, one_of
from portal.learning.models import LearningItem, Provider
from portal.opportunities.models import Opportunity
from portal.opportunities.states import State
from portal.people.models import Department, Person
from portal.people.queries import here
from portal.roles.models import Family, Role
from portal.search.lines import in_roles, mentors
from portal.skills.models import Skill, Status

AT_ONCE = 7
"""So many ids are looked up at most: one form of the statement is enough."""


class Named(NamedTuple):
    """A thing by its name. `note`: the place of a role, who offers learning, the kind of an
    opportunity, the work of a person. `number`: in how many roles a skill is asked for; 1 for an
    opportunity that is looked for, and for a person who mentors.
    """

    id: UUID
    name: str
    note: str
    number: int
    kind: str


def named(ids: Collection[UUID]) -> dict[UUID, Named]:
    """Those of these things, AT_ONCE at most, that anybody may be shown; one statement.

    Mentors are among the people.
    """
    listed = [*ids][:AT_ONCE]
    if not listed:
        return {}
    filled = [*listed, *[listed[0]] * (AT_ONCE - len(listed))]
    return {row[0]: Named._make(row) for row in columns(_named(), ids=filled)}


@prepared
def _named() -> CompoundSelect[*tuple[Any, ...]]:
    kinds = {
        "role": _roles(), "skill": _skills(), "learning": _learning(),
        "opportunity": _opportunities(), "community": _communities(), "knowledge": _knowledge(),
        "person": _people(),
    }  # fmt: skip
    return union_all(*(one.add_columns(literal(kind)) for kind, one in kinds.items()))


def _among(column: Any) -> Any:
    return column.in_(bindparam("ids", type_=Uuid(), expanding=True))


def _no_number() -> Any:
    return literal(0, Integer())


def _roles() -> Select[*tuple[Any, ...]]:
    place = func.coalesce(Department.name, Family.name)
    return (
        select(Role.id, Role.title, place, _no_number())
        .join(Family, Family.id == Role.family_id)
        .outerjoin(Department, Department.id == Role.department_id)
        .where(_among(Role.id), Role.status == "active")
    )


def _skills() -> Select[*tuple[Any, ...]]:
    return select(Skill.id, Skill.name, literal(""), in_roles()).where(
        _among(Skill.id), Skill.status == Status.ACTIVE
    )


def _learning() -> Select[*tuple[Any, ...]]:
    return (
        select(LearningItem.id, LearningItem.title, Provider.name, _no_number())
        .join(Provider, Provider.id == LearningItem.provider_id)
        .where(_among(LearningItem.id), LearningItem.status == "active")
    )


def _opportunities() -> Select[*tuple[Any, ...]]:
    seeking = case((Opportunity.seeker_id.is_not(None), 1), else_=0)
    return select(Opportunity.id, Opportunity.title, Opportunity.kind, seeking).where(
        _among(Opportunity.id), one_of(Opportunity.state, (State.PUBLISHED, State.COMPLETED))
    )


def _communities() -> Select[*tuple[Any, ...]]:
    return select(Community.id, Community.name, literal(""), _no_number()).where(
        _among(Community.id), Community.closed_at.is_(None)
    )


def _knowledge() -> Select[*tuple[Any, ...]]:
    thread = aliased(CommunityPost)
    return (
        select(CommunityPost.id, titled_by(thread), literal(""), _no_number())
        .outerjoin(thread, thread.id == CommunityPost.reply_to_id)
        .where(_among(CommunityPost.id), KEPT)
    )


def _people() -> Select[*tuple[Any, ...]]:
    number = case((mentors(), 1), else_=0)
    return select(Person.id, Person.name, Person.job_title, number).where(_among(Person.id), here())
