"""Reading the taxonomy."""

from sqlalchemy import ColumnElement, case, or_, select
from sqlalchemy.orm import QueryableAttribute

from portal.db import db
from portal.skills.fold import fold
from portal.skills.models import Skill, SkillAlias, Status


def find(typed: str, limit: int = 8) -> list[Skill]:
    """Active skills whose name, or another word for it, begins so or has a word that does.

    In: what has been typed so far. Out: at most `limit` skills, the exact name first, then names
    that begin so, then other words for it, then words inside; nothing for an empty text.
    """
    looked_for = fold(typed)
    if not looked_for:
        return []
    rank = case(
        (Skill.folded == looked_for, 0),
        (_begins(Skill.folded, looked_for), 1),
        (_has_alias(SkillAlias.folded == looked_for), 2),
        (_has_alias(_begins(SkillAlias.folded, looked_for)), 3),
        else_=4,
    )
    statement = (
        select(Skill)
        .where(
            Skill.status == Status.ACTIVE,
            or_(
                _word_begins(Skill.folded, looked_for),
                _has_alias(_word_begins(SkillAlias.folded, looked_for)),
            ),
        )
        .order_by(rank, Skill.folded)
        .limit(limit)
    )
    return list(db.session.scalars(statement))


def by_folded(name: str) -> Skill | None:
    """The skill people mean by this exact name: its own, or an alias only one active skill has.

    A skill that was merged stands for the one it was merged into.
    """
    folded = fold(name)
    skill = db.session.scalar(select(Skill).where(Skill.folded == folded))
    while skill is not None and skill.merged_into_id is not None:
        skill = db.session.get(Skill, skill.merged_into_id)
    if skill is not None:
        return skill
    statement = select(Skill).where(
        Skill.status == Status.ACTIVE, _has_alias(SkillAlias.folded == folded)
    )
    named = db.session.scalars(statement.limit(2)).all()
    return named[0] if len(named) == 1 else None


def _begins(column: QueryableAttribute[str], folded: str) -> ColumnElement[bool]:
    return column.startswith(folded, autoescape=True)


def _word_begins(column: QueryableAttribute[str], folded: str) -> ColumnElement[bool]:
    return or_(_begins(column, folded), column.contains(" " + folded, autoescape=True))


def _has_alias(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return select(SkillAlias.id).where(SkillAlias.skill_id == Skill.id, condition).exists()
