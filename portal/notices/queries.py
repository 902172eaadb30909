"""Reading notices."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.access import Actor
from portal.accounts import queries as accounts
from portal.db import columns
from portal.notices.models import Notice

PER_PAGE = 20


def unread_of(person_id: InstrumentedAttribute[UUID]) -> Select[int]:
    """How many notices this person has not opened, to be read inside another statement."""
    return select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))


accounts.FRAME["unread"] = unread_of


class Told(NamedTuple):
    """A notice as the list shows it."""

    id: UUID
    kind: str
    words: str
    at: datetime
    read_at: datetime | None


def inbox(actor: Actor, page: int) -> tuple[list[Told], bool]:
    """One page of a person's notices, the newest first, and whether there are older ones."""
    given = {"person_id": actor.id, "most": PER_PAGE + 1, "past": (page - 1) * PER_PAGE}
    rows = [Told(*row) for row in columns(_inbox(), **given)]
    return rows[:PER_PAGE], len(rows) > PER_PAGE


@cache
def _inbox() -> Select[UUID, str, str, datetime, datetime | None]:
    """The notices `notice.open` allows: one's own."""
    return (
        select(Notice.id, Notice.kind, Notice.words, Notice.at, Notice.read_at)
        .where(Notice.person_id == bindparam("person_id"))
        .order_by(Notice.at.desc(), Notice.id.desc())
        .limit(bindparam("most", type_=Integer()))
        .offset(bindparam("past", type_=Integer()))
    )


def by_day(notices: Iterable[Told], today: date) -> list[tuple[str, list[Told]]]:
    """Notices under the day they came on, in words."""
    names = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return [
        (names.get(day, f"{day:%A} {day.day} {day:%B %Y}"), list(group))
        for day, group in groupby(notices, key=lambda notice: notice.at.date())
    ]
