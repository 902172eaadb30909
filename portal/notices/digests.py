"""Digests: what a person has not read, in one letter, as often as they chose.

Who is due is asked of the database in one statement, and noted together with what the outbox is to
do: so a digest is made once for its hour, and after days of being off there is one, not many.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import Integer, Select, bindparam, exists, insert, select, update

from portal import clock, outbox, timed
from portal.accounts.models import Account
from portal.composed import prepared
from portal.db import Base, Moment, columns, transaction
from portal.notices import choices, letters, mailing, rhythm
from portal.notices.models import DIGEST, Notice, Rhythm
from portal.notices.undelivered.queries import closed
from portal.people.models import Person
from portal.people.queries import here

NAME = "digests"
AT_ONCE = 1000
APART = timedelta(milliseconds=40)
"""Between two digests of one hour: whatever else is asked for meanwhile does not wait for all."""
OLDEST = timedelta(days=31)
"""What was left unread for so long stands in the portal, and in no letter any more."""


def tick(now: datetime) -> None:
    """Ask for the digest of everybody whose hour has come and for whom something is unread."""
    asked = 0
    while True:
        with transaction() as session:
            due = columns(_due(), now=now, since=now - OLDEST, most=AT_ONCE).all()
            if due:
                session.execute(_put_on(), [_next(row, now) for row in due])
            waiting = [row.person_id for row in due if row.waits]
            if waiting:
                session.execute(insert(outbox.OutboxRow), _jobs(waiting, now, asked))
            asked += len(waiting)
        if len(due) < AT_ONCE:
            return
        timed.breathe()


def _next(row: Any, now: datetime) -> dict[str, Any]:
    chosen = rhythm.Chosen(row.rhythm, row.hour, row.weekday, None, None, row.time_zone)
    return {"whose": row.person_id, "was": row.due_at, "next": rhythm.next_due(chosen, now)}


def _jobs(waiting: Sequence[UUID], now: datetime, before: int) -> list[dict[str, Any]]:
    return [
        {
            "kind": DIGEST, "ref": f"{person_id} {now.isoformat()}", "created_at": now,
            "due_at": now + APART * (before + n), "tries": 0, "error": "",
        }
        for n, person_id in enumerate(waiting)
    ]  # fmt: skip


@prepared
def _due() -> Select[*tuple[Any, ...]]:
    waits = exists().where(
        Notice.person_id == Rhythm.person_id,
        Notice.read_at.is_(None),
        Notice.mailed_at.is_(None),
        Notice.at > bindparam("since", type_=Moment()),
    )
    return (
        select(
            Rhythm.person_id, Rhythm.rhythm, Rhythm.hour, Rhythm.weekday, Rhythm.due_at,
            Person.time_zone, waits.label("waits"),
        )
        .join(Person, Person.id == Rhythm.person_id)
        .where(Rhythm.due_at <= bindparam("now", type_=Moment()))
        .order_by(Rhythm.due_at)
        .limit(bindparam("most", type_=Integer()))
        .with_for_update(of=Rhythm, skip_locked=True)  # whoever else asks finds others
    )  # fmt: skip


@cache
def _put_on() -> Any:
    """On to the next hour; not where the person chose another one meanwhile."""
    mine = (Rhythm.person_id == bindparam("whose"), Rhythm.due_at == bindparam("was"))
    return (
        update(Base.metadata.tables["notice_rhythm"]).where(*mine).values(due_at=bindparam("next"))
    )


def send(ref: str) -> None:
    """Send one digest. In: the person, and until when what came is in it. Raises NotYet.

    Read or mailed since is left out; where nothing is left, nothing is sent, and one alone is an
    ordinary letter. In quiet hours it waits for their end.
    """
    whose, until = ref.split()
    person_id = UUID(whose)
    with transaction():
        chosen, now = rhythm.of(person_id), clock.now()
        quiet = rhythm.quiet_end(chosen, now)
        if quiet is not None:
            outbox.put(DIGEST, ref, after=quiet - now)
            return
        unread = _unread(person_id, datetime.fromisoformat(until), now)
    if not unread:
        return
    if len(unread) == 1:
        message = letters.compose(unread[0])
    else:
        message = letters.compose_digest(unread, uuid5(person_id, until), now)
    name = str(unread[0].notice_id if len(unread) == 1 else uuid5(person_id, until))
    mailing.post(message, unread, name)


def _unread(person_id: UUID, until: datetime, now: datetime) -> list[letters.Letter]:
    wanted = choices.of(person_id)
    rows = columns(_waiting(), person_id=person_id, until=until, since=now - OLDEST)
    mine = (letters.Letter(*row) for row in rows)
    return [one for one in mine if wanted.mail(one.kind)]


@prepared
def _waiting() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Notice.id, Notice.person_id, Account.email, Notice.kind, Notice.words, Notice.path,
            Notice.at,
        )
        .join(Person, Person.id == Notice.person_id)
        .join(Account, Account.person_id == Person.id)
        .where(
            Notice.person_id == bindparam("person_id"),
            Notice.at <= bindparam("until"),
            Notice.at > bindparam("since"),
            Notice.read_at.is_(None),
            Notice.mailed_at.is_(None),
            Account.disabled_at.is_(None),
            ~closed(),
            here(),
        )
        .order_by(Notice.at.desc(), Notice.id)
    )  # fmt: skip


ALONE = {DIGEST: send}
