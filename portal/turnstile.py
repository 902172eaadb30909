"""One at a time, across processes and machines: whoever prepares the data, whoever works.

With the data in the instance folder a lock file decides; with PostgreSQL an advisory lock, which
the server gives up by itself when the holder's connection is gone.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from portal.db import db


@dataclass
class Place:
    """The right to go through, while `still` says so."""

    connection: Connection | None = None

    def still(self) -> bool:
        """Whether the place is still ours: an advisory lock is lost with its connection."""
        if self.connection is None:
            return True
        try:
            self.connection.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True


@contextmanager
def alone(name: str, *, wait: bool) -> Iterator[Place | None]:
    """The only place called `name`; None when it is taken and `wait` is False.

    Inside an application context. With `wait`, returns when the holder before us has left.
    """
    if current_app.config["SETTINGS"].embedded:
        with _lock_file(name, wait) as place:
            yield place
    else:
        with _advisory_lock(name, wait) as place:
            yield place


@contextmanager
def _lock_file(name: str, wait: bool) -> Iterator[Place | None]:
    path = current_app.config["SETTINGS"].instance / f"{name}.lock"
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield None
            return
        yield Place()  # closing the file gives the lock back, and so does the end of the process


@contextmanager
def _advisory_lock(name: str, wait: bool) -> Iterator[Place | None]:
    key = int.from_bytes(hashlib.sha256(f"aspire {name}".encode()).digest()[:8], signed=True)
    with db.engine.connect() as connection:
        connection = connection.execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # its settings and its lock must not come back through the pool
        if wait:
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
        elif not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}):
            yield None
            return
        try:
            yield Place(connection)
        finally:
            # Said at once: the server notices only after a moment that a connection is gone.
            with suppress(DBAPIError):
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
