"""The roles recommended to a person, read for the first page and for one of their own."""

from functools import cache
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Uuid,
    bindparam,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from portal.aspirations import queries as aspirations
from portal.aspirations.models import AspirationProfile
from portal.conditions import Actor
from portal.db import columns
from portal.pathways.recommending import Recommended, Standing, for_person
from portal.people.models import Person
from portal.saved.models import NotInterested
from portal.skills.models import PersonSkill

_STAYS = -1  # in the place of a level: the row is a location, where the person would stay


def roles_for(actor: Actor, page: int, size: int) -> tuple[list[Recommended], int]:
    """A page of the roles for the actor, and how many there are. Five statements."""
    aims = aspirations.aims_of(actor.id)
    levels, aside, stays_at = levels_and_wishes(actor.id)
    who = Standing(actor.id, actor.role_id, actor.level, stays_at)
    return for_person(who, levels, aims, aside, start=(page - 1) * size, limit=size)


def levels_and_wishes(person_id: UUID) -> tuple[dict[UUID, int], set[UUID], UUID | None]:
    """The person's own levels, by skill, the roles they put aside, and the location where they
    would rather stay, in one statement.
    """
    rows = columns(_can_and_wishes(), person_id=person_id).all()
    levels = {key: level for key, level in rows if level is not None and level >= 0}
    stays = next((key for key, level in rows if level == _STAYS), None)
    return levels, {key for key, level in rows if level is None}, stays


@cache
def _can_and_wishes() -> CompoundSelect[UUID, int | None]:
    me = bindparam("person_id", type_=Uuid())
    can = select(PersonSkill.skill_id, PersonSkill.level).where(PersonSkill.person_id == me)
    none = type_coerce(null(), Integer())
    aside = select(NotInterested.role_id, none).where(NotInterested.person_id == me)
    stays = (
        select(Person.location_id, literal(_STAYS))
        .join(AspirationProfile, AspirationProfile.person_id == Person.id)
        .where(Person.id == me, Person.location_id.is_not(None))
        .where(AspirationProfile.relocation == "no")
    )
    return union_all(can, aside, stays)
