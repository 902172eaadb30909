"""Up to three mentors, asked one after the other: the first yes ends it.

Only the first is asked at once; the others stay unsent until it is their turn, and nobody but the
mentee knows of them. The next is asked by the worker, in a transaction of its own: whoever holds
the row of one mentor never waits for that of another.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased

from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import drafts, guards, machine, queries, standing, writing
from portal.mentorship.models import CHOICES, OPEN_STATES, Mentor, MentorshipRequest, RequestState
from portal.mentorship.requests import CARRY_ON
from portal.people.models import Person

IN_ORDER = MentorshipRequest.ranked_id.is_not(None)
# Of three working days the last has a reminder.
REMINDED, LAST_DAY = 2, timedelta(days=1)
log = logging.getLogger("portal.mentorship")
# Why a request was taken back: to ask the next one now, rather than nobody any more.
NEXT = "next"


def choose(
    first: MentorshipRequest, then: Sequence[Mentor], what: writing.Ask, now: standing.Standing
) -> None:
    """Let these mentors follow if the first cannot; the first and the mentee are locked.

    Raises Refused when one of them could not be asked today, or the first has no free place.
    """
    name = first.mentor.person.name
    if not guards.could_start(first.mentor, now):
        raise Refused(
            f"{name} has no free place just now. Begin with somebody who has one, or ask {name} "
            "alone and wait in line."
        )
    ids = [first.mentor_id, *(mentor.id for mentor in then)]
    if len(set(ids)) < len(ids) or len(ids) > CHOICES:
        raise Refused("Choose up to three different people.")
    first.ranked_id, first.rank = uuid4(), 1
    for rank, mentor in enumerate(then, 2):
        guards.may_be_chosen(guards.Asking(mentor, first.mentee))
        drafts.forget(mentor.id, first.mentee_id)
        later = writing.complete(mentor, first.mentee, what)
        later.ranked_id, later.rank = first.ranked_id, rank
        db.session.add(later)


def unreminded(now: datetime) -> ColumnElement[bool]:
    """The last day of whoever's turn it is has begun, and they were not told."""
    return and_(MentorshipRequest.reminded < REMINDED, MentorshipRequest.due_at <= now + LAST_DAY)


def choices(ranked_id: UUID) -> list[MentorshipRequest]:
    """The choices in their order, as they are now."""
    return list(db.session.scalars(_choices(ranked_id)))


def _choices(ranked_id: UUID) -> Select[MentorshipRequest]:
    return (
        select(MentorshipRequest)
        .where(MentorshipRequest.ranked_id == ranked_id)
        .order_by(MentorshipRequest.rank)
        .execution_options(populate_existing=True)
    )


def carry_on(ref: str) -> None:
    """Ask the next of the choices, or none any more; done again, it does nothing.

    In: the id of the choices, in words. One of them is dealt with, and asks for the next.
    """
    waiting = [row for row in choices(UUID(ref)) if row.state == RequestState.DRAFT]
    if not waiting:
        return
    lock(Mentor, waiting[0].mentor_id)
    lock(Person, waiting[0].mentee_id)
    rows = choices(UUID(ref))
    turn = next((row for row in rows if row.state == RequestState.DRAFT), None)
    if turn is None or turn.id != waiting[0].id:
        return  # somebody else has dealt with it, and asked for the next
    if event := _what_now(rows):
        try:
            machine.advance(turn, event)
        except Refused as no:
            machine.advance(turn, "passed_over", reason=no.message)


def _what_now(rows: Sequence[MentorshipRequest]) -> str:
    """What happens to the next choice, by how it stands with those before; empty: nothing yet."""
    states = {row.state for row in rows}
    if RequestState.ACCEPTED in states:
        return "superseded"
    if states & set(OPEN_STATES):
        return ""
    return "dropped" if any(_given_up(row) for row in rows) else "asked_next"


def _given_up(row: MentorshipRequest) -> bool:
    if row.state != RequestState.WITHDRAWN:
        return False
    last = queries.last_change(row.id)
    return last is None or last[0].reason != NEXT


def catch_up() -> None:
    """Go on with choices that wait for nobody: none, unless a job of the outbox was lost."""
    later = aliased(MentorshipRequest)
    asked = exists().where(
        later.ranked_id == MentorshipRequest.ranked_id, later.state.in_(OPEN_STATES)
    )
    lost = select(MentorshipRequest.ranked_id).where(standing.QUEUED, ~asked).distinct()
    refs = [str(ranked_id) for ranked_id in db.session.scalars(lost)]
    db.session.rollback()
    problem: Exception | None = None
    for ref in refs:
        try:
            with transaction():
                carry_on(ref)
        except Exception as error:  # one that fails stops nobody else
            log.exception("choices could not be carried on", extra={"ranked": ref})
            problem = error
    if problem is not None:
        raise problem


# Outbox kind → what to do: the worker takes it over as it is.
HANDLERS: dict[str, Callable[[str], None]] = {CARRY_ON: carry_on}
