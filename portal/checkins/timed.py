"""What the calendar does to check-ins. Done twice or late it does no harm."""

from datetime import datetime, timedelta

from sqlalchemy import delete

from portal.batches import batches
from portal.checkins import queries
from portal.checkins.models import CheckIn
from portal.db import db, transaction
from portal.notices import rules as notices

CATCH_UP = timedelta(days=14)
"""A day that came while nothing worked is told up to so much later, and then not any more."""
UNDO = timedelta(days=1)
AT_ONCE = 100


def tick(now: datetime) -> None:
    """Tell people that the next check-in is due, once each; forget what was removed a day ago.

    Whoever never checked in is asked by the prompt on the first page alone.
    """
    due = queries.come_due(now, CATCH_UP)
    db.session.rollback()
    for some in batches(due, AT_ONCE):
        with transaction():
            for last, person_id in some:
                notices.tell(
                    person_id, key=f"checkin.due:{last}", kind="checkin.due", path="/check-in"
                )
    with transaction() as session:
        session.execute(delete(CheckIn).where(CheckIn.removed_at < now - UNDO))
