"""The session, the transaction and the lock. Nobody else commits.

A request that changes something is one transaction: `guard` opens it, and commits it once the
answer is below 400. Reading happens in a transaction that cannot write, or is rolled back: on
PostgreSQL the one, on SQLite the other.

Composing a statement costs more than running it. The statements of every page are built once, in a
function under `@prepared`, with `bindparam` for what is given when they run.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from typing import Any, TypeAlias, TypeVar, TypeVarTuple
from uuid import UUID, uuid4

from flask import Flask, g
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    DateTime,
    Engine,
    MetaData,
    Result,
    Select,
    event,
    literal_column,
    or_,
    select,
)
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from portal import composed
from portal.audience import Audience, AudienceType
from portal.composed import Prepared

WRITE = "aspire_write"
Row = TypeVar("Row")
Values = TypeVarTuple("Values")
Readable: TypeAlias = (
    "Select[*Values] | CompoundSelect[*Values]"
    " | Prepared[Select[*Values]] | Prepared[CompoundSelect[*Values]]"
)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, aware in Python; SQLite keeps no zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone; take it from portal.clock.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table starts from: named constraints, and types for moments and audiences."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    registry = registry(
        metadata=metadata, type_annotation_map={datetime: Moment, Audience: AudienceType}
    )


class Identified:
    """A row known by a UUID from the moment it is made, so that what it appears in has a name."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4, sort_order=-10)

    def __init__(self, **values: Any) -> None:
        super().__init__(**{"id": uuid4()} | values)


class OneTransaction(Session):
    """The ORM's session, inside the transaction in which `columns` began to read, if it did.

    What ends its transaction ends that one too, so that whoever reads on sees what is new.
    """

    def get_bind(self, *given: Any, **named: Any) -> Engine | Connection:
        reading = g.get("reading")
        return super().get_bind(*given, **named) if reading is None else reading

    def commit(self) -> None:
        super().commit()
        end_reading()

    def rollback(self) -> None:
        super().rollback()
        end_reading()

    def close(self) -> None:
        end_reading()
        super().close()


db = SQLAlchemy(
    model_class=Base,
    session_options={"class_": OneTransaction, "join_transaction_mode": "control_fully"},
)


def end_reading(_problem: BaseException | None = None) -> None:
    """Give back the connection that `columns` read from.

    On PostgreSQL with a COMMIT: at a ROLLBACK psycopg forgets what it has prepared, and every
    statement of the next page would be planned anew. Nothing can have been written.
    """
    reading: Connection | None = g.pop("reading", None)
    if reading is None:
        return
    if reading.in_transaction() and reading.dialect.name == "postgresql":
        reading.commit()
    reading.close()


def init_app(app: Flask, database_url: str) -> None:
    """Connect the application to its database."""
    app.teardown_appcontext(end_reading)  # after the session, which is put away before
    # The one given back last goes first: SQLite keeps pages of the same tables for each.
    options: dict[str, Any] = {
        "pool_pre_ping": not database_url.startswith("sqlite"),
        "pool_use_lifo": True,
    }
    if database_url.startswith("postgresql"):
        options |= {
            "pool_size": 8,
            "max_overflow": 8,
            "connect_args": {"options": "-c lock_timeout=5s -c timezone=UTC"},
        }
    app.config["SQLALCHEMY_DATABASE_URI"] = database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Foreign keys on; WAL with a sync at every commit, since an acknowledged change is kept."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # the BEGIN is ours, see _begin
    cursor = connection.cursor()
    for pragma in (
        "busy_timeout = 5000",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "cache_size = -20000",
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """SQLite takes its write lock at the start of a change, so that waiting is orderly."""
    if connection.dialect.name != "sqlite":
        return
    if connection.get_execution_options().get(WRITE):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # nothing is locked yet, so nothing can go wrong that SQLAlchemy had to put in words
        connection.connection.cursor().execute("BEGIN")


def columns(statement: "Readable[*Values]", **given: Any) -> Result[*Values]:
    """Rows of columns, in the transaction of the session but without the ORM: half the price.

    Where nobody has asked for the session yet, there is none: most pages are read without it. What
    it is about to change is written before.
    """
    return composed.run(_connection(), statement, given)


def plain(statement: "Readable[*Values]", **given: Any) -> list[tuple[Any, ...]]:
    """The same as the driver gives them, to be compared with what was read before: an id may be
    text or a UUID, see `portal.composed`.
    """
    return composed.plain(_connection(), statement, given)


def uuid_of(value: str | UUID) -> UUID:
    """An id that was read as `plain`."""
    return value if isinstance(value, UUID) else composed.uuid(value)


def hex_of(value: str | UUID) -> str:
    """The same as text that is alike on both databases, and costs less to compare than a UUID."""
    return value if isinstance(value, str) else value.hex


def _connection() -> Connection:
    """That of the session once it has begun, else one that it will join."""
    if db.session.registry.has() and db.session().in_transaction():
        db.session.flush()
        return db.session.connection()
    reading: Connection | None = g.get("reading")
    if reading is None:
        g.reading = reading = db.engine.connect().execution_options(postgresql_readonly=True)
    return reading


def adding(model: type[Base]) -> Any:
    """An insert that may meet a row that is there, in the words of the database: with
    `on_conflict_do_nothing` and `on_conflict_do_update`.
    """
    # What SQLAlchemy knows of the other database stays out of the process: 5 MB.
    return import_module(f"sqlalchemy.dialects.{db.engine.dialect.name}").insert(model)


def one_of(column: InstrumentedAttribute[str], values: Iterable[str]) -> ColumnElement[bool]:
    """The condition that a column has one of a few values of ours that never change.

    They stand in the statement as they are. What `in_` is given is written into it anew whenever it
    runs; and where a table has an index for some of its rows only, SQLite holds a parameter against
    the condition of that index, and plans the statement anew whenever it runs.
    """
    return or_(*(column == literal_column(_quoted(value)) for value in values))


def _quoted(word: str) -> str:
    """A word of ours as it stands in a statement. Raises ValueError for anything but a word."""
    if not re.fullmatch("[a-z][a-z0-9_ -]*", word):
        raise ValueError("Not a word of ours.")
    return f"'{word}'"


def start_change() -> None:
    """End whatever was read so far and begin the transaction of a change."""
    db.session.rollback()
    db.session.connection(execution_options={WRITE: True})


@contextmanager
def transaction() -> Iterator[Session]:
    """One change outside a request, for jobs and commands: committed at the end, or not at all."""
    start_change()
    try:
        yield db.session()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


def lock(model: type[Row], key: UUID) -> Row:
    """The row `key`, read afresh and locked until the transaction ends.

    To protect a rule that counts, lock the parent row and count afterwards. A model whose rows are
    also changed together names that parent as `behind = (Parent, "column")`: then the parent is
    locked first wherever one of its rows is, and two changes never wait for each other. On SQLite
    the transaction of a change already holds the only write lock. Raises NoResultFound without a
    row. The lock lets foreign keys point to the row meanwhile; keys never change.
    """
    same = model.id == key  # type: ignore[attr-defined]
    behind = getattr(model, "behind", None)
    if behind is not None:
        parent, column = behind
        lock(parent, db.session.scalars(select(getattr(model, column)).where(same)).one())
    statement = select(model).where(same).with_for_update(key_share=True)
    return db.session.scalars(statement.execution_options(populate_existing=True)).one()
