"""What the calendar does to aspirations. Done twice or late it does no harm."""

from datetime import datetime, timedelta

from portal.aspirations import consent, queries
from portal.aspirations.models import Aspiration
from portal.aspirations.states import Event, advance, title
from portal.batches import batches
from portal.db import db, lock, transaction
from portal.notices import rules as notices

# A review that came while nothing worked is asked about up to this much later.
CATCH_UP = timedelta(days=14)
AT_ONCE = 100


def tick(now: datetime) -> None:
    """Ask about aims whose review is due, and put away those of people who have left; end what
    people agreed to with HR when it is over.
    """
    consent.tick(now)
    for keys in batches(queries.due_for_review(now.date() - CATCH_UP), AT_ONCE):
        with transaction():
            for key in keys:
                _ask(db.session.get_one(Aspiration, key))
    for key in queries.left_behind():
        with transaction():
            aspiration = lock(Aspiration, key)
            if aspiration.state in queries.LIVE_STATES:
                advance(aspiration, Event.ARCHIVE, actor_id=None)


def _ask(aspiration: Aspiration) -> None:
    if queries.needs_review(aspiration):
        notices.tell(
            aspiration.person_id,
            key=f"aspiration.review:{aspiration.id}:{aspiration.review_on}",
            kind="aspiration.review",
            path="/me/aspirations",
            title=title(aspiration),
        )
