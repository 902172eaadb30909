"""Which notices are pushed to a person, and when."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from portal.db import db
from portal.notices.kinds import GROUPS, group_of
from portal.notices.models import PushChoice


def wanted(person_id: UUID, kind: str) -> bool:
    """Whether a notice of this kind comes to the person's devices."""
    topic = group_of(kind)
    if topic is None:
        return False
    mine = (PushChoice.person_id == person_id, PushChoice.topic == topic)
    chosen = db.session.scalar(select(PushChoice.wanted).where(*mine))
    return GROUPS[topic].push if chosen is None else chosen


def quiet_for(_person_id: UUID) -> timedelta:
    """How long the person's quiet hours still last."""
    return timedelta(0)
