"""Rows as they are kept, in words JSON has, and as the table has them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Table, Uuid
from sqlalchemy.sql.type_api import TypeEngine

from portal.audience import Audience, AudienceType
from portal.db import Base, Moment

AT_ONCE = 500
Values = dict[str, Any]


def table_of(model: type[Base]) -> Table:
    """The table behind a model: rows in bulk go past the ORM."""
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - every model of ours maps one table
    return table


def packed(row: Values) -> Values:
    """The row in what JSON can say."""
    return {name: _said(value) for name, value in row.items()}


def _said(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    return int(value) if isinstance(value, Audience) else value


def unpacked(table: Table, row: Values) -> Values:
    """The row as the table has it."""
    return {
        name: None if value is None else _meant(table.c[name].type, value)
        for name, value in row.items()
    }


def _meant(kind: TypeEngine[Any], value: Any) -> Any:
    if isinstance(kind, Uuid):
        return UUID(value)
    if isinstance(kind, Moment):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return Audience(value) if isinstance(kind, AudienceType) else value
