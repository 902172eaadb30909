"""Goals of two people: what they are, and how far."""

from collections.abc import Iterable

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.errors import Refused
from portal.mentorship.models import Mentorship
from portal.mentorship.together.models import REACHED, MentorshipGoal
from portal.mentorship.together.pairs import between, pair_of, working

MOST = 12
FAR = ("Not started", "Begun", "Half-way", "Nearly there", "Reached")


def begin(pair: Mentorship, words: Iterable[str]) -> None:
    """The goals a mentorship starts with are those its mentee asked with."""
    for goal in words:
        db.session.add(MentorshipGoal(**between(pair), words=goal[:200]))


def add(pair: Mentorship, words: str) -> MentorshipGoal:
    """One more. Raises Refused beyond MOST that are open, and after the end."""
    working(pair)
    same = MentorshipGoal.mentorship_id == pair.id
    still = (MentorshipGoal.dropped_on.is_(None), MentorshipGoal.progress < REACHED)
    if (db.session.scalar(select(func.count()).where(same, *still)) or 0) >= MOST:
        raise Refused(f"You have {MOST} open goals. Reach one, or drop one, to make room.")
    goal = MentorshipGoal(**between(pair), words=words)
    db.session.add(goal)
    db.session.flush()
    return goal


def reword(goal: MentorshipGoal, words: str) -> None:
    """Say it otherwise. Raises Refused after the end."""
    pair_of(goal)
    if words != goal.words:
        goal.words = words
        goal.version += 1


def mark(goal: MentorshipGoal, progress: int) -> None:
    """So far it is now, from 0 to REACHED. Raises Refused after the end."""
    pair_of(goal)
    if progress == goal.progress:
        return
    goal.progress = progress
    goal.reached_on = clock.today() if progress == REACHED else None
    goal.version += 1


def drop(goal: MentorshipGoal) -> None:
    """It is not worked on any more; what was reached of it stays."""
    pair_of(goal)
    if goal.dropped_on is None:
        goal.dropped_on = clock.today()
        goal.version += 1


def take_up(goal: MentorshipGoal) -> None:
    """It is worked on after all."""
    pair_of(goal)
    if goal.dropped_on is not None:
        goal.dropped_on = None
        goal.version += 1
