"""The roles recommended to a person, read for the first page and for one of their own."""

from functools import cache
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Uuid,
    bindparam,
    null,
    select,
    type_coerce,
    union_all,
)

from portal.aspirations import queries as aspirations
from portal.conditions import Actor
from portal.db import columns
from portal.pathways.recommending import Recommended, Standing, for_person
from portal.saved.models import NotInterested
from portal.skills.models import PersonSkill


def roles_for(actor: Actor, page: int, size: int) -> tuple[list[Recommended], int]:
    """A page of the roles for the actor, and how many there are. Five statements."""
    aims = aspirations.aims_of(actor.id)
    levels, aside = levels_and_aside(actor.id)
    who = Standing(actor.id, actor.role_id, actor.level)
    return for_person(who, levels, aims, aside, start=(page - 1) * size, limit=size)


def levels_and_aside(person_id: UUID) -> tuple[dict[UUID, int], set[UUID]]:
    """The person's own levels, by skill, and the roles they put aside, in one statement."""
    rows = columns(_can_and_aside(), person_id=person_id).all()
    levels = {key: level for key, level in rows if level is not None}
    return levels, {key for key, level in rows if level is None}


@cache
def _can_and_aside() -> CompoundSelect[UUID, int | None]:
    me = bindparam("person_id", type_=Uuid())
    can = select(PersonSkill.skill_id, PersonSkill.level).where(PersonSkill.person_id == me)
    none = type_coerce(null(), Integer())
    aside = select(NotInterested.role_id, none).where(NotInterested.person_id == me)
    return union_all(can, aside)
