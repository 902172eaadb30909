"""What an opportunity somebody completed means for their skills: said by them, by nobody else."""

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select

from portal.audience import Audience
from portal.clock import today
from portal.db import db, lock
from portal.opportunities.models import Application, OpportunitySkill
from portal.opportunities.states import Use
from portal.skills import evidence, own, own_queries
from portal.skills.evidence import MOST, Proof
from portal.skills.merging import rules as merging
from portal.skills.models import EvidenceKind, Interest, PersonSkill, Skill


class Meaning(NamedTuple):
    """A skill it teaches: the level it leads to, and the one the person has."""

    skill_id: UUID
    name: str
    level: int
    have: int


def meanings(row: Application) -> list[Meaning]:
    """What it may mean for the skills of whoever completed it, by name; one statement."""
    mine = (PersonSkill.skill_id == Skill.id) & (PersonSkill.person_id == row.person_id)
    found = db.session.execute(
        select(Skill.id, Skill.name, OpportunitySkill.level, func.coalesce(PersonSkill.level, 0))
        .join(OpportunitySkill, OpportunitySkill.skill_id == Skill.id)
        .outerjoin(PersonSkill, mine)
        .where(
            OpportunitySkill.opportunity_id == row.opportunity_id,
            OpportunitySkill.use == Use.LEARNED,
            Skill.status == "active",
        )
        .order_by(Skill.name)
    )
    return [Meaning._make(one) for one in found]


def set_skills(row: Application, wanted: Collection[UUID]) -> list[str]:
    """Set those the person wants to where it led, never lower, and show it as evidence."""
    chosen = [one for one in meanings(row) if one.skill_id in wanted]
    for one in chosen:
        _show(row, _held(row.person_id, one))
    return [one.name for one in chosen]


def _held(person_id: UUID, one: Meaning) -> PersonSkill:
    skill = merging.in_use(one.skill_id)
    held = own_queries.held(person_id, skill.id)
    if held is None:
        fresh = own.Rating(level=one.level, interest=Interest.HAPPY, audience=Audience.EVERYONE)
        return own.add(person_id, skill, fresh)[0]
    held = lock(PersonSkill, held.id)
    now = own.rating_of(held)
    own.change(held, own.Rating(**(vars(now) | {"level": max(now.level, one.level)})))
    return held


def _show(row: Application, held: PersonSkill) -> None:
    """As evidence; a skill that shows as much as anybody reads is left as it is."""
    if len(evidence.of_skill(held.person_id, held.skill_id)) < MOST:
        done = row.ended_at.date() if row.ended_at else today()
        evidence.add(
            held,
            Proof(kind=EvidenceKind.PROJECT, title=row.opportunity.title, happened_on=done),
        )
