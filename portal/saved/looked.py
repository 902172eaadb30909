"""Roles a person looked at lately, and roles they do not want to see: both for themselves alone.

That somebody looked is written after the answer, in a transaction of its own; each process
remembers what it wrote within the hour, so that looking again costs nothing.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.db import Base, adding, db, lock, transaction
from portal.errors import BadInput
from portal.people.models import Person
from portal.saved.models import NotInterested, RecentRole, SavedChoice
from portal.saved.queries import KEEP_DAYS, choice

REMEMBERED = 20_000
AGAIN = timedelta(hours=1)
REASONS = {
    "work": "It is not the work I want",
    "level": "The level does not fit",
    "place": "It is in the wrong place",
    "hours": "The hours do not fit",
    "other": "Another reason",
}
log = logging.getLogger("portal.saved")

# (person, role) → when it was written last.
_known: dict[tuple[UUID, UUID], datetime] = {}


def new(person_id: UUID, role_id: UUID) -> bool:
    """Whether this look might have to be written, as far as this process knows."""
    known = _known.get((person_id, role_id))
    return known is None or abs(clock.now() - known) >= AGAIN


def note(person_id: UUID, role_id: UUID) -> None:
    """Keep that this person looked at this role, unless they want nothing kept.

    Runs after the answer and outside its transaction; what goes wrong is logged, and no more.
    """
    if not new(person_id, role_id):
        return
    now = clock.now()
    try:
        if choice(person_id).keep_days:
            with transaction():
                lock(Person, person_id)  # `keep` waits for it, or has said so before
                if choice(person_id).keep_days:
                    _write(person_id, role_id, now)
    except SQLAlchemyError as error:
        log.error("look not kept", extra={"error": type(error).__name__})
        return
    if len(_known) >= REMEMBERED:
        _known.clear()
    _known[person_id, role_id] = now


def _write(person_id: UUID, role_id: UUID, now: datetime) -> None:
    statement = adding(RecentRole).values(person_id=person_id, role_id=role_id, at=now)
    keys = [RecentRole.person_id, RecentRole.role_id]
    db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_={"at": now}))


def make(model: type[Base], **values: object) -> None:
    """Make a row unless it is there, or somebody makes the same at this moment."""
    db.session.execute(adding(model).values(**values).on_conflict_do_nothing())


def keep(person_id: UUID, days: int) -> None:
    """Keep looks for so many days from now on, or not at all; older ones go at once."""
    if days not in KEEP_DAYS:
        raise BadInput("There is no such choice.")
    lock(Person, person_id)  # no look is on its way meanwhile
    own_choice(person_id).keep_days = days
    forget(clock.now() - timedelta(days=days), RecentRole.person_id == person_id)
    _know_nothing_of(person_id)


def empty(person_id: UUID) -> None:
    """Forget every look of this person."""
    db.session.execute(delete(RecentRole).where(RecentRole.person_id == person_id))
    _know_nothing_of(person_id)


def _know_nothing_of(person_id: UUID) -> None:
    for key in [key for key in list(_known) if key[0] == person_id]:
        _known.pop(key, None)


def own_choice(person_id: UUID) -> SavedChoice:
    """The row of a person's choices, made where there is none."""
    row = db.session.get(SavedChoice, person_id)
    if row is None:
        make(SavedChoice, person_id=person_id, keep_days=KEEP_DAYS[-1], shares=True)
        row = db.session.get_one(SavedChoice, person_id)
    return row


def forget(before: datetime, *where: object) -> None:
    """Forget the looks before this moment."""
    conditions = (RecentRole.at <= before, *where)
    db.session.execute(delete(RecentRole).where(*conditions))  # type: ignore[arg-type]


def forget_old(now: datetime) -> None:
    """The clock of looks: as long as each person chose, and the longest time for the others."""
    for days in KEEP_DAYS:
        if days:
            chose = select(SavedChoice.person_id).where(SavedChoice.keep_days <= days)
            forget(now - timedelta(days=days), RecentRole.person_id.in_(chose))
    forget(now - timedelta(days=KEEP_DAYS[-1]))


def put_aside(person_id: UUID, role_id: UUID, reason: str | None = None) -> bool:
    """Do not show this role to this person; with None the reason stays. Out: whether it is new."""
    if reason not in (None, "", *REASONS):
        raise BadInput("There is no such reason.")
    row = db.session.get(NotInterested, (person_id, role_id))
    if row is None:
        db.session.add(NotInterested(person_id=person_id, role_id=role_id, reason=reason or ""))
        db.session.flush()
        return True
    if reason is not None:
        row.reason = reason
    return False


def take_back(person_id: UUID, role_id: UUID) -> bool:
    """Show it again. Out: whether it was put aside."""
    row = db.session.get(NotInterested, (person_id, role_id))
    if row is not None:
        db.session.delete(row)
    return row is not None
