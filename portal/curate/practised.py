"""When two skills become one: communities about one are about the other, and it comes back."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from sqlalchemy import and_, delete, insert, select, update

from portal.communities.models import CommunitySkill
from portal.communities.queries import kept_ids
from portal.db import db
from portal.skills.merging.models import SkillMerge
from portal.skills.merging.rows import Values, table_of
from portal.skills.merging.rules import Kept, Mover, stain

TABLE = table_of(CommunitySkill)
C = TABLE.c


def refs(communities: Iterable[UUID]) -> Iterator[str]:
    """What search knows of these communities, and of what they keep: both say their skills."""
    for key in communities:
        yield f"community:{key}"
        yield from (f"knowledge:{post}" for post in kept_ids(key))


def carry(made: SkillMerge) -> Iterable[Kept]:
    """Each to the other skill; where that stands there already, it is left alone."""
    both = select(TABLE).where(C.skill_id.in_((made.from_id, made.into_id)))
    rows = db.session.execute(both).mappings().all()
    had = {row["community_id"] for row in rows if row["skill_id"] == made.into_id}
    kept: list[Kept] = []
    for row in rows:
        key = row["community_id"]
        if row["skill_id"] == made.into_id:
            continue
        here = and_(C.community_id == key, C.skill_id == made.from_id)
        if key in had:
            db.session.execute(delete(TABLE).where(here))
        else:
            db.session.execute(update(TABLE).where(here).values(skill_id=made.into_id))
        kept.append((None, {"of": str(key), "both": key in had, "position": row["position"]}))
    stain(refs(UUID(was["of"]) for _, was in kept))
    return kept


def bring_back(made: SkillMerge, kept: Sequence[Values]) -> None:
    """As they were, for communities that are still about the other one."""
    for was in kept:
        key = UUID(was["of"])
        here = and_(C.community_id == key, C.skill_id == made.into_id)
        if db.session.execute(select(C.position).where(here)).first() is None:
            continue
        if was["both"]:
            again = {"community_id": key, "skill_id": made.from_id, "position": was["position"]}
            db.session.execute(insert(TABLE).values(**again))
        else:
            db.session.execute(update(TABLE).where(here).values(skill_id=made.from_id))
        stain(refs([key]))


PRACTISED = Mover("community", carry, bring_back)
