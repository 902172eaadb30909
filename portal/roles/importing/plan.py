"""What an import will write: the rows to put in, to change and to take out, and what that means."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Table, bindparam, delete, insert, update

from portal.batches import batches
from portal.db import Base
from portal.roles.importing.catalogue import LeftOut
from portal.roles.models import (
    Family,
    Role,
    RoleAlias,
    RoleMove,
    RoleRequirement,
    RoleSkill,
    role_location,
)
from portal.skills.finding import starts
from portal.skills.models import Skill, SkillAlias, SkillCode, SkillNeighbour

CHUNK = 2000
Values = dict[str, Any]


def table_of(model: type[Base]) -> Table:
    """The table behind a model."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours maps one table
    return table


@dataclass(slots=True)
class Rows:
    """What happens to one table; `keys` are the columns a row is changed or taken out by."""

    table: Table
    keys: tuple[str, ...]
    put: list[Values] = field(default_factory=list)
    changed: list[Values] = field(default_factory=list)
    gone: list[Values] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.put) + len(self.changed) + len(self.gone)

    def steps(self) -> Iterator[tuple[Any, list[Values]]]:
        """The statements to run, each with the values it is run with; taking out comes first."""
        by_key = [self.table.c[key] == bindparam(f"_{key}") for key in self.keys]
        for statement, listed in (
            (delete(self.table).where(*by_key), self._keyed(self.gone)),
            (update(self.table).where(*by_key), self._keyed(self.changed)),
            (insert(self.table), self.put),
        ):
            for some in batches(listed, CHUNK):
                yield statement, some

    def _keyed(self, listed: list[Values]) -> list[Values]:
        return [
            {f"_{name}" if name in self.keys else name: value for name, value in row.items()}
            for row in listed
        ]


class Plan:
    """Everything one import will do. Nothing is written before `carry_out`.

    created: key -> title of new roles; altered: key -> what changes about known ones; vanished
    and retired: titles of roles the source no longer has; stained: what search must read anew;
    named: skills whose names or other words change; joined: skills of the catalogue that were
    there already; left_out: what is not brought in, and why.
    """

    def __init__(self, notes: list[str], left_out: list[LeftOut]) -> None:
        self.families = Rows(table_of(Family), ("id",))
        self.skills = Rows(table_of(Skill), ("id",))
        self.skill_aliases = Rows(table_of(SkillAlias), ("skill_id", "folded"))
        self.codes = Rows(table_of(SkillCode), ("source", "code"))
        self.kin = Rows(table_of(SkillNeighbour), ("skill_id", "neighbour_id"))
        self.roles = Rows(table_of(Role), ("id",))
        self.locations = Rows(role_location, ("role_id", "location_id"))
        self.aliases = Rows(table_of(RoleAlias), ("role_id", "folded"))
        self.asks = Rows(table_of(RoleSkill), ("role_id", "skill_id"))
        self.requirements = Rows(table_of(RoleRequirement), ("role_id", "kind", "words"))
        self.moves = Rows(table_of(RoleMove), ("from_role_id", "to_role_id"))
        self.created: dict[str, str] = {}
        self.altered: dict[str, list[str]] = {}
        self.unchanged = 0
        self.vanished: list[str] = []
        self.retired: list[str] = []
        self.stained: set[str] = set()
        self.named: set[UUID] = set()
        self.joined = 0
        self.notes = notes
        self.left_out = left_out

    def tables(self) -> tuple[Rows, ...]:
        """In the order in which they can be written: what is pointed at comes first."""
        return (
            self.families,
            self.skills,
            self.skill_aliases,
            self.codes,
            self.kin,
            self.roles,
            self.locations,
            self.aliases,
            self.asks,
            self.requirements,
            self.moves,
        )

    @property
    def changes(self) -> int:
        """How many rows will be written; 0 means that everything is as it should be."""
        return sum(len(rows) for rows in self.tables())

    def alter(self, key: str, what: str) -> None:
        """Remember that something about a known role changes."""
        if key not in self.created:
            listed = self.altered.setdefault(key, [])
            if what not in listed:
                listed.append(what)

    def carry_out(self, connection: Connection, done: Callable[[int], None]) -> None:
        """Write everything, in the transaction of `connection`; `done` is told how many rows."""
        for rows in self.tables():
            for statement, values in rows.steps():
                connection.execute(statement, values)
                done(len(values))
        starts.refresh(connection, self.named)
