"""Everything the portal keeps of one person, read by the list of holdings in two statements."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    Column,
    CompoundSelect,
    LargeBinary,
    Select,
    String,
    Uuid,
    bindparam,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from portal.audience import Audience, AudienceType, in_words
from portal.composed import prepared
from portal.db import Base, Moment, columns, db
from portal.personal.holding import NAMELESS, Holding
from portal.personal.holdings import HOLDINGS

# Of what is pointed to, the column that says in words what it is.
NAMES = {
    "person": "name", "skill": "name", "role": "title", "family": "name", "department": "name",
    "location": "name", "experience": "title",
}  # fmt: skip
EXPORTED = tuple(holding for holding in HOLDINGS if holding.title)
Row = dict[str, Any]


@dataclass(frozen=True)
class Section:
    """One kind of thing kept about a person: its rows, each a mapping of column to plain value."""

    name: str
    title: str
    rows: list[Row]


def counts(person_id: UUID) -> list[tuple[str, int]]:
    """How many rows of each exported kind there are: (title, count), in one statement."""
    found = {position: count for position, count in columns(_counts(), whose=person_id)}
    return [(holding.title, found[n]) for n, holding in enumerate(EXPORTED) if found[n]]


@prepared
def _counts() -> CompoundSelect[int, int]:
    parts = [
        select(literal(position), func.count())
        .select_from(holding.table)
        .where(holding.whose(holding.mine))
        for position, holding in enumerate(EXPORTED)
    ]
    return union_all(*parts)


def everything(person_id: UUID) -> list[Section]:
    """All rows of all exported holdings, with names in the place of ids.

    In: whose. Out: sections of JSON-ready values (text, numbers, true and false, null; moments and
    days in ISO 8601; pictures in base 16), each in the order of its first columns.
    """
    raw: dict[int, list[Row]] = {}
    statement = _everything(db.engine.dialect.name == "sqlite")
    for position, words in columns(statement, whose=person_id):
        raw.setdefault(position, []).append(_read(position, json.loads(words)))
    names = _names(raw)
    sections = []
    for position, rows in sorted(raw.items()):
        holding = EXPORTED[position]
        plain = [_named(position, row, names) for row in rows]
        plain.sort(key=lambda row: [*map(str, row.values())])
        sections.append(Section(holding.name, holding.title, plain))
    return sections


@prepared
def _everything(sqlite: bool) -> CompoundSelect[int, str]:
    parts = (_as_json(position, holding, sqlite) for position, holding in enumerate(EXPORTED))
    return union_all(*parts)


def _as_json(position: int, holding: Holding, sqlite: bool) -> Select[int, str]:
    """The rows as JSON text, so that tables of any shape fit into one statement."""
    pairs: list[Any] = []
    for column in _columns(holding):
        value: Any = column
        if isinstance(column.type, LargeBinary):
            value = func.lower(func.hex(column)) if sqlite else func.encode(column, "hex")
        # Named in the statement itself: PostgreSQL does not take a parameter without a type here.
        pairs += [literal_column(f"'{column.name}'"), value]
    build = func.json_object if sqlite else func.json_build_object
    words = cast(build(*pairs), String)
    return select(literal(position), words).where(holding.whose(holding.mine))


def _columns(holding: Holding) -> list[Column[Any]]:
    return [column for column in holding.table.c if column.name not in holding.secret]


@cache
def _readers(position: int) -> list[tuple[str, Callable[[Any], Any] | None, str | None]]:
    """How each column of an exported holding is read, and the table it points to, by its name."""
    return [
        (column.name, _reader(column), _target(column)) for column in _columns(EXPORTED[position])
    ]


def _read(position: int, row: Row) -> Row:
    """The row with values that mean the same on every database."""
    for name, read, _ in _readers(position):
        value = row[name]
        if value is not None and read is not None:
            row[name] = read(value)
    return row


def _reader(column: Column[Any]) -> Callable[[Any], Any] | None:
    if isinstance(column.type, Uuid):
        return UUID
    if isinstance(column.type, AudienceType):
        return lambda value: in_words(Audience(value))
    if isinstance(column.type, Boolean):
        return bool
    return _moment if isinstance(column.type, Moment) else None


def _moment(value: str) -> str:
    moment = datetime.fromisoformat(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _target(column: Column[Any]) -> str | None:
    """The table a column points to, where that has a name to show; for a mentor the person."""
    for key in column.foreign_keys:
        name = key.column.table.name
        return "person" if name == "mentor" else name if name in NAMES else None
    return "person" if column.name in ("actor_id", "by_id") else None


def _names(raw: Mapping[int, list[Row]]) -> dict[tuple[str, UUID], str]:
    """The names of everything the rows point to, in one statement."""
    wanted: dict[str, set[UUID]] = {target: set() for target in NAMES}
    for position, rows in raw.items():
        for name, _, target in _readers(position):
            if target:
                wanted[target].update(row[name] for row in rows if row[name])
    given = {target: list(keys) for target, keys in wanted.items()}
    return {(target, key): name for target, key, name in columns(_named_ids(), **given)}


@prepared
def _named_ids() -> CompoundSelect[str, UUID, str]:
    parts = []
    for target, name in NAMES.items():
        table = Base.metadata.tables[target]
        these = table.c.id.in_(bindparam(target, expanding=True, type_=Uuid()))
        parts.append(select(literal(target), table.c.id, table.c[name]).where(these))
    return union_all(*parts)


def _named(position: int, row: Row, names: Mapping[tuple[str, UUID], str]) -> Row:
    plain: Row = {}
    for name, read, target in _readers(position):
        value = row[name]
        if value is None:
            plain[name] = None
        elif target:
            plain[name.removesuffix("_id")] = names.get((target, value), NAMELESS)
        else:
            plain[name] = str(value) if read is UUID else value
    return plain
