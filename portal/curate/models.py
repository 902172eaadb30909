"""What whoever looks after the taxonomy has looked at and left as it is."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from portal import clock
from portal.db import Base


class Fine(Base):
    """Somebody said of a finding that it is fine. `other_id` is the same for a single thing."""

    __tablename__ = "curate_fine"

    finding: Mapped[str] = mapped_column(primary_key=True)
    # Skills or roles, by the finding: ids alone, since what is gone is found no more.
    thing_id: Mapped[UUID] = mapped_column(primary_key=True)
    other_id: Mapped[UUID] = mapped_column(primary_key=True)
    by_id: Mapped[UUID | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
