"""The secret address at which a calendar reads the dates of the plan its owner follows."""

import hmac
import secrets
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, delete, select, update

from portal import clock
from portal.accounts.models import Account
from portal.accounts.rules import token_digest
from portal.composed import prepared
from portal.db import columns, db, lock, transaction
from portal.ical import Event
from portal.people.models import Person
from portal.people.queries import here
from portal.plans.models import CalendarFeed
from portal.plans.outlines import Outline, Step

TOKEN_LENGTH = 43
# What goes on for longer stands in a calendar on its last day, and not on each.
LONGEST = timedelta(days=14)
NOTED_EVERY = timedelta(hours=1)


def make(person_id: UUID) -> str:
    """A new address: its token, which is returned and not kept. An older one ends."""
    lock(Person, person_id)
    revoke(person_id)
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarFeed(person_id=person_id, token_digest=token_digest(token)))
    db.session.flush()
    return token


def revoke(person_id: UUID) -> None:
    """From now on nobody reads anything there."""
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.person_id == person_id))


def whose(token: str) -> UUID | None:
    """Who is read under this token: somebody who is here and may sign in, or nobody."""
    if len(token) != TOKEN_LENGTH:
        return None
    digest = token_digest(token)
    row = columns(_whose(), digest=digest).first()
    if row is None or not hmac.compare_digest(row[1], digest):
        return None
    key: UUID = row[0]
    return key


@prepared
def _whose() -> Select[*tuple[Any, ...]]:
    return (
        select(Person.id, CalendarFeed.token_digest)
        .join(Person, Person.id == CalendarFeed.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            CalendarFeed.token_digest == bindparam("digest"),
            Account.disabled_at.is_(None),
            here(),
        )
    )


def note_read(person_id: UUID) -> None:
    """Keep that a calendar has read the address; written at most once an hour."""
    now = clock.now()
    seen = db.session.scalar(
        select(CalendarFeed.read_at).where(CalendarFeed.person_id == person_id)
    )
    db.session.rollback()
    if seen is not None and now - seen < NOTED_EVERY:
        return
    with transaction() as session:
        session.execute(
            update(CalendarFeed).where(CalendarFeed.person_id == person_id).values(read_at=now)
        )


def events(plan: Outline, address: str) -> list[Event]:
    """What is to do of a plan, on its days. Nobody is named but in the words of its owner."""
    return [_event(plan, step, address) for step in plan.to_do if step.due_on or step.starts_on]


def _event(plan: Outline, step: Step, address: str) -> Event:
    last = step.due_on or step.starts_on
    first = step.starts_on or last
    assert first is not None and last is not None  # noqa: S101, PT018 - asked for by `events`
    if last - first > LONGEST:
        first = last
    words = f"A step of your plan: {plan.title}"
    return Event(step.id, step.title, first, last, plan.updated_at, step.version, words, address)
