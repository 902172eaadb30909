"""Telling a person something, once; and noting that it was read."""

from uuid import UUID, uuid4

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from portal import clock, outbox
from portal.db import db
from portal.notices.groups import group_of
from portal.notices.models import MAIL, Notice


def tell(person_id: UUID, *, key: str, kind: str, words: str, path: str) -> bool:
    """Put a notice into a person's list. Out: whether it is new; the same `key` is told once.

    `words` are ours, never a private message; `path` is a page of ours that shows more. Both go by
    mail too where `kind` belongs to a group of `portal.notices.groups` that the person wants so.
    """
    build = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    statement = build(Notice).values(
        id=uuid4(),
        person_id=person_id,
        key=key,
        kind=kind,
        words=words,
        path=path,
        at=clock.now(),
    )
    # Not by rowcount: psycopg has none to give for an insert that was sent this way.
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(Notice.id))
    if made is not None and group_of(kind) is not None:
        outbox.put(MAIL, made)
    return made is not None


def read(notice: Notice) -> None:
    """The person has opened it."""
    notice.read_at = notice.read_at or clock.now()


def read_all(person_id: UUID) -> int:
    """The person has seen them all. Out: how many were new."""
    result = db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        .values(read_at=clock.now())
    )
    return int(result.rowcount)  # type: ignore[attr-defined]
