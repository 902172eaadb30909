"""Skills that are near one another, and why: roles ask for both, or the taxonomy says so."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, Uuid, bindparam, select

from portal.composed import prepared
from portal.db import columns
from portal.skills.models import PersonSkill, Skill, SkillNeighbour, Status

NEAR_FROM = 0.15
"""Below this weight a tie is not worth a word."""


class Relative(NamedTuple):
    """A skill near another one, and how many roles ask for both."""

    name: str
    roles: int

    @property
    def why(self) -> str:
        """ "41 roles ask for both"."""
        if not self.roles:
            return "the taxonomy relates them"
        return f"{self.roles} {'role asks' if self.roles == 1 else 'roles ask'} for both"


def near_mine(person_id: UUID, skill_ids: Collection[UUID]) -> dict[UUID, Relative]:
    """For each of these skills the nearest one the person has, where one is near. One statement."""
    if not skill_ids:
        return {}
    found: dict[UUID, Relative] = {}
    for key, name, roles in columns(_mine(), person_id=person_id, skill_ids=[*skill_ids]):
        found.setdefault(key, Relative(name, roles))
    return found


def near(skill_id: UUID, limit: int) -> list[Relative]:
    """The skills nearest to one, the nearest first. One statement."""
    rows = columns(_near(), skill_id=skill_id, most=limit)
    return [Relative(name, roles) for name, roles in rows]


@prepared
def _mine() -> Select[*tuple[Any, ...]]:
    return (
        select(SkillNeighbour.skill_id, Skill.name, SkillNeighbour.roles)
        .join(PersonSkill, PersonSkill.skill_id == SkillNeighbour.neighbour_id)
        .join(Skill, Skill.id == SkillNeighbour.neighbour_id)
        .where(
            SkillNeighbour.skill_id.in_(bindparam("skill_ids", type_=Uuid(), expanding=True)),
            PersonSkill.person_id == bindparam("person_id", type_=Uuid()),
            PersonSkill.level > 0,
            SkillNeighbour.weight >= NEAR_FROM,
        )
        .order_by(SkillNeighbour.weight.desc(), Skill.name)
    )


@prepared
def _near() -> Select[*tuple[Any, ...]]:
    return (
        select(Skill.name, SkillNeighbour.roles)
        .join(Skill, Skill.id == SkillNeighbour.neighbour_id)
        .where(
            SkillNeighbour.skill_id == bindparam("skill_id", type_=Uuid()),
            SkillNeighbour.weight > 0,
            Skill.status == Status.ACTIVE,
        )
        .order_by(SkillNeighbour.weight.desc(), Skill.name)
        .limit(bindparam("most", type_=Integer()))
    )
