"""What administrators change beside accounts."""

from sqlalchemy import update

from portal import clock
from portal.db import db
from portal.outbox import OutboxRow


def try_again() -> int:
    """Put all failed work back in line. How many pieces."""
    result = db.session.execute(
        update(OutboxRow).where(OutboxRow.error != "").values(tries=0, due_at=clock.now(), error="")
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
