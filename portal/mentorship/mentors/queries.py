"""Reading what a mentor could offer."""

from uuid import UUID

from sqlalchemy import select

from portal.audience import Audience
from portal.db import db
from portal.people import manager
from portal.skills.models import PersonSkill, Skill


def skills_of(person_id: UUID) -> list[Skill]:
    """The skills a person has, the best first: what they could teach."""
    return list(
        db.session.scalars(
            select(Skill)
            .join(PersonSkill, PersonSkill.skill_id == Skill.id)
            .where(PersonSkill.person_id == person_id, PersonSkill.level > 0)
            .order_by(PersonSkill.level.desc(), Skill.name)
            .limit(60)
        )
    )


def teachable(person_id: UUID) -> list[UUID]:
    """The skills a person has said, to everyone, that they can teach."""
    return list(
        db.session.scalars(
            select(PersonSkill.skill_id).where(
                PersonSkill.person_id == person_id,
                PersonSkill.can_teach,
                manager.has(PersonSkill.audience, Audience.EVERYONE),
            )
        )
    )
