"""Reading notices."""

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, bindparam, func, select

from portal.access import Actor
from portal.db import columns, db
from portal.notices.models import Notice

PER_PAGE = 20


def unread_count(person_id: UUID) -> int:
    """How many notices this person has not opened."""
    return columns(_unread(), person_id=person_id).scalar_one()


@cache
def _unread() -> Select[int]:
    """On every page, so built once."""
    return unread_of(bindparam("person_id", type_=Uuid()))


def unread_of(person_id: ColumnElement[UUID]) -> Select[int]:
    """The count, to be read by itself or inside another statement."""
    return select(func.count()).where(Notice.person_id == person_id, Notice.read_at.is_(None))


def visible_to(actor: Actor) -> Select[Notice]:
    """The notices `notice.open` allows: one's own, the newest first."""
    return (
        select(Notice)
        .where(Notice.person_id == actor.id)
        .order_by(Notice.at.desc(), Notice.id.desc())
    )


def inbox(actor: Actor, page: int) -> tuple[list[Notice], bool]:
    """One page of a person's notices, and whether there are older ones."""
    rows = list(
        db.session.scalars(visible_to(actor).limit(PER_PAGE + 1).offset((page - 1) * PER_PAGE))
    )
    return rows[:PER_PAGE], len(rows) > PER_PAGE


def by_day(notices: Iterable[Notice], today: date) -> list[tuple[str, list[Notice]]]:
    """Notices under the day they came on, in words."""
    names = {today: "Today", today - timedelta(days=1): "Yesterday"}
    return [
        (names.get(day, f"{day:%A} {day.day} {day:%B %Y}"), list(group))
        for day, group in groupby(notices, key=lambda notice: notice.at.date())
    ]
