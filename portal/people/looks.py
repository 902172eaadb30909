"""Who looked at a person's page: kept for that person, shown to nobody else.

One row for each reader, day and surface, with what the reader was to the person on that day. It is
written after the answer, in a transaction of its own, and only when it is not there yet; each
process remembers what it found there, so that a second look costs nothing. To look at oneself is
no look.
"""

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select
from sqlalchemy.exc import SQLAlchemyError

from portal import clock
from portal.composed import prepared
from portal.db import adding, columns, db, transaction
from portal.people.models import Look, Person

SHOWN_FOR = timedelta(days=365)
MOST = 100
REMEMBERED = 20_000
log = logging.getLogger("portal.looks")

# (person, reader, surface, day) of looks that are kept.
_known: set[tuple[UUID, UUID, str, date]] = set()


@dataclass(frozen=True)
class Looked:
    """That somebody looked: who, as what, at what, and on which day."""

    reader_id: UUID
    name: str
    job_title: str
    reader_as: str
    surface: str
    day: date


def new(person_id: UUID, reader_id: UUID, surface: str) -> bool:
    """Whether this might be the first look of the day, as far as this process knows."""
    key = (person_id, reader_id, surface, clock.today())
    return person_id != reader_id and key not in _known


def note(person_id: UUID, reader_id: UUID, reader_as: str, surface: str) -> None:
    """Keep that `reader_id` looked, as a "manager", "mentor", "hr", "named" or "colleague".

    Runs after the answer and outside its transaction; what goes wrong is logged, and no more.
    """
    if not new(person_id, reader_id, surface):
        return
    day = clock.today()
    row = {"person_id": person_id, "reader_id": reader_id, "surface": surface, "day": day}
    try:
        if not db.session.scalar(_noted(), row):
            statement = adding(Look).values(**row, reader_as=reader_as, at=clock.now())
            with transaction():
                db.session.execute(statement.on_conflict_do_nothing())
    except SQLAlchemyError as error:
        log.error("look not kept", extra={"error": type(error).__name__})
        return
    _remember([(person_id, reader_id, surface, day)])


def note_all(person_ids: Collection[UUID], reader_id: UUID, reader_as: str, surface: str) -> None:
    """The same for everybody on a list, in one change."""
    unseen = [key for key in person_ids if new(key, reader_id, surface)]
    if not unseen:
        return
    day, now = clock.today(), clock.now()
    same = {"reader_id": reader_id, "surface": surface, "day": day}
    rows = [same | {"person_id": key, "reader_as": reader_as, "at": now} for key in unseen]
    try:
        with transaction():
            db.session.execute(adding(Look).values(rows).on_conflict_do_nothing())
    except SQLAlchemyError as error:
        log.error("looks not kept", extra={"error": type(error).__name__})
        return
    _remember((key, reader_id, surface, day) for key in unseen)


def _remember(looked: Iterable[tuple[UUID, UUID, str, date]]) -> None:
    if len(_known) >= REMEMBERED:
        _known.clear()
    _known.update(looked)


@cache
def _noted() -> Select[bool]:
    same = (getattr(Look, name) == bindparam(name) for name in _KEY)
    return select(exists().where(*same))


_KEY = ("person_id", "reader_id", "surface", "day")


def at(person_id: UUID, most: int = MOST) -> list[Looked]:
    """Who looked at this person in the last twelve months, the newest first. One statement."""
    since = clock.today() - SHOWN_FOR
    return [Looked(*row) for row in columns(_at(), person_id=person_id, since=since, most=most)]


@prepared
def _at() -> Select[UUID, str, str, str, str, date]:
    return (
        select(
            Look.reader_id, Person.name, Person.job_title, Look.reader_as, Look.surface, Look.day
        )
        .join(Person, Person.id == Look.reader_id)
        .where(Look.person_id == bindparam("person_id"), Look.day >= bindparam("since"))
        .order_by(Look.day.desc(), Look.id.desc())
        .limit(bindparam("most"))
    )
