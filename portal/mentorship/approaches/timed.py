"""What the clock does for offers of mentors: one reminder, and an end. Steps of `timed.tick`."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, select

from portal.mentorship import machine, standing
from portal.mentorship.approaches.models import Approach
from portal.mentorship.models import Mentor

HALF_TIME = timedelta(days=7)


def _run_out(now: datetime) -> Select[Any]:
    return select(Approach.mentor_id).where(standing.OFFERED, Approach.due_at <= now).distinct()


def _expire(mentor: Mentor, now: datetime) -> None:
    for approach in standing.open_approaches(mentor.id):
        if approach.open and approach.due_at <= now:
            machine.advance(approach, "expired")


def _unreminded(now: datetime) -> Select[Any]:
    late = Approach.due_at <= now + HALF_TIME
    return select(Approach.mentor_id).where(standing.OFFERED, late, ~Approach.reminded).distinct()


def _remind(mentor: Mentor, now: datetime) -> None:
    for approach in standing.open_approaches(mentor.id):
        if not approach.reminded and approach.due_at <= now + HALF_TIME:
            approach.reminded = True
            machine.advance(approach, "reminded")


STEPS = ((_run_out, _expire), (_unreminded, _remind))
