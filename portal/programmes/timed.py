"""What the calendar does to programmes. Idempotent; what was missed is caught up on, in order."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, and_, delete, not_, or_, select

from portal import clock
from portal.accounts.queries import active
from portal.db import db, transaction
from portal.mentorship import apart
from portal.mentorship.models import MentorshipRequest
from portal.mentorship.standing import OPEN
from portal.people.models import Person
from portal.programmes import answering, figures, joining, machine, notices
from portal.programmes.models import Member, Programme, ProgrammeEvent, ProgrammePair
from portal.programmes.states import OVER, PairState, State
from portal.timed import one_by_one

REMIND = timedelta(days=4)
# What members wrote for the matching is kept so long after the end.
KEPT = timedelta(days=90)


def tick(now: datetime) -> None:
    """Do everything about programmes that is due; done again, it does nothing."""
    one_by_one(Programme, STEPS, now.date())


def _next(programme: Programme, today: date) -> str:
    """The event that is due by the dates of a programme, or none."""
    may_open = programme.ready_at is not None and programme.joining_until >= today
    due = {
        State.DRAFT: ("opened", may_open and programme.joining_from <= today),
        State.OPEN: ("joining_closed", programme.joining_until < today),
        State.MATCHING: ("started", programme.starts_on <= today),
        State.RUNNING: ("finished", programme.ends_on < today),
    }
    event, is_due = due.get(State(programme.state), ("", False))
    return event if is_due else ""


def _dates_due(today: date) -> Select[Any]:
    return select(Programme.id).where(
        or_(
            and_(Programme.state == State.DRAFT, Programme.ready_at.is_not(None),
                 Programme.joining_from <= today, Programme.joining_until >= today),
            and_(Programme.state == State.OPEN, Programme.joining_until < today),
            and_(Programme.state == State.MATCHING, Programme.starts_on <= today),
            and_(Programme.state == State.RUNNING, Programme.ends_on < today),
        )
    )  # fmt: skip


def _by_dates(programme: Programme, today: date) -> None:
    while event := _next(programme, today):
        machine.advance([programme], event)


def _somebody_left(_today: date) -> Select[Any]:
    return (
        select(Member.programme_id)
        .join(Person, Person.id == Member.person_id)
        .where(not_(active()))
        .distinct()
    )


def _let_go(programme: Programme, _today: date) -> None:
    gone = db.session.scalars(
        select(Member)
        .join(Person, Person.id == Member.person_id)
        .where(Member.programme_id == programme.id, not_(active()))
        .order_by(Member.id)
    ).all()
    for member in gone:
        joining.drop_pairs(programme, member.person)
        db.session.delete(member)


def _pairs_due(today: date) -> Select[Any]:
    waits = and_(ProgrammePair.state == PairState.SENT, ProgrammePair.due_on <= today + REMIND)
    answered = and_(
        ProgrammePair.state == PairState.ASKED,
        or_(
            ProgrammePair.request_id.is_(None),
            ProgrammePair.request_id.in_(select(MentorshipRequest.id).where(not_(OPEN))),
        ),
    )
    parted = and_(
        ProgrammePair.state == PairState.SENT,
        apart.between(ProgrammePair.mentee_id, ProgrammePair.mentor_id),
    )
    return select(ProgrammePair.programme_id).where(or_(waits, answered, parted)).distinct()


def _see_to_pairs(programme: Programme, today: date) -> None:
    pairs = db.session.scalars(
        select(ProgrammePair)
        .where(
            ProgrammePair.programme_id == programme.id,
            ProgrammePair.state.in_((PairState.SENT, PairState.ASKED)),
        )
        .order_by(ProgrammePair.id)
    ).all()
    for pair in pairs:
        if pair.state == PairState.ASKED:
            answering.follow(pair)
        elif apart.apart(pair.mentee_id, pair.mentor_id):
            machine.advance([pair], "closed")
        elif pair.due_on is not None and pair.due_on < today:
            machine.advance([pair], "expired")
        elif pair.due_on is not None and pair.due_on <= today + REMIND:
            notices.remind(pair)


def _long_over(today: date) -> Select[Any]:
    ended = select(ProgrammeEvent.thing_id).where(
        ProgrammeEvent.event.in_(("finished", "cancelled")),
        ProgrammeEvent.at < clock.now() - KEPT,
    )
    joined = select(Member.programme_id).where(Member.programme_id == Programme.id)
    return select(Programme.id).where(
        Programme.state.in_(OVER), Programme.id.in_(ended), joined.exists()
    )


def _forget(programme: Programme, _today: date) -> None:
    db.session.execute(delete(Member).where(Member.programme_id == programme.id))


STEPS: tuple[tuple[Callable[[date], Select[Any]], Callable[[Programme, date], None]], ...] = (
    (_dates_due, _by_dates),
    (_somebody_left, _let_go),
    (_pairs_due, _see_to_pairs),
    (_long_over, _forget),
)


def count(_now: datetime) -> None:
    """Count how far the programmes have come."""
    k = current_app.config["SETTINGS"].k
    begun = select(Programme.id).where(Programme.state.not_in((State.DRAFT, State.OPEN)))
    for programme_id in list(db.session.scalars(begun)):
        _count(programme_id, k)
    db.session.rollback()


def _count(programme_id: UUID, k: int) -> None:
    with transaction():
        figures.count(programme_id, k)
