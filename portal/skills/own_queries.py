"""Reading the skills people say they have."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Integer, func, or_, select, type_coerce
from sqlalchemy.orm import joinedload

from portal.audience import Audience
from portal.db import db
from portal.skills.models import Interest, PersonSkill, PersonSkillEvent

_ORDER = {Interest.MORE: 0, Interest.LEARN: 1, Interest.HAPPY: 2, Interest.LESS: 3}


def of_person(person_id: UUID, groups: Audience | None = None) -> list[PersonSkill]:
    """A person's skills with their names and who confirmed them, what they wish for first.

    In: the groups the reader belongs to; None is the person, who sees everything, also what is
    not rated yet. One statement.
    """
    statement = (
        select(PersonSkill)
        .where(PersonSkill.person_id == person_id)
        .options(joinedload(PersonSkill.skill), joinedload(PersonSkill.validated_by))
    )
    if groups is not None:
        open_to = int(groups | Audience.EVERYONE)
        audience = type_coerce(PersonSkill.audience, Integer)
        said = or_(PersonSkill.level > 0, PersonSkill.interest == Interest.LEARN)
        statement = statement.where(audience.op("&")(open_to) != 0, said)
    return in_order(db.session.scalars(statement))


def in_order(rows: Iterable[PersonSkill]) -> list[PersonSkill]:
    """What they want to use or learn first, then the highest level, then by name."""
    return sorted(
        rows, key=lambda row: (_ORDER[Interest(row.interest)], -row.level, row.skill.folded)
    )


def held(person_id: UUID, skill_id: UUID) -> PersonSkill | None:
    """This skill of this person, locked in a change; None when they do not have it."""
    return db.session.scalar(
        select(PersonSkill)
        .where(PersonSkill.person_id == person_id, PersonSkill.skill_id == skill_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def how_many(person_id: UUID) -> int:
    """How many skills this person has."""
    statement = select(func.count()).where(PersonSkill.person_id == person_id)
    return db.session.scalar(statement) or 0


def history(person_id: UUID, skill_id: UUID) -> list[PersonSkillEvent]:
    """What happened to this skill of this person, the newest first."""
    return list(
        db.session.scalars(
            select(PersonSkillEvent)
            .where(PersonSkillEvent.person_id == person_id, PersonSkillEvent.skill_id == skill_id)
            .order_by(PersonSkillEvent.id.desc())
        )
    )
