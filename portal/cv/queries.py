"""Which of many words are skills we know."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    JSON,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    select,
    union_all,
)

from portal.composed import prepared
from portal.db import columns, db
from portal.skills.models import PersonSkill, Skill, SkillAlias, Status


@dataclass(frozen=True)
class Known:
    """A skill somebody's words name, and whether the person has it already."""

    skill_id: UUID
    name: str
    held: bool


def known(phrases: Iterable[str], person_id: UUID) -> dict[str, Known]:
    """The active skills these folded phrases name, by phrase. One statement, however many.

    A name comes before another word for some other skill; a word for several skills names none.
    """
    given = json.dumps(sorted({phrase for phrase in phrases if phrase}))
    statement = _known(db.engine.dialect.name)
    rows = columns(statement, phrases=given, person_id=person_id)
    found: dict[str, tuple[bool, set[Known]]] = {}
    for phrase, by_name, skill_id, name, held in rows:
        best, skills = found.get(phrase, (False, set()))
        if by_name and not best:
            skills = set()
        if by_name or not best:
            skills.add(Known(skill_id, name, held is not None))
        found[phrase] = (best or bool(by_name), skills)
    return {phrase: skills.pop() for phrase, (_, skills) in found.items() if len(skills) == 1}


@prepared
def _known(dialect: str) -> Select[str, int, UUID, str, UUID | None]:
    phrases = bindparam("phrases", type_=String())
    if dialect == "postgresql":
        each = func.json_array_elements_text(cast(phrases, JSON)).table_valued("value")
    else:
        each = func.json_each(phrases).table_valued("value")
    asked = select(each.c.value.label("phrase")).cte("asked")
    names = (
        select(asked.c.phrase, literal(1).label("by_name"), Skill.id, Skill.name)
        .join(Skill, Skill.folded == asked.c.phrase)
        .where(Skill.status == Status.ACTIVE)
    )
    aliases = (
        select(asked.c.phrase, literal(0).label("by_name"), Skill.id, Skill.name)
        .join(SkillAlias, SkillAlias.folded == asked.c.phrase)
        .join(Skill, Skill.id == SkillAlias.skill_id)
        .where(Skill.status == Status.ACTIVE)
    )
    both = union_all(names, aliases).subquery()
    held = (PersonSkill.skill_id == both.c.id) & (
        PersonSkill.person_id == bindparam("person_id", type_=Uuid())
    )
    return select(both, PersonSkill.skill_id.label("held")).outerjoin(PersonSkill, held)


def names_of(skill_ids: Iterable[UUID], *, locked: bool = False) -> dict[UUID, Skill]:
    """Those of these skills that are in use, by id; `locked` they are not merged meanwhile."""
    wanted = Skill.id.in_(list(skill_ids))
    statement = select(Skill).where(wanted, Skill.status == Status.ACTIVE).order_by(Skill.id)
    if locked:
        statement = statement.with_for_update(read=True)
    return {skill.id: skill for skill in db.session.scalars(statement)}


def held(person_id: UUID, skill_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these skills the person has."""
    wanted = PersonSkill.skill_id.in_(list(skill_ids))
    statement = select(PersonSkill.skill_id).where(PersonSkill.person_id == person_id, wanted)
    return set(db.session.scalars(statement))
