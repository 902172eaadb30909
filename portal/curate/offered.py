"""When two skills become one: what opportunities ask for and teach goes with it, and comes back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from portal.db import db
from portal.opportunities.models import OpportunitySkill
from portal.skills.merging.models import SkillMerge
from portal.skills.merging.rows import Values, table_of
from portal.skills.merging.rules import Kept, Mover, stain

TABLE = table_of(OpportunitySkill)
C = TABLE.c


def carry(made: SkillMerge) -> Iterable[Kept]:
    """Each row to the other skill; where that stands there for the same use, the higher level."""
    both = select(TABLE).where(C.skill_id.in_((made.from_id, made.into_id)))
    rows = db.session.execute(both).mappings().all()
    there = {
        (row["opportunity_id"], row["use"]): row["level"]
        for row in rows
        if row["skill_id"] == made.into_id
    }
    kept: list[Kept] = []
    for row in rows:
        if row["skill_id"] == made.into_id:
            continue
        key, use, level = row["opportunity_id"], row["use"], row["level"]
        other = there.get((key, use))
        if other is None:
            _change(key, made.from_id, use, skill_id=made.into_id)
        else:
            db.session.execute(delete(TABLE).where(_row(key, made.from_id, use)))
            _change(key, made.into_id, use, level=max(level, other))
        kept.append((None, {"of": str(key), "use": use, "a": level, "b": other,
                            "position": row["position"]}))  # fmt: skip
    stain(f"opportunity:{was['of']}" for _, was in kept)
    return kept


def bring_back(made: SkillMerge, kept: Sequence[Values]) -> None:
    """As they were, unless somebody changed since what is asked for or taught."""
    for was in kept:
        key, use, level, other = UUID(was["of"]), was["use"], was["a"], was["b"]
        now = db.session.scalar(select(C.level).where(_row(key, made.into_id, use)))
        if now != max(level, other or level):
            continue
        if other is None:
            _change(key, made.into_id, use, skill_id=made.from_id)
        else:
            _change(key, made.into_id, use, level=other)
            again = {"opportunity_id": key, "skill_id": made.from_id, "use": use, "level": level}
            db.session.execute(insert(TABLE).values(**again, position=was["position"]))
        stain([f"opportunity:{key}"])


def _row(key: UUID, skill_id: UUID, use: str) -> ColumnElement[bool]:
    return and_(C.opportunity_id == key, C.skill_id == skill_id, C.use == use)


def _change(key: UUID, of: UUID, use: str, **values: object) -> None:
    db.session.execute(update(TABLE).where(_row(key, of, use)).values(**values))


OFFERED = Mover("opportunity", carry, bring_back)
