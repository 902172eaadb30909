"""Requests that are written and not sent. Nobody but the writer knows of them."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Uuid, bindparam, delete, not_, or_, select

from portal.accounts.queries import active
from portal.composed import prepared
from portal.db import columns, db, lock, transaction
from portal.errors import Refused
from portal.mentorship import standing, writing
from portal.mentorship.models import (
    LASTS,
    Mentor,
    MentorshipRequest,
    RequestGoal,
    RequestState,
    request_skill,
)
from portal.people.models import Person

MOST = 10
KEPT = standing.DRAFT & MentorshipRequest.ranked_id.is_(None)


def keep(mentor: Mentor, mentee: Person, what: writing.Ask) -> MentorshipRequest:
    """Keep what somebody has written so far to a mentor, in the place of what they had kept.

    Raises Refused when they keep enough for others, or have this one among their choices.
    """
    mentee = lock(Person, mentee.id)  # the turnstile of their own limit
    now = standing.of(mentor.id, mentee.id)
    if now.asked or now.queued:
        raise Refused(
            f"You have already asked {mentor.person.name}. You see it under My mentoring."
        )
    forget(mentor.id, mentee.id)
    if len(db.session.scalars(_kept_by(mentee.id)).all()) >= MOST:
        raise Refused(f"You keep {MOST} drafts. Send or delete one first, then keep this.")
    draft = writing.as_typed(mentor, mentee, what)
    draft.goals = draft.goals[: writing.MOST_GOALS]
    draft.due_at = draft.sent_at + LASTS[RequestState.DRAFT]
    db.session.add(draft)
    db.session.flush()
    return draft


def forget(mentor_id: UUID, mentee_id: UUID) -> None:
    """Delete what was kept between these two; what was never sent leaves no trace."""
    kept = _kept_by(mentee_id).where(MentorshipRequest.mentor_id == mentor_id)
    for draft in db.session.scalars(kept).all():
        db.session.delete(draft)
    db.session.flush()


class Draft(NamedTuple):
    """What somebody keeps, as the form shows it."""

    message: str
    months: int
    due_at: datetime
    goals: list[str]
    skills: list[UUID]


def of(mentor_id: UUID, mentee_id: UUID) -> Draft | None:
    """What this person keeps to this mentor, with goals and skills, in one statement."""
    rows = columns(_whole(), mentor=mentor_id, mentee=mentee_id).all()
    if not rows:
        return None
    # Each goal comes with each skill.
    goals = {position: words for *_, position, words, _ in rows if words is not None}
    skills = dict.fromkeys(row[-1] for row in rows if row[-1] is not None)
    message, months, due_at, *_ = rows[0]
    return Draft(message, months, due_at, list(goals.values()), list(skills))


@prepared
def _whole() -> Select[*tuple[Any, ...]]:
    kept = MentorshipRequest
    return (
        select(
            kept.message, kept.months, kept.due_at,
            RequestGoal.position, RequestGoal.words, request_skill.c.skill_id,
        )
        .outerjoin(RequestGoal, RequestGoal.request_id == kept.id)
        .outerjoin(request_skill, request_skill.c.request_id == kept.id)
        .where(kept.mentee_id == bindparam("mentee", type_=Uuid()), KEPT)
        .where(kept.mentor_id == bindparam("mentor", type_=Uuid()))
        .order_by(RequestGoal.position)
    )  # fmt: skip


def _kept_by(mentee_id: UUID) -> Select[MentorshipRequest]:
    return select(MentorshipRequest).where(MentorshipRequest.mentee_id == mentee_id, KEPT)


def tick(now: datetime) -> None:
    """Delete drafts past their time, and those of people who are gone."""
    gone = select(Person.id).where(not_(active())).scalar_subquery()
    past = or_(MentorshipRequest.due_at <= now, MentorshipRequest.mentee_id.in_(gone))
    with transaction() as session:
        session.execute(delete(MentorshipRequest).where(KEPT, past))
