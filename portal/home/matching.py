"""The roles recommended to a person, read for the first page and for one of their own."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Integer,
    String,
    Uuid,
    bindparam,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from portal.aspirations import queries as aspirations
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns
from portal.pathways.recommending import Recommended, Standing, for_person
from portal.pathways.wishes import NONE, Wishes, stated
from portal.saved.models import NotInterested
from portal.skills.models import PersonSkill

_WISHES = -1  # in the place of a level: the row holds what the person wishes for


def roles_for(actor: Actor, page: int, size: int) -> tuple[list[Recommended], int]:
    """A page of the roles for the actor, and how many there are. Five statements."""
    aims = aspirations.aims_of(actor.id)
    levels, aside, wishes = levels_and_wishes(actor.id)
    who = Standing(actor.id, actor.role_id, actor.level, wishes)
    return for_person(who, levels, aims, aside, start=(page - 1) * size, limit=size)


def levels_and_wishes(person_id: UUID) -> tuple[dict[UUID, int], set[UUID], Wishes]:
    """The person's own levels, by skill, the roles they put aside, and what they wish of place and
    hours, in one statement.
    """
    rows = columns(_can_and_wishes(), person_id=person_id).all()
    levels = {key: level for key, level, *_ in rows if level is not None and level >= 0}
    wishes = next((Wishes(key, *said) for key, level, *said in rows if level == _WISHES), NONE)
    return levels, {key for key, level, *_ in rows if level is None}, wishes


@prepared
def _can_and_wishes() -> CompoundSelect[*tuple[Any, ...]]:
    me = bindparam("person_id", type_=Uuid())
    none = type_coerce(null(), Integer()).label("level")
    nothing = (literal("", String()).label("mode"), literal("", String()).label("hours"))
    can = select(PersonSkill.skill_id, PersonSkill.level, *nothing)
    aside = select(NotInterested.role_id, none, *nothing)
    wish = stated(me).subquery().c
    return union_all(
        can.where(PersonSkill.person_id == me),
        aside.where(NotInterested.person_id == me),
        select(wish[0], literal(_WISHES), wish[1], wish[2]),
    )
