"""Statements that were received: by their ids, so that none counts twice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base, Identified


class ReceivedStatement(Identified, Base):
    """That a statement came, and what became of it. What it said of whom is not kept.

    `thing` is what it was about, where nothing in the catalogue is called so.
    """

    __tablename__ = "received_statement"
    __table_args__ = (
        CheckConstraint(
            "outcome in ('new', 'known', 'other', 'nobody', 'nothing', 'refused')", name="outcome"
        ),
        Index("ix_received_statement_outcome_at", "outcome", "at"),
    )

    digest: Mapped[str]
    outcome: Mapped[str]
    thing: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
