"""Telling a person something, once; and noting that it was read."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import update

from portal import clock, outbox
from portal.db import adding, db
from portal.notices.kinds import ID, KINDS
from portal.notices.models import MAIL, Notice
from portal.notices.push import rules as push


def tell(person_id: UUID, *, key: str, kind: str, path: str, **names: object) -> bool:
    """Put a notice into a person's list. Out: whether it is new; the same `key` is told once.

    `kind` is one of `portal.notices.kinds`, whose words get these `names`: never a private message.
    `path` is a page of ours that shows more, and where one acts. Raises KeyError for a kind that
    is not there and for a name its words miss.
    """
    known = KINDS[kind]
    statement = adding(Notice).values(
        id=uuid4(),
        person_id=person_id,
        key=key,
        kind=kind,
        words=known.words.format(**names),
        path=path,
        at=clock.now(),
        mailed_at=None if known.by_mail else clock.now(),
    )
    # Not by rowcount: psycopg has none to give for an insert that was sent this way.
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(Notice.id))
    if made is not None:
        if known.by_mail:
            outbox.put(MAIL, made)
        push.ask_for(made, person_id)
    return made is not None


def read(notice: Notice) -> None:
    """The person has opened it; with it, what was told before about the same thing."""
    now = clock.now()
    notice.read_at = notice.read_at or now
    if ID.search(notice.path):
        about = Notice.person_id == notice.person_id, Notice.path == notice.path
        before = Notice.read_at.is_(None), Notice.at <= notice.at
        db.session.execute(update(Notice).where(*about, *before).values(read_at=now))


def unread(notice: Notice) -> None:
    """The person wants to come back to it."""
    notice.read_at = None


def read_all(person_id: UUID) -> datetime:
    """The person has seen them all. Out: the moment, by which it can be taken back."""
    now = clock.now()
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        .values(read_at=now)
    )
    return now


def unread_again(person_id: UUID, moment: datetime) -> None:
    """Take back that they were all read at this moment."""
    db.session.execute(
        update(Notice)
        .where(Notice.person_id == person_id, Notice.read_at == moment)
        .values(read_at=None)
    )
