"""Reading the taxonomy."""

from functools import cache

from sqlalchemy import Select, bindparam, select

from portal.db import db
from portal.skills.finding import starts
from portal.skills.fold import fold
from portal.skills.models import Skill, SkillAlias, Status


def find(typed: str, limit: int = 8) -> list[Skill]:
    """Active skills whose name, or another word for it, begins so or has a word that does.

    In: what has been typed so far. Out: at most `limit` skills, the exact name first, then names
    that begin so, then other words for it, then words inside; nothing for an empty text.
    """
    looked_for = fold(typed)
    ids = starts.found(looked_for, limit) if looked_for else []
    if not ids:
        return []
    rows = {row.id: row for row in db.session.scalars(_skills(), {"ids": ids})}
    return [rows[key] for key in ids if key in rows]


@cache
def _skills() -> Select[Skill]:
    return select(Skill).where(Skill.id.in_(bindparam("ids", expanding=True)))


def by_folded(name: str) -> Skill | None:
    """The skill people mean by this exact name: its own, or an alias only one active skill has.

    A skill that was merged stands for the one it was merged into.
    """
    folded = fold(name)
    skill = db.session.scalar(select(Skill).where(Skill.folded == folded))
    if skill is not None:
        return heir(skill)
    named = select(SkillAlias.skill_id).where(SkillAlias.folded == folded)
    statement = select(Skill).where(Skill.status == Status.ACTIVE, Skill.id.in_(named))
    found = db.session.scalars(statement.limit(2)).all()
    return found[0] if len(found) == 1 else None


def heir(skill: Skill) -> Skill:
    """The skill that is left where this one was merged, else itself."""
    while skill.merged_into_id is not None:
        skill = db.session.get_one(Skill, skill.merged_into_id)
    return skill
