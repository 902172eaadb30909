"""Reading what colleagues say of people's skills."""

from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from portal.db import db
from portal.validation.models import OPEN_STATES, State, Validation

SHOWN = (*OPEN_STATES, State.CONFIRMED, State.REMOVED)


def of_skill(person_id: UUID, skill_id: UUID) -> list[Validation]:
    """What was said of one skill, and what is open, for its owner: the newest first."""
    given = {"person_id": person_id, "skill_id": skill_id}
    return list(db.session.scalars(_of_skill(), given))


@cache
def _of_skill() -> Select[Validation]:
    return (
        select(Validation)
        .where(
            Validation.person_id == bindparam("person_id"),
            Validation.skill_id == bindparam("skill_id"),
            Validation.state.in_(SHOWN),
        )
        .options(joinedload(Validation.by))
        .order_by(Validation.created_at.desc(), Validation.id)
    )
