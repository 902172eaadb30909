"""Runs the migrations against the database of the settings, or the connection handed in."""

from alembic import context
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection

from portal import config, tables
from portal.audience import AudienceType
from portal.db import Moment


def plain_type(kind: str, thing: object, _context: object) -> str | bool:
    """Migrations outlive the models: they name the database's own types."""
    if kind == "type" and isinstance(thing, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, AudienceType):
        return "sa.Integer()"
    return False


def run(connection: Connection) -> None:
    """Run what was asked for, in one transaction where the database allows it."""
    context.configure(
        connection=connection,
        target_metadata=tables.of(connection.dialect.name),
        render_as_batch=True,
        render_item=plain_type,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with create_engine(config.read().database_url).begin() as connection:
        run(connection)
