"""Reading notices."""

from uuid import UUID

from sqlalchemy import func, select

from portal.db import db
from portal.notices.models import Notice


def unread_count(person_id: UUID) -> int:
    """How many notices this person has not opened."""
    statement = select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))
    return db.session.scalar(statement) or 0
