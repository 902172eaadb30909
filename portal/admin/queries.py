"""Reading accounts, the log of acts, and the outbox, for administrators."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Row, Select, bindparam, case, func, or_, select
from sqlalchemy.orm import joinedload

from portal import clock
from portal.accounts.models import Account, SignedIn
from portal.audit import AuditEvent
from portal.composed import prepared
from portal.db import columns, db
from portal.outbox import LAST_TRY, OutboxRow
from portal.people.models import Person

PAGE = 25
OVERDUE = timedelta(minutes=5)
# What administrators read of the log: duties and sign-in. What people do about their own skills,
# aims and mentorships is written down too, and is nobody's to browse.
DUTIES = (
    "sign-in",
    "account.",
    "safeguarding.",
    "outbox.",
    "insights.",
    "admin.",
    "import",
    "taxonomy.",
)

NOBODY = {"sign-in.failed": "Somebody unknown"}


@dataclass(frozen=True)
class Act:
    """One line of the log, with the names of people who are still here."""

    event: AuditEvent
    actor: str
    thing: str


def accounts(words: str, page: int) -> tuple[Sequence[Row[tuple[Account, int]]], bool]:
    """Accounts with their number of sessions, by name; and whether there are more."""
    sessions = (
        select(func.count())
        .select_from(SignedIn)
        .where(SignedIn.account_id == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
    statement = (
        select(Account, sessions)
        .join(Account.person)
        .options(joinedload(Account.person).joinedload(Person.department))
        .order_by(Person.name, Account.id)
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    if words:
        statement = statement.where(
            or_(
                Person.name.icontains(words, autoescape=True),
                Account.email.icontains(words, autoescape=True),
            )
        )
    rows = db.session.execute(statement).all()
    return rows[:PAGE], len(rows) > PAGE


def account(account_id: UUID) -> tuple[Account, int]:
    """An account as it is now, with its number of sessions."""
    count = select(func.count()).where(SignedIn.account_id == account_id)
    return db.session.get_one(Account, account_id), db.session.scalar(count) or 0


def acts(before: int | None) -> tuple[list[Act], int | None]:
    """A page of the log, the newest first, and where the next one begins."""
    statement = select(AuditEvent).where(or_(*(AuditEvent.action.startswith(d) for d in DUTIES)))
    if before is not None:
        statement = statement.where(AuditEvent.id < before)
    events = db.session.scalars(statement.order_by(AuditEvent.id.desc()).limit(PAGE + 1)).all()
    shown = events[:PAGE]
    people = _people({event.actor_id for event in shown if event.actor_id})
    holders = _holders({key for event in shown if (key := _account_id(event))})
    lines = [
        Act(
            event,
            actor=_name(people, event.actor_id, NOBODY.get(event.action, "The portal itself")),
            thing=_name(holders, _account_id(event), ""),
        )
        for event in shown
    ]
    return lines, (shown[-1].id if len(events) > PAGE else None)


def _account_id(event: AuditEvent) -> UUID | None:
    """The account the act was done to, if it was one."""
    return UUID(event.thing_id) if event.thing_kind == "account" and event.thing_id else None


def _name(names: dict[UUID, str], key: UUID | None, without: str) -> str:
    return without if key is None else names.get(key, "Someone no longer here")


def _people(ids: set[UUID]) -> dict[UUID, str]:
    found = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return dict(found.all())


def _holders(ids: set[UUID]) -> dict[UUID, str]:
    """Account → the name of whose it is."""
    statement = select(Account.id, Person.name).join(Account.person).where(Account.id.in_(ids))
    return dict(db.session.execute(statement).all())


class Stuck(NamedTuple):
    """Work of one kind that went wrong in one way, or that nobody began: never whose it is."""

    kind: str
    error: str
    many: int
    since: datetime
    next_at: datetime
    left: int


def stuck() -> list[Stuck]:
    """Work that failed or is overdue, by kind and kind of error, the oldest first."""
    now = clock.now()
    rows = columns(_stuck(), overdue=now - OVERDUE, last=LAST_TRY)
    return [Stuck(*row) for row in rows]


@prepared
def _stuck() -> Select[str, str, int, datetime, datetime, int]:
    row, moment = OutboxRow, OutboxRow.due_at.type
    since = func.min(row.created_at, type_=moment)
    left = func.count(case((row.tries >= bindparam("last", type_=Integer()), 1)))
    return (
        select(row.kind, row.error, func.count(), since, func.min(row.due_at, type_=moment), left)
        .where(or_(row.error != "", row.due_at < bindparam("overdue", type_=moment)))
        .group_by(row.kind, row.error)
        .order_by(since)
        .limit(PAGE)
    )
