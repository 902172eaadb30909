"""What the clock does about concerns: nobody waits for ever to be read."""

from datetime import datetime, timedelta

from sqlalchemy import select

from portal.concerns import queries
from portal.concerns.models import Concern, State
from portal.concerns.rules import LISTED
from portal.db import transaction
from portal.notices.rules import tell

EVERY = timedelta(days=3)


def tick(now: datetime) -> None:
    """Every three days the readers are reminded of what nobody has taken in hand yet. Once each."""
    with transaction() as session:
        waits = select(Concern).where(Concern.state == State.OPEN, Concern.at <= now - EVERY)
        for concern in session.scalars(waits):
            nth = (now - concern.at) // EVERY
            for person in queries.readers(concern.reporter_id, concern.about_id):
                key = f"concern.waits:{concern.id}:{nth}:{person.id}"
                tell(person.id, key=key, kind="concern.waits", path=LISTED)
