"""Reading what was refused, and whose address takes no letters."""

from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select

from portal import clock
from portal.accounts.models import Account
from portal.composed import prepared
from portal.db import columns
from portal.notices.undelivered.models import DeadAddress, Refusal

LATELY = timedelta(days=7)


class Refused(NamedTuple):
    """What was refused for one reason of late: how often, and when last."""

    channel: str
    why: str
    times: int
    last_at: datetime


def lately() -> list[Refused]:
    """What was refused for good in the last days, by reason, the most frequent first."""
    rows = columns(_lately(), since=clock.now() - LATELY)
    return [Refused(*row) for row in rows]


@prepared
def _lately() -> Select[str, str, int, datetime]:
    times = func.count()
    return (
        select(Refusal.channel, Refusal.why, times, func.max(Refusal.at, type_=Refusal.at.type))
        .where(Refusal.at > bindparam("since"))
        .group_by(Refusal.channel, Refusal.why)
        .order_by(times.desc(), Refusal.why)
        .limit(20)
    )


@cache
def closed() -> ColumnElement[bool]:
    """The condition that the account's address takes no letters."""
    return exists().where(
        DeadAddress.person_id == Account.person_id,
        DeadAddress.address == Account.email,
        DeadAddress.closed_at.is_not(None),
    )


def closed_since(person_id: UUID) -> tuple[str, datetime] | None:
    """The person's address and since when no letters go there; None where they do."""
    row = columns(_closed_since(), person_id=person_id).one_or_none()
    return (row[0], row[1]) if row and row[1] else None


@prepared
def _closed_since() -> Select[str, datetime | None]:
    return (
        select(DeadAddress.address, DeadAddress.closed_at)
        .join(Account, Account.person_id == DeadAddress.person_id)
        .where(
            DeadAddress.person_id == bindparam("person_id"),
            DeadAddress.address == Account.email,
            DeadAddress.closed_at.is_not(None),
        )
    )


def how_many_closed() -> int:
    """How many people's addresses take no letters."""
    return columns(_how_many_closed()).scalar_one()


@prepared
def _how_many_closed() -> Select[int]:
    # From the addresses that are closed, which are few, not from the accounts.
    return (
        select(func.count())
        .select_from(DeadAddress)
        .join(Account, Account.person_id == DeadAddress.person_id)
        .where(DeadAddress.address == Account.email, DeadAddress.closed_at.is_not(None))
    )
