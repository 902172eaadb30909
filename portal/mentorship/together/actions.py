"""What one of the two will do, and until when. Overdue is worked out, never kept."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.errors import Refused
from portal.mentorship.models import Mentorship
from portal.mentorship.together.models import MentorshipAction
from portal.mentorship.together.pairs import between, pair_of, working

MOST = 40


@dataclass(frozen=True)
class Deed:
    """What is to be done, by whom, until when."""

    words: str
    doer_id: UUID
    due_on: date | None = None


def said(action: MentorshipAction) -> Deed:
    """What an action says, to lay it beside what was typed."""
    return Deed(action.words, action.doer_id, action.due_on)


def add(pair: Mentorship, deed: Deed) -> MentorshipAction:
    """One more. Raises Refused beyond MOST that are open, and after the end."""
    working(pair)
    _one_of_them(pair, deed)
    same = MentorshipAction.mentorship_id == pair.id
    still = (MentorshipAction.done_on.is_(None), MentorshipAction.removed_at.is_(None))
    if (db.session.scalar(select(func.count()).where(same, *still)) or 0) >= MOST:
        raise Refused(f"You have {MOST} open actions. Do one, or take one out, to make room.")
    action = MentorshipAction(**between(pair), **vars(deed))
    db.session.add(action)
    db.session.flush()
    return action


def _one_of_them(pair: Mentorship, deed: Deed) -> None:
    if deed.doer_id not in (pair.mentor_id, pair.mentee_id):
        raise Refused("Say which of you two will do it.")


def edit(action: MentorshipAction, deed: Deed) -> None:
    """Say it otherwise; another day is reminded of anew. Raises Refused after the end."""
    _one_of_them(pair_of(action), deed)
    if deed == said(action):
        return
    if (deed.due_on, deed.doer_id) != (action.due_on, action.doer_id):
        action.reminded = 0
    action.words, action.doer_id, action.due_on = deed.words, deed.doer_id, deed.due_on
    action.version += 1


def done(action: MentorshipAction) -> None:
    """It is done, today."""
    pair_of(action)
    if action.done_on is None:
        action.done_on = clock.today()
        action.version += 1


def not_done(action: MentorshipAction) -> None:
    """It is to be done after all."""
    pair_of(action)
    if action.done_on is not None:
        action.done_on = None
        action.version += 1


def remove(action: MentorshipAction) -> None:
    """Take it out; it can be put back for a while."""
    pair_of(action)
    action.removed_at = action.removed_at or clock.now()


def put_back(action: MentorshipAction) -> None:
    """There again."""
    pair_of(action)
    action.removed_at = None
