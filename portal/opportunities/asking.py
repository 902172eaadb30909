"""What opportunities ask for and teach, beside what a person has."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, Uuid, bindparam, case, exists, select, union_all

from portal.composed import prepared
from portal.db import columns
from portal.opportunities.models import Opportunity, OpportunitySkill
from portal.opportunities.states import Use
from portal.roles.models import RoleSkill
from portal.skills.models import PersonSkill, Skill

BEHIND = 100
"""The position of what the role of an opening asks for: behind what it says itself."""


class Beside(NamedTuple):
    """A skill of an opportunity beside the reader's: their level and whether they want it."""

    opportunity_id: UUID
    skill_id: UUID
    name: str
    use: str
    level: int
    have: int | None
    interest: str | None

    @property
    def wanted(self) -> bool:
        """Whether the reader wants to learn it, or to use it more, and it leads them further."""
        return self.interest in ("learn", "more") and self.level > (self.have or 0)


def beside(ids: Collection[UUID], person_id: UUID) -> dict[UUID, list[Beside]]:
    """The skills of these opportunities beside this person's, in their order; of an opening also
    those its role asks for. One statement.
    """
    found: dict[UUID, list[Beside]] = {key: [] for key in ids}
    for row in columns(_beside(), ids=[*ids], person_id=person_id) if ids else ():
        found[row[0]].append(Beside._make(row))
    return found


@prepared
def _beside() -> Select[*tuple[Any, ...]]:
    each = asked().subquery()
    mine = (PersonSkill.skill_id == Skill.id) & (
        PersonSkill.person_id == bindparam("person_id", type_=Uuid())
    )
    return (
        select(
            each.c.opportunity_id, Skill.id, Skill.name, each.c.use, each.c.level,
            PersonSkill.level, PersonSkill.interest,
        )
        .join(Skill, Skill.id == each.c.skill_id)
        .outerjoin(PersonSkill, mine)
        .where(each.c.opportunity_id.in_(bindparam("ids", type_=Uuid(), expanding=True)))
        .order_by(each.c.position, Skill.name)
    )  # fmt: skip


def asked() -> CompoundSelect[*tuple[Any, ...]]:
    """The skills that opportunities ask for or teach, and behind them those that the role of an
    opening asks for, where it does not speak of them itself.
    """
    own = OpportunitySkill
    itself = exists().where(
        own.opportunity_id == Opportunity.id, own.skill_id == RoleSkill.skill_id
    )
    of_role = (
        select(
            Opportunity.id, RoleSkill.skill_id,
            case((RoleSkill.essential, Use.REQUIRED), else_=Use.PREFERRED),
            RoleSkill.level, case((RoleSkill.essential, BEHIND), else_=BEHIND + 1),
        )
        .join(RoleSkill, RoleSkill.role_id == Opportunity.role_id)
        .where(~itself)
    )  # fmt: skip
    return union_all(
        select(own.opportunity_id, own.skill_id, own.use, own.level, own.position), of_role
    )
