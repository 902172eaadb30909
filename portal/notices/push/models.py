"""Where somebody's notices are pushed to: one row for each browser that they said yes in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.db import Base, Identified

PUSH, DEVICE = "push.notice", "push.device"
"""What the outbox calls a notice that is to be pushed, and its sending to one device."""


class PushSubscription(Identified, Base):
    """One browser's address at its push service. It ends with the session it was made in."""

    __tablename__ = "push_subscription"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[UUID] = mapped_column(
        ForeignKey("session.id", ondelete="CASCADE"), index=True
    )
    endpoint: Mapped[str] = mapped_column(unique=True)
    p256dh: Mapped[str]
    auth: Mapped[str]
    key_mark: Mapped[str]
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
