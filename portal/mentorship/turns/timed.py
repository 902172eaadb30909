"""What the clock does about mentorships under way: steps of `portal.mentorship.timed`."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, or_, select
from sqlalchemy.orm import aliased

from portal.db import adding, db, transaction
from portal.mentorship import machine, standing
from portal.mentorship.models import Mentor, Mentorship, RelationState
from portal.mentorship.turns import course
from portal.mentorship.turns.models import Turn
from portal.people.models import Person

BEFORE_END = timedelta(days=14)
AFTER_END = timedelta(days=14)


def _live() -> Select[Any]:
    """Mentors of what is under way and has something in the air."""
    return (
        select(Mentorship.mentor_id)
        .join(Turn, Turn.mentorship_id == Mentorship.id)
        .where(standing.LIVE)
        .distinct()
    )


def begin() -> None:
    """Write down how the two of new mentorships stand, so that a change of it is seen. All at once:
    there may be very many on the first day, and nobody has anything to say about them yet.
    """
    new = _leading(outer=True).where(Turn.mentorship_id.is_(None))
    found = db.session.execute(new.limit(1)).first()
    db.session.rollback()
    if found is None:
        return
    with transaction() as session:
        names = ["mentorship_id", "proposed", "one_leads"]
        session.execute(adding(Turn).from_select(names, new).on_conflict_do_nothing())


def _leading(*, outer: bool = False) -> Select[UUID, str, bool]:
    """What is under way, with whether one of the two leads the other now."""
    mentor, mentee = aliased(Person), aliased(Person)
    leads = or_(
        mentee.manager_id.is_not_distinct_from(mentor.id),
        mentor.manager_id.is_not_distinct_from(mentee.id),
    )
    return (
        select(Mentorship.id, literal("").label("proposed"), leads.label("leads"))
        .join(Turn, Turn.mentorship_id == Mentorship.id, isouter=outer)
        .join(mentor, mentor.id == Mentorship.mentor_id)
        .join(mentee, mentee.id == Mentorship.mentee_id)
        .where(standing.LIVE)
    )


def pauses_over(now: datetime) -> Select[Any]:
    return _live().where(Turn.paused_until <= now.date())


def resume(mentor: Mentor, now: datetime) -> None:
    """A pause ends on its day, by itself."""
    for pair in standing.live_pairs(mentor.id):
        until = course.turn_of(pair).paused_until
        if pair.state == RelationState.PAUSED and until is not None and until <= now.date():
            machine.advance(pair, "pause_over")


def unanswered(now: datetime) -> Select[Any]:
    return _live().where(Turn.proposed_until < now.date())


def lapse(mentor: Mentor, now: datetime) -> None:
    """What the other did not answer in time is off the table; nothing changes."""
    for pair in standing.live_pairs(mentor.id):
        until = course.turn_of(pair).proposed_until
        if until is not None and until < now.date():
            # Who asked is told; afterwards nothing says any more who that was.
            machine.advance(pair, "lapsed", reason=str(course.proposer(pair)))


def ending(now: datetime) -> Select[Any]:
    soon = Mentorship.ends_on <= _soon(now)
    untold = or_(Turn.told_end.is_(None), Turn.told_end != Mentorship.ends_on)
    return (
        select(Mentorship.mentor_id)
        .outerjoin(Turn, Turn.mentorship_id == Mentorship.id)
        .where(standing.LIVE, soon, untold)
        .distinct()
    )


def _soon(now: datetime) -> date:
    return (now + BEFORE_END).date()


def tell_end(mentor: Mentor, now: datetime) -> None:
    """Both are told once of an end; moved by a pause or a longer time, it is another end."""
    for pair in standing.live_pairs(mentor.id):
        if pair.ends_on <= _soon(now) and course.turn_of(pair).told_end != pair.ends_on:
            machine.advance(pair, "ending")


def over(now: datetime) -> Select[Any]:
    return (
        select(Mentorship.mentor_id)
        .where(standing.LIVE, Mentorship.ends_on <= (now - AFTER_END).date())
        .distinct()
    )


def complete(mentor: Mentor, now: datetime) -> None:
    """Nobody said that it should go on: it has come to its end."""
    for pair in standing.live_pairs(mentor.id):
        if pair.ends_on <= (now - AFTER_END).date():
            machine.advance(pair, "completed")


def led_since(_now: datetime) -> Select[Any]:
    """Mentors of mentorships where one leads the other since the last look, or no longer does."""
    now = _leading().subquery()
    return _live().join(now, now.c.id == Mentorship.id).where(now.c.leads != Turn.one_leads)


def tell_leading(mentor: Mentor, _now: datetime) -> None:
    """Who became manager and report is told kindly, and may go on or end it. No longer being so is
    no news.
    """
    for pair in standing.live_pairs(mentor.id):
        turn, leads = course.turn_of(pair), course.one_leads(pair)
        if leads and not turn.one_leads:
            machine.advance(pair, "leads_now")
        turn.one_leads = leads
        db.session.flush()


STEPS = (
    (pauses_over, resume),
    (unanswered, lapse),
    (over, complete),  # first: after days of being off nobody is told of an end to come, too
    (ending, tell_end),
    (led_since, tell_leading),
)
