"""What is done of starting the portal."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base


class LaunchTick(Base):
    """A step of the launch kit that is done; who ticked it, and when."""

    __tablename__ = "launch_tick"

    step: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
