"""How far a programme has come, in figures that say nothing of any pair.

Counted by the clock and kept; counted anew only when at least k pairs have changed since, so that
two readings never differ by one. A part under k is withheld with its reason, and so is everything
that would give it away by subtraction; what is shown is rounded to 5 (`portal.disclosure`).
"""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from portal import clock
from portal.db import columns, db
from portal.disclosure import enough_changed, shown
from portal.mentorship.models import Mentorship, RelationState
from portal.mentorship.together.models import MentorshipSession, SessionState
from portal.programmes.models import ProgrammeFigure

LIVE = (RelationState.ACTIVE, RelationState.PAUSED)
PARTS = ("running", "completed", "ended")


@dataclass(frozen=True)
class Progress:
    """What HR reads; None where it is not shown."""

    begun: int | None
    running: int | None
    completed: int | None
    sessions: int | None
    counted_at: object


def count(programme_id: UUID, k: int) -> bool:
    """Count anew where enough has changed. Out: whether it was kept."""
    states = dict(
        columns(
            select(Mentorship.state, func.count())
            .where(Mentorship.programme_id == programme_id)
            .group_by(Mentorship.state)
        ).all()
    )
    now = {
        "running": sum(states.get(state, 0) for state in LIVE),
        "completed": states.get(RelationState.COMPLETED, 0),
        "ended": states.get(RelationState.ENDED, 0) + states.get(RelationState.ENDED_BY_SYSTEM, 0),
    }
    row = db.session.get(ProgrammeFigure, programme_id)
    was = {part: getattr(row, part) if row else 0 for part in PARTS}
    came = sum(max(0, now[part] - was[part]) for part in PARTS)
    left = sum(max(0, was[part] - now[part]) for part in PARTS)
    met, sessions = columns(
        select(
            func.count(MentorshipSession.mentorship_id.distinct()),
            func.count(MentorshipSession.id),
        )
        .join(Mentorship, Mentorship.id == MentorshipSession.mentorship_id)
        .where(
            Mentorship.programme_id == programme_id,
            MentorshipSession.state == SessionState.HELD,
        )
    ).one()
    more = enough_changed(0, met - (row.met if row else 0), k)
    if not enough_changed(left, came, k) and not more:
        return False
    if row is None:
        row = ProgrammeFigure(programme_id=programme_id)
        db.session.add(row)
    for part, number in now.items():
        setattr(row, part, number)
    row.met, row.sessions, row.counted_at = met, sessions, clock.now()
    return True


def read(programme_id: UUID, k: int) -> Progress | None:
    """What may be shown; None before anything was counted."""
    row = db.session.get(ProgrammeFigure, programme_id)
    if row is None:
        return None
    parts = [getattr(row, part) for part in PARTS]
    # One part that is small, and not nothing, would follow from the others: none is shown then.
    safe = all(part == 0 or part >= k for part in parts)
    return Progress(
        begun=shown(sum(parts), k),
        running=shown(row.running, k) if safe else None,
        completed=shown(row.completed, k) if safe else None,
        sessions=shown(row.sessions, k) if row.met >= k else None,
        counted_at=row.counted_at,
    )
