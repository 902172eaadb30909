"""Reading the skills people say they have."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, select, type_coerce

from portal.audience import Audience
from portal.composed import prepared
from portal.db import db
from portal.light import Light
from portal.people.models import Person
from portal.people.queries import LED
from portal.skills.freshness import SAYS_SOMETHING
from portal.skills.models import Interest, PersonSkill, PersonSkillEvent, Skill

_ORDER: dict[str, int] = {Interest.MORE: 0, Interest.LEARN: 1, Interest.HAPPY: 2, Interest.LESS: 3}


def of_person(person_id: UUID, groups: Audience | None = None) -> list[PersonSkill]:
    """A person's skills with their names and who confirmed them, what they wish for first.

    In: the groups the reader belongs to; None is the person, who sees everything, also what is
    not rated yet. One statement, of rows to be read; for a reader with what others see of them.
    """
    if groups is None:
        return in_order(HELD.rows(_all(), person_id=person_id))
    open_to = int(groups | Audience.EVERYONE)
    return in_order(SEEN.rows(_open(), person_id=person_id, open_to=open_to))


# In lists, of which somebody may have sixty rows, no more than lists say.
HELD = Light(
    PersonSkill,
    "skill_id", "level", "interest", "audience", "can_teach", "last_used_on", "validated_level",
    "validated_by_id",
    "validated_at", "reviewed_at", "updated_at", "version",
    skill=Light(
        Skill, "name", "folded", "kind", "status", "merged_into_id", "proposed_at",
        "retired_because", key=False,
    ),
    validated_by=Light(Person, "name"),
)  # fmt: skip
SEEN = Light(
    PersonSkill,
    "skill_id", "level", "interest", "can_teach", "validated_level", "validated_at",
    skill=Light(Skill, "name", "folded", key=False),
    validated_by=Light(Person, "name"),
)  # fmt: skip
ENTIRE = Light(PersonSkill, skill=Light(Skill), validated_by=Light(Person, "name"), person=LED)


@prepared
def _all() -> Select[Any]:
    return HELD.select.where(PersonSkill.person_id == bindparam("person_id"))


@prepared
def _open() -> Select[Any]:
    """Those that readers of some groups may see, and that say something."""
    audience = type_coerce(PersonSkill.audience, Integer)
    shown = audience.op("&")(bindparam("open_to", type_=Integer())) != 0
    mine = PersonSkill.person_id == bindparam("person_id")
    return SEEN.select.where(mine, shown, SAYS_SOMETHING)


def whole(row_id: UUID) -> PersonSkill:
    """A skill in somebody's list with all its page shows, to be read.

    Raises NoResultFound without it.
    """
    return ENTIRE.one(_whole(), id=row_id)


@prepared
def _whole() -> Select[Any]:
    return ENTIRE.select.where(PersonSkill.id == bindparam("id"))


def in_order(rows: Iterable[PersonSkill]) -> list[PersonSkill]:
    """What they want to use or learn first, then the highest level, then by name."""
    return sorted(rows, key=lambda row: (_ORDER[row.interest], -row.level, row.skill.folded))


def listed(person_id: UUID, skill_id: UUID) -> PersonSkill | None:
    """This skill of this person, to be read; None when they do not have it."""
    return db.session.scalar(_of(person_id, skill_id))


def held(person_id: UUID, skill_id: UUID) -> PersonSkill | None:
    """The same, locked in a change."""
    locked = _of(person_id, skill_id).with_for_update()
    return db.session.scalar(locked.execution_options(populate_existing=True))


def _of(person_id: UUID, skill_id: UUID) -> Select[PersonSkill]:
    return select(PersonSkill).where(
        PersonSkill.person_id == person_id, PersonSkill.skill_id == skill_id
    )


def held_many(person_id: UUID, skill_ids: Collection[UUID]) -> dict[UUID, PersonSkill]:
    """Those of these skills that the person has, by skill; locked in a change, in one order."""
    statement = (
        select(PersonSkill)
        .where(PersonSkill.person_id == person_id, PersonSkill.skill_id.in_(skill_ids))
        .order_by(PersonSkill.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.skill_id: row for row in db.session.scalars(statement)}


def how_many(person_id: UUID) -> int:
    """How many skills this person has."""
    statement = select(func.count()).where(PersonSkill.person_id == person_id)
    return db.session.scalar(statement) or 0


def history(person_id: UUID, skill_id: UUID) -> list[PersonSkillEvent]:
    """What happened to this skill of this person, the newest first."""
    return histories(person_id, [skill_id]).get(skill_id, [])


def histories(person_id: UUID, skill_ids: Collection[UUID]) -> dict[UUID, list[PersonSkillEvent]]:
    """The same for several skills, by skill, in one statement."""
    statement = (
        select(PersonSkillEvent)
        .where(PersonSkillEvent.person_id == person_id, PersonSkillEvent.skill_id.in_(skill_ids))
        .order_by(PersonSkillEvent.id.desc())
    )
    found: dict[UUID, list[PersonSkillEvent]] = {}
    for event in db.session.scalars(statement):
        found.setdefault(event.skill_id, []).append(event)
    return found


def together(person_id: UUID, first: int) -> list[PersonSkillEvent]:
    """The events of a person that were one step with the event `first`, which begins it."""
    begun = db.session.get(PersonSkillEvent, first)
    if begun is None or begun.person_id != person_id:
        return []
    statement = select(PersonSkillEvent).where(
        PersonSkillEvent.person_id == person_id,
        PersonSkillEvent.at == begun.at,
        PersonSkillEvent.id >= first,
    )
    return list(db.session.scalars(statement.order_by(PersonSkillEvent.id)))
