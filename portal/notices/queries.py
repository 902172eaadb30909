"""Reading notices."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from portal.accounts import queries as accounts
from portal.composed import prepared
from portal.conditions import Actor
from portal.db import columns
from portal.notices import kinds
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
    path: str
    at: datetime
    read_at: datetime | None

    @property
    def read(self) -> bool:
        return self.read_at is not None

    @property
    def act(self) -> str:
        """What can be done from it; nothing once it was read, since it may be done."""
        return "" if self.read else kinds.of(self.kind).act

    @property
    def one_click(self) -> str:
        """What one click does from it, in words; nothing once it was read."""
        found = None if self.read else kinds.post_of(self.kind, self.path)
        return found[0] if found else ""

    @property
    def icon(self) -> str:
        group = kinds.group_of(self.kind)
        return kinds.GROUPS[group].icon if group else "bell"


def inbox(actor: Actor, page: int, *, group: str = "", unread: bool = False) -> list[Told]:
    """One page of a person's notices, the newest first; one more where there are older ones."""
    given = {"person_id": actor.id, "most": PER_PAGE + 1, "past": (page - 1) * PER_PAGE}
    if group:
        given["kinds"] = f"{group}.%"
    return [Told(*row) for row in columns(_inbox(bool(group), unread), **given)]


@prepared
def _inbox(of_group: bool, unread: bool) -> Select[*tuple[Any, ...]]:
    """The notices `notice.open` allows: one's own."""
    statement = select(
        Notice.id, Notice.kind, Notice.words, Notice.path, Notice.at, Notice.read_at
    ).where(Notice.person_id == bindparam("person_id"))
    if of_group:
        statement = statement.where(Notice.kind.like(bindparam("kinds")))
    if unread:
        statement = statement.where(Notice.read_at.is_(None))
    return (
        statement.order_by(Notice.at.desc(), Notice.id.desc())
        .limit(bindparam("most", type_=Integer()))
        .offset(bindparam("past", type_=Integer()))
    )


def groups_of(person_id: UUID) -> list[str]:
    """The groups of which a person was told something, in their order."""
    found = {kinds.group_of(kind) for kind in columns(_kinds(), person_id=person_id).scalars()}
    return [name for name in kinds.GROUPS if name in found]


@prepared
def _kinds() -> Select[str]:
    return select(Notice.kind).where(Notice.person_id == bindparam("person_id")).distinct()
