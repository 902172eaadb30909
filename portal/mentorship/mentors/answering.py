"""How soon mentors usually answer, worked out every night from the events of the last year.

Half of the requests, or more, had an answer within so many days; one that ran out had none, unless
the portal was off. Fewer than five say nothing, and of who takes longer than a week nothing is said
(ADR 35).
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select, update

from portal import timed
from portal.db import db, transaction
from portal.mentorship.mentors.said import ANSWERS
from portal.mentorship.models import Mentor, MentorshipEvent, MentorshipRequest, RequestState
from portal.mentorship.words import OFF

LOOKS_BACK = timedelta(days=365)
FEWEST = 5
BEGINS, ENDS = ("asked", "requested_again"), ("accepted", "declined", "expired")
NEVER = 10_000.0
BATCH = 500


def usually(days: Iterable[float]) -> int | None:
    """In how many days somebody usually answers; None for few requests, or for longer."""
    taken = sorted(days)
    if len(taken) < FEWEST:
        return None
    middle = taken[(len(taken) - 1) // 2]
    return next((within for within in sorted(ANSWERS) if middle <= within), None)


def prepare(now: datetime) -> None:
    """Note for every mentor how soon they usually answer. Idempotent."""
    taken: dict[UUID, list[float]] = defaultdict(list)
    asked: dict[UUID, datetime] = {}
    for mentor_id, key, event, before, at in db.session.execute(_events(now)):
        if event in BEGINS:
            asked[key] = at
        elif key in asked and before == RequestState.REQUESTED:
            answered = (at - asked.pop(key)) / timedelta(days=1)
            taken[mentor_id].append(NEVER if event == "expired" else answered)
    rows = db.session.execute(select(Mentor.id, Mentor.answers_within))
    known = {key: within for key, within in rows}
    db.session.rollback()
    news = {key: usually(taken.get(key, ())) for key in known}
    changed = [(key, within) for key, within in news.items() if within != known[key]]
    for start in range(0, len(changed), BATCH):
        with transaction() as session:  # in bulk, since search holds nothing of it
            for key, within in changed[start : start + BATCH]:
                session.execute(
                    update(Mentor).where(Mentor.id == key).values(answers_within=within)
                )
        timed.breathe()


def _events(now: datetime) -> Select[UUID, UUID, str, str | None, datetime]:
    event = MentorshipEvent
    return (
        select(MentorshipRequest.mentor_id, event.thing_id, event.event, event.from_state, event.at)
        .join(MentorshipRequest, MentorshipRequest.id == event.thing_id)
        .where(event.at >= now - LOOKS_BACK, event.event.in_(BEGINS + ENDS), event.reason != OFF)
        .order_by(event.id)
        .execution_options(yield_per=1_000)
    )
