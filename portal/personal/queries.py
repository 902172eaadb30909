"""Everything the portal keeps of one person, read by the list of holdings in two statements."""

import json
from collections.abc import Iterable, Mapping
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
from portal.db import Base, Moment, columns, db
from portal.personal.holdings import HOLDINGS, NAMELESS, Holding

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


@cache
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
        raw.setdefault(position, []).append(_read(EXPORTED[position], json.loads(words)))
    names = _names((EXPORTED[position], rows) for position, rows in raw.items())
    sections = []
    for position, rows in sorted(raw.items()):
        holding = EXPORTED[position]
        plain = [_named(holding, row, names) for row in rows]
        plain.sort(key=lambda row: [str(value) for value in row.values()])
        sections.append(Section(holding.name, holding.title, plain))
    return sections


@cache
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


def _read(holding: Holding, row: Row) -> Row:
    """The row with values that mean the same on every database."""
    return {
        column.name: None if row[column.name] is None else _value(column, row[column.name])
        for column in _columns(holding)
    }


def _value(column: Column[Any], value: Any) -> Any:
    if isinstance(column.type, Uuid):
        return UUID(value)
    if isinstance(column.type, AudienceType):
        return in_words(Audience(value))
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(column.type, Moment):
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()
    return value


def _target(column: Column[Any]) -> str | None:
    """The table a column points to, where that has a name to show; for a mentor the person."""
    for key in column.foreign_keys:
        name = key.column.table.name
        return "person" if name == "mentor" else name if name in NAMES else None
    return "person" if column.name in ("actor_id", "by_id") else None


def _names(raw: Iterable[tuple[Holding, list[Row]]]) -> dict[tuple[str, UUID], str]:
    """The names of everything the rows point to, in one statement."""
    wanted: dict[str, set[UUID]] = {target: set() for target in NAMES}
    for holding, rows in raw:
        for column in _columns(holding):
            if target := _target(column):
                keys = {row[column.name] for row in rows if row[column.name]}
                wanted[target].update(keys)
    given = {target: list(keys) for target, keys in wanted.items()}
    return {(target, key): name for target, key, name in columns(_named_ids(), **given)}


@cache
def _named_ids() -> CompoundSelect[str, UUID, str]:
    parts = []
    for target, name in NAMES.items():
        table = Base.metadata.tables[target]
        these = table.c.id.in_(bindparam(target, expanding=True, type_=Uuid()))
        parts.append(select(literal(target), table.c.id, table.c[name]).where(these))
    return union_all(*parts)


def _named(holding: Holding, row: Row, names: Mapping[tuple[str, UUID], str]) -> Row:
    plain: Row = {}
    for column in _columns(holding):
        value = row[column.name]
        target = _target(column)
        if target and value is not None:
            plain[column.name.removesuffix("_id")] = names.get((target, value), NAMELESS)
        else:
            plain[column.name] = str(value) if isinstance(value, UUID) else value
    return plain
