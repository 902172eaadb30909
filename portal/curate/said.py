"""Feedback about a skill goes with it when two are made one, and comes back with it."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy import update as update_rows

from portal.batches import batches
from portal.db import db
from portal.feedback.models import Feedback
from portal.skills.merging.models import SkillMerge
from portal.skills.merging.rows import AT_ONCE, Values, table_of
from portal.skills.merging.rules import Kept, Mover

SAID = table_of(Feedback)


def _carry(made: SkillMerge) -> Iterable[Kept]:
    """Whose it is, and which."""
    here = SAID.c.skill_id == made.from_id
    rows = db.session.execute(select(SAID.c.person_id, SAID.c.id).where(here)).all()
    db.session.execute(update_rows(SAID).where(here).values(skill_id=made.into_id))
    return [(person_id, {"id": str(key)}) for person_id, key in rows]


def _bring_back(made: SkillMerge, kept: Sequence[Values]) -> None:
    for some in batches((UUID(was["id"]) for was in kept), AT_ONCE):
        ours = and_(SAID.c.id.in_(some), SAID.c.skill_id == made.into_id)
        db.session.execute(update_rows(SAID).where(ours).values(skill_id=made.from_id))


FEEDBACK = Mover("feedback", _carry, _bring_back)
