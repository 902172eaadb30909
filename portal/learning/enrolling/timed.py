"""What the clock does with enrolments and certificates. Done again, it does nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, not_, or_, select

from portal.accounts.queries import active
from portal.dates import day
from portal.db import db, lock, one_of, transaction
from portal.learning.enrolling import certificates, guards, machine, notices
from portal.learning.enrolling import money as paying
from portal.learning.models import LIVE_STATES, Budget, Enrolment, LearningDate, LearningItem, State
from portal.learning.money import money
from portal.notices import rules
from portal.people.models import Person
from portal.skills.freshness import AT_RISK
from portal.skills.models import Evidence, EvidenceKind
from portal.timed import one_by_one

REMINDED = (60, 30, 7)
"""Days before its end on which somebody hears of a certificate; once more when it has expired."""

ANSWER_WITHIN = timedelta(days=30)
ASKED_AGAIN = (3, 7, 14)
SUGGESTED_FOR = timedelta(days=180)
TOLD_LATE = timedelta(days=7)
DUE_SOON = timedelta(days=14)


def tick(now: datetime) -> None:
    """Everything about enrolments that is due at `now`; after days of being off it catches up."""
    one_by_one(Enrolment, STEPS, now)


def remind(now: datetime) -> None:
    """Tell people of certificates that run out, of what is due, and of what waits for them."""
    for find, act in ((_certified, _of_certificates), (_due, _of_due), (_unanswered, _of_asking)):
        found = list(db.session.scalars(find(now)))
        db.session.rollback()
        for key in found:
            with transaction():
                act(key, now)


def _left(_now: datetime) -> Select[Any]:
    gone = select(Person.id).where(not_(active())).scalar_subquery()
    return select(Enrolment.id).where(
        Enrolment.person_id.in_(gone), one_of(Enrolment.state, LIVE_STATES)
    )


def _leave(row: Enrolment, _now: datetime) -> None:
    """Whoever left or was erased takes no place and no money any more."""
    if row.live:
        machine.advance(row, "closed", reason="left")


def _retired(_now: datetime) -> Select[Any]:
    states = (*guards.STILL_WANTED, State.APPROVAL)
    return (
        select(Enrolment.id)
        .join(LearningItem, LearningItem.id == Enrolment.item_id)
        .where(LearningItem.status == "retired", one_of(Enrolment.state, states))
    )


def _retire(row: Enrolment, _now: datetime) -> None:
    """Who has a place keeps it; what is only wished for goes, and its person is told."""
    if row.item.status == "retired" and row.state in (*guards.STILL_WANTED, State.APPROVAL):
        machine.advance(row, "closed", reason="retired")


def _without_date(now: datetime) -> Select[Any]:
    cancelled = and_(
        LearningDate.cancelled_at.is_not(None),
        one_of(Enrolment.state, (State.APPROVAL, State.ENROLLED)),
    )
    past = and_(LearningDate.starts_at <= now, Enrolment.state == State.APPROVAL)
    return (
        select(Enrolment.id)
        .join(LearningDate, LearningDate.id == Enrolment.date_id)
        .where(or_(cancelled, past))
    )


def _lose_date(row: Enrolment, now: datetime) -> None:
    """The date was cancelled, or began before anybody said yes: it stays planned."""
    date = row.date
    if date is None:
        return
    if date.cancelled_at and row.state in (State.APPROVAL, State.ENROLLED):
        machine.advance(row, "date cancelled")
    elif row.state == State.APPROVAL and date.starts_at <= now:
        machine.advance(row, "lapsed", reason="date")


def _asked_long_ago(now: datetime) -> Select[Any]:
    return select(Enrolment.id).where(
        Enrolment.state == State.APPROVAL, Enrolment.updated_at <= now - ANSWER_WITHIN
    )


def _lapse(row: Enrolment, now: datetime) -> None:
    if row.state == State.APPROVAL and row.updated_at <= now - ANSWER_WITHIN:
        machine.advance(row, "lapsed", reason="time")


def _moved_on(_now: datetime) -> Select[Any]:
    """Who works in another department now asks for the money of that one."""
    return (
        select(Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .join(Budget, Budget.id == Enrolment.budget_id)
        .where(Enrolment.state == State.APPROVAL, Budget.department_id != Person.department_id)
    )


def _ask_there(row: Enrolment, _now: datetime) -> None:
    if row.state == State.APPROVAL and paying.of_elsewhere(row):
        machine.advance(row, "lapsed", reason="moved")


def _old_suggestions(now: datetime) -> Select[Any]:
    return select(Enrolment.id).where(
        Enrolment.state == State.SUGGESTED, Enrolment.updated_at <= now - SUGGESTED_FOR
    )


def _forget(row: Enrolment, now: datetime) -> None:
    """A suggestion that nobody took up goes without a word."""
    if row.state == State.SUGGESTED and row.updated_at <= now - SUGGESTED_FOR:
        machine.advance(row, "closed", reason="old")


def _running_out(now: datetime) -> Select[Any]:
    soon = and_(
        Enrolment.state == State.CURRENT, Enrolment.certificate_until <= (now + AT_RISK).date()
    )
    over = and_(Enrolment.state == State.AT_RISK, Enrolment.certificate_until < now.date())
    return select(Enrolment.id).where(or_(soon, over))


def _run_out(row: Enrolment, now: datetime) -> None:
    until = row.certificate_until
    if until is None:
        return
    if row.state == State.CURRENT and until <= (now + AT_RISK).date():
        machine.advance(row, "at risk")
    if row.state == State.AT_RISK and until < now.date():
        machine.advance(row, "expired")


def _certified(now: datetime) -> Select[Any]:
    """Who has a certificate that is about to expire, or just did."""
    first, last = (now - TOLD_LATE).date(), (now + AT_RISK).date()
    earned = select(Enrolment.person_id).where(
        one_of(Enrolment.state, certificates.CERTIFIED),
        Enrolment.certificate_until.between(first, last),
    )
    shown = select(Evidence.person_id).where(
        Evidence.kind == EvidenceKind.CERTIFICATE, Evidence.valid_until.between(first, last)
    )
    either = earned.union(shown).subquery()
    return select(Person.id).join(either, either.c[0] == Person.id).where(active())


def _of_certificates(person_id: UUID, now: datetime) -> None:
    """Of several reminders that were missed only the last is sent; of what is renewed, none.

    A reminder has its time, in which its key keeps it from coming twice; after it, it never comes.
    """
    for held in certificates.held(person_id):
        if held.until is None or held.until < (now - TOLD_LATE).date():
            continue
        days = (held.until - now.date()).days
        steps = [step for step in REMINDED if days <= step]
        if not steps:
            continue
        over = days < 0
        rules.tell(
            person_id,
            key=f"certificate:{person_id}:{held.title}:{held.until}:{0 if over else steps[-1]}",
            kind="learning.certificate_over" if over else "learning.certificate",
            path="/learning/mine#certificates",
            title=held.title,
            day=day(held.until),
        )


def _due(now: datetime) -> Select[Any]:
    first, last = (now - TOLD_LATE).date(), (now + DUE_SOON).date()
    return select(Enrolment.id).where(
        one_of(Enrolment.state, LIVE_STATES[1:-1]), Enrolment.due_on.between(first, last)
    )


def _of_due(key: UUID, now: datetime) -> None:
    row = lock(Enrolment, key)
    if row.due_on is None or not row.live:
        return
    late = row.due_on < now.date()
    rules.tell(
        row.person_id,
        key=f"learning.due:{row.id}:{row.due_on}:{'late' if late else 'soon'}",
        kind="learning.late" if late else "learning.due",
        path=f"/learning/{row.item_id}",
        title=row.item.title,
        day=day(row.due_on),
    )


def _unanswered(now: datetime) -> Select[Any]:
    return select(Enrolment.id).where(
        one_of(Enrolment.state, (State.APPROVAL, State.DONE)),
        Enrolment.updated_at <= now - timedelta(days=ASKED_AGAIN[0]),
    )


def _of_asking(key: UUID, now: datetime) -> None:
    row = lock(Enrolment, key)
    days = (now - row.updated_at).days
    step = max((step for step in ASKED_AGAIN if days >= step), default=0)
    if row.state not in (State.APPROVAL, State.DONE) or not step:
        return
    cost = row.state == State.APPROVAL
    last = step == ASKED_AGAIN[-1]
    for person_id in {*notices.deciders(row), *(notices.of_hr(row.person_id) if last else ())}:
        rules.tell(
            person_id,
            key=f"learning.waits:{row.id}:{row.version}:{step}:{person_id}",
            kind="learning.waits_for_cost" if cost else "learning.waits_for_word",
            path=notices.ANSWERS,
            person=row.person.name,
            cost=money(row.cost, row.currency),
            title=row.item.title,
        )


Find = Callable[[datetime], Select[Any]]
STEPS: tuple[tuple[Find, Callable[[Enrolment, datetime], None]], ...] = (
    (_left, _leave),
    (_retired, _retire),
    (_without_date, _lose_date),
    (_asked_long_ago, _lapse),
    (_moved_on, _ask_there),
    (_old_suggestions, _forget),
    (_running_out, _run_out),
)
