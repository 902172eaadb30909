"""Carrying evidence and other words to the skill one is merged into, and bringing them back."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Table, and_, exists, select
from sqlalchemy import update as update_rows

from portal.batches import batches
from portal.db import db
from portal.skills.merging.models import SkillMerge, SkillMergeRow
from portal.skills.merging.ratings import RATING, RATINGS
from portal.skills.merging.rows import AT_ONCE, Values, table_of
from portal.skills.merging.rules import RATING as KIND
from portal.skills.merging.rules import WORD, Kept, Mover
from portal.skills.models import Evidence, Skill, SkillAlias

PROOF, ALIAS = table_of(Evidence), table_of(SkillAlias)


def has_only(table: Table, made: SkillMerge) -> Any:
    """Rows of people who had both names for one skill, and have the first one back alone."""
    kept = exists().where(
        SkillMergeRow.merge_id == made.id,
        SkillMergeRow.kind == KIND,
        SkillMergeRow.person_id == table.c.person_id,
    )
    here, there = (
        exists().where(RATING.c.person_id == table.c.person_id, RATING.c.skill_id == skill_id)
        for skill_id in (made.from_id, made.into_id)
    )
    return and_(table.c.skill_id == made.into_id, kept, here, ~there)


def _carry_evidence(made: SkillMerge) -> Iterable[Kept]:
    here = PROOF.c.skill_id == made.from_id
    rows = db.session.execute(select(PROOF.c.id, PROOF.c.person_id).where(here)).all()
    db.session.execute(update_rows(PROOF).where(here).values(skill_id=made.into_id))
    return [(person_id, {"id": str(key)}) for key, person_id in rows]


def _bring_evidence_back(made: SkillMerge, kept: Sequence[Values]) -> None:
    """What was carried, and what was added since by those who have only the first one again."""
    for some in batches((UUID(was["id"]) for was in kept), AT_ONCE):
        ours = and_(PROOF.c.id.in_(some), PROOF.c.skill_id == made.into_id)
        db.session.execute(update_rows(PROOF).where(ours).values(skill_id=made.from_id))
    alone = update_rows(PROOF).where(has_only(PROOF, made))
    db.session.execute(alone.values(skill_id=made.from_id))


def _carry_words(made: SkillMerge) -> Iterable[Kept]:
    """The other skill is found by every word the merged one was found by."""
    source = db.session.get_one(Skill, made.from_id)
    target = db.session.get_one(Skill, made.into_id)
    held = select(ALIAS.c.skill_id, ALIAS.c.name, ALIAS.c.folded).where(
        ALIAS.c.skill_id.in_((source.id, target.id))
    )
    rows = db.session.execute(held.order_by(ALIAS.c.folded)).all()
    known = {target.folded, *(folded for skill_id, _, folded in rows if skill_id == target.id)}
    new = {source.folded: source.name}
    new |= {folded: name for skill_id, name, folded in rows if skill_id == source.id}
    put = [
        SkillAlias(skill_id=target.id, name=name, folded=folded)
        for folded, name in new.items()
        if folded not in known
    ]
    db.session.add_all(put)
    db.session.flush()
    return [(None, {"id": str(alias.id)}) for alias in put]


def _take_words_back(made: SkillMerge, kept: Sequence[Values]) -> None:
    for was in kept:
        alias = db.session.get(SkillAlias, UUID(was["id"]))
        if alias is not None:
            db.session.delete(alias)
    db.session.flush()


MOVERS = (
    RATINGS,
    Mover("evidence", _carry_evidence, _bring_evidence_back),
    Mover(WORD, _carry_words, _take_words_back),
)
