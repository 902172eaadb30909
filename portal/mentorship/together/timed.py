"""What the clock does for two who work together: reminders, and forgetting what was taken out."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, delete, or_, select

from portal import timed
from portal.db import db, lock, transaction
from portal.mentorship.models import Mentorship
from portal.mentorship.standing import LIVE
from portal.mentorship.together import telling
from portal.mentorship.together.models import (
    MentorshipAction,
    MentorshipNote,
    MentorshipSession,
    PrivateNote,
    SessionState,
)

BEFORE_SESSION = timedelta(hours=24)
BEFORE_DUE, AFTER_DUE = timedelta(days=1), timedelta(days=7)
# How long what was taken out can be put back.
KEPT = timedelta(days=30)


def tick(now: datetime) -> None:
    """Do what is due at `now`; done again, it does nothing. One short transaction for each row."""
    for session_id in _ids(_soon(now)):
        with transaction():
            _remind_of_session(lock(MentorshipSession, session_id), now)
        timed.breathe()
    for action_id in _ids(_due(now)):
        with transaction():
            _remind_of_action(lock(MentorshipAction, action_id), now)
        timed.breathe()
    for model in (MentorshipAction, MentorshipNote, PrivateNote):
        with transaction() as work:
            work.execute(delete(model).where(model.removed_at < now - KEPT))


def _ids(found: Select[Any]) -> list[UUID]:
    ids = list(db.session.scalars(found))
    db.session.rollback()
    return ids


def _soon(now: datetime) -> Select[Any]:
    return select(MentorshipSession.id).where(
        MentorshipSession.state == SessionState.PLANNED,
        MentorshipSession.starts_at > now,
        MentorshipSession.starts_at <= now + BEFORE_SESSION,
        MentorshipSession.reminded != MentorshipSession.sequence,
    )


def _remind_of_session(session: MentorshipSession, now: datetime) -> None:
    """Whoever planned it within the day knows it: only a session planned before is said again."""
    near = now < session.starts_at <= now + BEFORE_SESSION
    if session.state != SessionState.PLANNED or not near or session.reminded == session.sequence:
        return
    session.reminded = session.sequence
    if session.starts_at - session.changed_at > BEFORE_SESSION:
        telling.soon(session)


def _due(now: datetime) -> Select[Any]:
    today = now.date()
    first = and_(MentorshipAction.reminded == 0, MentorshipAction.due_on <= today + BEFORE_DUE)
    again = and_(MentorshipAction.reminded == 1, MentorshipAction.due_on <= today - AFTER_DUE)
    return (
        select(MentorshipAction.id)
        .join(Mentorship, Mentorship.id == MentorshipAction.mentorship_id)
        .where(
            LIVE,
            MentorshipAction.done_on.is_(None),
            MentorshipAction.removed_at.is_(None),
            or_(first, again),
        )
    )


def _remind_of_action(action: MentorshipAction, now: datetime) -> None:
    """The day before, and once more a week after; of two that are past only the last."""
    if action.done_on or action.removed_at or action.due_on is None:
        return
    late = action.due_on <= now.date() - AFTER_DUE
    if action.reminded < 1 + late:
        action.reminded = 1 + late
        telling.due(action, late=late)
