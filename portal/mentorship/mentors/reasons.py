"""Why a mentor fits a reader: the four reasons for each skill, as points and to be told. The
formula is published in docs/matching.md.
"""

from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Boolean,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Uuid,
    and_,
    bindparam,
    case,
    exists,
    func,
    join,
    or_,
    select,
    type_coerce,
)

from portal.audience import Audience
from portal.composed import prepared
from portal.mentorship.mentors import conditions
from portal.mentorship.models import mentor_skill
from portal.people.models import Person
from portal.roles.models import RoleSkill
from portal.skills.models import Evidence, PersonSkill, Skill

MOST_AHEAD = 2
"""A mentor more levels ahead than this is no better for it."""


def _mine() -> CTE:
    """What the reader has said of their own skills: read once, for all that is compared with it."""
    mine = select(PersonSkill.skill_id, PersonSkill.level)
    mine = mine.where(PersonSkill.person_id == conditions.reader())
    return mine.cte("mine").prefix_with("MATERIALIZED")


MINE = _mine()


@prepared
def taught() -> Select[*tuple[Any, ...]]:
    """What the mentors given as `mentor_ids` teach: the level they show to all and the four reasons
    for the reader, as `said.Taught` has them.
    """
    return (
        _four_reasons(
            join(Person, mentor_skill, mentor_skill.c.mentor_id == Person.id),
            Person.role_id,
            Person.id,
            Skill.id,
            Skill.name,
            func.coalesce(PersonSkill.level, 0),
            _levels_ahead(),
            type_coerce(PersonSkill.validated_level.is_not(None), Boolean),
            _evidenced(),
            _in_role(),
            func.coalesce(PersonSkill.can_teach, False),
        )
        .join(Skill, Skill.id == mentor_skill.c.skill_id)
        .where(Person.id.in_(bindparam("mentor_ids", type_=Uuid(), expanding=True)))
    )


def points(best: Subquery) -> Any:
    """The points of one of the best, for the skills looked for that they teach."""
    known = or_(PersonSkill.validated_level.is_not(None), _evidenced())
    each = _levels_ahead() + sum(
        (case((yes, 1), else_=0) for yes in (_in_role(), PersonSkill.can_teach)),
        case((known, 1), else_=0),
    )
    return (
        _four_reasons(mentor_skill, best.c.role_id, func.coalesce(func.sum(each), 0))
        .where(mentor_skill.c.mentor_id == best.c.mentor_id)
        .where(is_looked_for())
        .correlate(best)
        .scalar_subquery()
    )


def _four_reasons(theirs: FromClause, role_id: Any, *read: Any) -> Select[*tuple[Any, ...]]:
    """What mentors teach, which `theirs` has, with their own skill where they show it to everyone,
    that of the reader, and the needs of their role, which is `role_id`.
    """
    asks = and_(RoleSkill.role_id == role_id, RoleSkill.skill_id == mentor_skill.c.skill_id)
    return (
        select(*read)
        .select_from(theirs)
        .outerjoin(PersonSkill, _shown_skill())
        .outerjoin(RoleSkill, asks)
        .outerjoin(MINE, MINE.c.skill_id == mentor_skill.c.skill_id)
    )


def _levels_ahead() -> ColumnElement[int]:
    """How many levels the mentor is ahead of the reader, as far as that counts; 0 where the mentor
    does not show the level.
    """
    ahead = PersonSkill.level - func.coalesce(MINE.c.level, 0)
    return case((ahead >= MOST_AHEAD, MOST_AHEAD), (ahead > 0, ahead), else_=0)


def _evidenced() -> ColumnElement[bool]:
    shown = exists().where(
        Evidence.person_id == PersonSkill.person_id, Evidence.skill_id == PersonSkill.skill_id
    )
    return shown.correlate(PersonSkill)


def _in_role() -> ColumnElement[bool]:
    return and_(PersonSkill.skill_id.is_not(None), RoleSkill.skill_id.is_not(None))


def _shown_skill() -> ColumnElement[bool]:
    """A skill whose level its owner shows to everyone; others count as named, without a level."""
    audience = type_coerce(PersonSkill.audience, Integer)
    return and_(
        PersonSkill.person_id == mentor_skill.c.mentor_id,
        PersonSkill.skill_id == mentor_skill.c.skill_id,
        audience.bitwise_and(int(Audience.EVERYONE)) != 0,
    )


def looked_for() -> BindParameter[Any]:
    """The skills looked for."""
    return bindparam("looked_for", type_=Uuid(), expanding=True)


def is_looked_for() -> ColumnElement[bool]:
    """Of the few skills one mentor teaches: all of them are gone through, which costs less than to
    ask an index for each that is looked for.
    """
    return func.coalesce(mentor_skill.c.skill_id, None).in_(looked_for())
