"""What the rules count before anything changes; the receiver is locked meanwhile."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from portal.db import db, one_of
from portal.feedback.models import Feedback, FeedbackRefusal, State

OPEN = one_of(Feedback.state, (State.ASKED,))


def open_between(person_id: UUID, by_id: UUID) -> bool:
    """Whether the one waits for an answer of the other."""
    return bool(_count(Feedback.person_id == person_id, Feedback.by_id == by_id, OPEN))


def open_asks(person_id: UUID) -> int:
    """How many answers a person waits for."""
    return _count(Feedback.person_id == person_id, OPEN)


def past(person_id: UUID, by_id: UUID) -> list[tuple[str, datetime]]:
    """State and end of what the one asked the other before."""
    rows = db.session.execute(
        select(Feedback.state, Feedback.answered_at).where(
            Feedback.person_id == person_id,
            Feedback.by_id == by_id,
            Feedback.origin == "asked",
            Feedback.answered_at.is_not(None),
        )
    )
    return [(state, ended_at) for state, ended_at in rows if ended_at is not None]


def praises(by_id: UUID, since: datetime, person_id: UUID | None = None) -> int:
    """How often somebody has praised since then: anybody, or one person."""
    whom = () if person_id is None else (Feedback.person_id == person_id,)
    praise = Feedback.origin == "praise"
    return _count(Feedback.by_id == by_id, praise, Feedback.created_at > since, *whom)


def refused(person_id: UUID, from_id: UUID) -> bool:
    """Whether a person wants no feedback of this colleague."""
    return bool(_count(FeedbackRefusal.person_id == person_id, FeedbackRefusal.from_id == from_id))


def open_of(person_id: UUID) -> list[Feedback]:
    """What a person waits for, the oldest first, as it is now."""
    return list(
        db.session.scalars(
            select(Feedback)
            .where(Feedback.person_id == person_id, OPEN)
            .order_by(Feedback.created_at, Feedback.id)
            .execution_options(populate_existing=True)
        )
    )


def _count(*conditions: Any) -> int:
    return db.session.scalar(select(func.count()).where(*conditions)) or 0
