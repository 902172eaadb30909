"""Statements that run again and again: composed once, then handed to the driver as they are.

SQLAlchemy finds a statement it knows in its cache, but goes a long way to it at every run: that is
most of what a small statement costs. Here the words, what they take and how columns are read are
kept for the statements that were run last. Nothing of what was asked or answered is; nor is the
statement itself, which takes far more room than its words.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache, partial, wraps
from typing import Any, Generic, NamedTuple, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    CompoundSelect,
    Dialect,
    Float,
    Result,
    Select,
    String,
    Uuid,
)
from sqlalchemy.engine import Connection, IteratorResult
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Turns = Callable[[Any], Any]
Given = ParamSpec("Given")
Built = TypeVar("Built", bound=Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]])
WORD = re.compile("[a-z][a-z0-9_ -]*")
LENGTHS = 64
STATEMENTS = 1_000
ONCE = {"compiled_cache": None}
"""SQLAlchemy keeps nothing of a statement: what it would keep is larger than the statement."""


class Taken(NamedTuple):
    """Where one value comes from: the parameter, and which of its values where it has many."""

    place: int | str
    key: str
    parameter: BindParameter[Any]
    position: int | None
    written: Turns | None

    @property
    def stands(self) -> bool:
        """Whether it is written in the statement itself, and the same at every run."""
        return self.parameter.unique and self.parameter.callable is None


class Words(NamedTuple):
    """A statement in the words of a database, for lists of certain lengths."""

    sql: str
    takes: list[Taken]
    standing: Any

    def values(self, given: Mapping[str, Any]) -> Any:
        """As the driver wants them: a list, or by name."""
        values = self.standing.copy()
        _put(values, self.takes, given)
        return values


def _put(values: Any, takes: list[Taken], given: Mapping[str, Any]) -> None:
    for place, key, parameter, position, written in takes:
        value: Any
        value = given[key] if key in given or parameter.required else parameter.effective_value
        if position is not None:
            value = value[position]
        values[place] = value if written is None else written(value)


@cache
def _compiler(plain: Any) -> type[SQLCompiler]:
    """A compiler that writes our own words, such as the name of a state, as they are.

    SQLite holds a parameter beside the condition of an index on some rows only, and so plans such a
    statement anew at every run, which costs more than the run.
    """

    class Worded(plain):  # type: ignore[misc]
        def visit_bindparam(self, bindparam: BindParameter[Any], **how: Any) -> Any:
            if _is_ours(bindparam):
                how["literal_binds"] = True
            return super().visit_bindparam(bindparam, **how)

    return Worded


def _is_ours(parameter: BindParameter[Any]) -> bool:
    """Whether it is one of our words, or some of them, the same at every run."""
    if not parameter.unique or parameter.callable is not None:
        return False
    values = parameter.value if parameter.expanding else [parameter.value]
    if not values or not isinstance(parameter.type, String):
        return False
    return all(isinstance(one, str) and WORD.fullmatch(one) for one in values)


class Composed:
    """A statement for one kind of database, in as many forms as its lists have lengths."""

    def __init__(self, statement: Any, dialect: Dialect) -> None:
        compiled = _compiler(cast(Any, dialect.statement_compiler))(dialect, statement)
        self._compiled: SQLCompiler | None = compiled
        self._dialect = dialect
        binds = compiled.binds
        self._lists = sorted({bind.key for bind in binds.values() if bind.expanding})
        self._forms: dict[tuple[int, ...], Words] = {}
        named = statement.selected_columns
        reads: list[Any] = [self._read(column.type) for column in named]
        self.rows = SimpleResultMetaData(list(named.keys()), _processors=reads)

    def words(self, given: Mapping[str, Any]) -> Words:
        lengths = tuple(len(given[name]) if name in given else -1 for name in self._lists)
        found = self._forms.get(lengths)
        if found is not None:
            return found
        compiled = self._compiled
        if compiled is None:  # another thread was first
            return self._forms[lengths]
        if len(self._forms) >= LENGTHS:
            self._forms.clear()
        found = self._forms[lengths] = self._form(compiled, given)
        if not self._lists:
            self._compiled = None  # it has this form alone, which stands there by now
        return found

    def _form(self, compiled: SQLCompiler, given: Mapping[str, Any]) -> Words:
        state = compiled.construct_expanded_state(dict(given))
        sources: dict[str, tuple[str, int | None]] = {
            one: (name, position)
            for name, several in state.parameter_expansion.items()
            for position, one in enumerate(several)
        }
        by_name = state.positiontup is None
        names = list(state.positiontup or state.parameters)
        standing: Any = {} if by_name else [None] * len(names)
        takes = []
        for place, name in enumerate(names):
            source, position = sources.get(name, (name, None))
            parameter = compiled.binds[source]
            written = parameter.type.dialect_impl(self._dialect).bind_processor(self._dialect)
            where = name if by_name else place
            takes.append(Taken(where, parameter.key, parameter, position, written))
        _put(standing, [one for one in takes if one.stands], {})
        return Words(state.statement, [one for one in takes if not one.stands], standing)

    def _read(self, kind: TypeEngine[Any]) -> Turns | None:
        if isinstance(kind, Float) and not kind.asdecimal:
            if not self._dialect.supports_native_decimal:
                return None  # SQLite has no other numbers
            return _float  # psycopg's own way asks for the code of the column, known only later
        read = kind.dialect_impl(self._dialect).result_processor(self._dialect, None)
        return uuid if read is not None and isinstance(kind, Uuid) and kind.as_uuid else read


@lru_cache(maxsize=16_384)
def uuid(value: Any) -> Any:
    """The same ids come again and again, and making one costs as much as reading a row."""
    return None if value is None else UUID(value)


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


class Prepared(Generic[Built]):
    """A statement that runs again and again, known by how it is built: it is let go of once it is
    composed.
    """

    __slots__ = ("build",)

    def __init__(self, build: Callable[[], Built]) -> None:
        self.build = build


def prepared(build: Callable[Given, Built]) -> Callable[Given, Prepared[Built]]:
    """Of the statement that a function builds, the one for the same values at every call: a
    decorator. It is built when it is first run, and again when somebody begins to listen.
    """

    @cache
    @wraps(build)
    def made(*args: Given.args, **named: Given.kwargs) -> Prepared[Built]:
        return Prepared(partial(build, *args, **named))

    return cast("Callable[Given, Prepared[Built]]", made)


@lru_cache(maxsize=STATEMENTS)
def _composed(statement: Prepared[Any], dialect: Dialect) -> Composed:
    return Composed(statement.build(), dialect)


@lru_cache(maxsize=STATEMENTS)
def _built(statement: Prepared[Any]) -> Any:
    """The statement itself, for the ordinary way: building one costs more than running it."""
    return statement.build()


def run(connection: Connection, statement: Any, given: Mapping[str, Any]) -> Result[Any]:
    """The rows of a statement that only reads, in the transaction of the connection.

    Wherever somebody listens to what is run, and where a statement is not `prepared`, it goes the
    ordinary way: what is composed for one request alone never comes a second time. Such a statement
    is compiled anew at every request; where that matters, the session runs it.
    """
    if not isinstance(statement, Prepared):
        return connection.execute(statement, given, execution_options=ONCE)
    if _heard(connection):
        return connection.execute(_built(statement), given)
    composed = _composed(statement, connection.dialect)
    return IteratorResult(composed.rows, iter(_fetched(connection, composed.words(given), given)))


def plain(
    connection: Connection, statement: Any, given: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    """The same rows as the driver gives them: ids and moments are not made Python's.

    On the ordinary way they are, so whoever reads them takes both.
    """
    if not isinstance(statement, Prepared) or _heard(connection):
        return [tuple(row) for row in run(connection, statement, given)]
    return _fetched(connection, _composed(statement, connection.dialect).words(given), given)


def _heard(connection: Connection) -> bool:
    """Whether somebody listens to what is run."""
    return bool(connection.engine.dispatch.before_cursor_execute)


def _fetched(
    connection: Connection, words: Words, given: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    values = words.values(given)
    if not connection.in_transaction():
        connection.begin()
    cursor = None
    rows: Any = []
    try:
        cursor = connection.connection.cursor()
        cursor.execute(words.sql, values)
        rows = cursor.fetchall()
        cursor.close()
    except connection.dialect.loaded_dbapi.Error as problem:
        # In the words of SQLAlchemy, which also lets go of a connection that is lost.
        connection._handle_dbapi_exception(problem, words.sql, values, cursor, None)
    return rows  # type: ignore[no-any-return]
