"""What a table that holds something of a person is, for taking along and for erasing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, Uuid, and_, bindparam, or_, select

from portal.db import Base

NAMELESS = "Former colleague"
ERASED_WORDS = "These words were erased with the person who wrote them."


@dataclass(frozen=True)
class Erase:
    """One step of erasing: in rows where `column` is the person, put `values`; None removes them.

    An empty mapping leaves the rows as they are, with `why` saying so.
    """

    column: str
    values: Mapping[str, Any] | None = None
    why: str = ""


@dataclass(frozen=True)
class Via:
    """Rows of rows of another table: `column` names those, `owner` is the person there."""

    column: str
    table: str
    owner: str


@dataclass(frozen=True)
class Holding:
    """A table, in the order in which it is exported and erased.

    `mine`: the columns that may be the person; a row is theirs when one of them is. `secret`:
    columns never exported. `unsent`: whoever this column names does not know of rows that were not
    sent. Without a `title` the table is not exported, and `why` says why not.
    """

    name: str
    title: str
    mine: tuple[str, ...] = ("person_id",)
    via: Via | None = None
    secret: frozenset[str] = frozenset()
    erase: tuple[Erase, ...] = (Erase("person_id"),)
    why: str = ""
    unsent: str = ""

    @property
    def table(self) -> Table:
        """The table itself."""
        return Base.metadata.tables[self.name]

    def whose(self, columns: tuple[str, ...]) -> ColumnElement[bool]:
        """The condition that one of these columns is the person given as `whose`."""
        me = bindparam("whose", type_=Uuid())
        if self.via is None or (columns and columns != (self.via.column,)):
            return or_(*(self._is(column, me) for column in columns))
        parent = Base.metadata.tables[self.via.table]
        return self.table.c[self.via.column].in_(
            select(parent.c.id).where(parent.c[self.via.owner] == me)
        )

    def _is(self, column: str, me: ColumnElement[Any]) -> ColumnElement[bool]:
        is_me = self.table.c[column] == me
        return and_(is_me, ~self.table.c.unsent) if column == self.unsent else is_me
