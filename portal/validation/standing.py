"""What the rules count before anything changes; the owner of the skill is locked meanwhile."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from portal.db import db, one_of
from portal.validation.models import OPEN_STATES, State, Validation

OPEN = one_of(Validation.state, OPEN_STATES)


def open_between(person_id: UUID, skill_id: UUID, by_id: UUID) -> str | None:
    """The state of what these two have open about this skill; None when there is nothing."""
    return db.session.scalar(select(Validation.state).where(*_of(person_id, skill_id, by_id), OPEN))


def open_asks(person_id: UUID) -> int:
    """How many answers a person waits for."""
    return _count(Validation.person_id == person_id, Validation.state == State.ASKED)


def open_offers(by_id: UUID, person_id: UUID) -> int:
    """How much somebody has said to a person that waits for their yes."""
    return _count(
        Validation.by_id == by_id,
        Validation.person_id == person_id,
        Validation.state == State.OFFERED,
    )


def past(person_id: UUID, skill_id: UUID, by_id: UUID, origin: str) -> list[tuple[str, datetime]]:
    """State and end of what these two had before about this skill, begun from the same side."""
    rows = db.session.execute(
        select(Validation.state, Validation.answered_at).where(
            *_of(person_id, skill_id, by_id),
            Validation.origin == origin,
            Validation.answered_at.is_not(None),
        )
    )
    return [(state, ended_at) for state, ended_at in rows if ended_at is not None]


def confirmations(person_id: UUID, skill_id: UUID) -> list[Validation]:
    """The confirmations of a skill that stand, the newest first."""
    return list(
        db.session.scalars(
            select(Validation)
            .where(
                Validation.person_id == person_id,
                Validation.skill_id == skill_id,
                Validation.state == State.CONFIRMED,
            )
            .order_by(Validation.answered_at.desc(), Validation.id)
        )
    )


def open_of(person_id: UUID) -> list[Validation]:
    """Everything open about a person's skills, the oldest first, as it is now."""
    return list(
        db.session.scalars(
            select(Validation)
            .where(Validation.person_id == person_id, OPEN)
            .order_by(Validation.created_at, Validation.id)
            .execution_options(populate_existing=True)
        )
    )


def _of(person_id: UUID, skill_id: UUID, by_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Validation.person_id == person_id,
        Validation.skill_id == skill_id,
        Validation.by_id == by_id,
    )


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0
