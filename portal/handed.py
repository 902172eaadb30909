"""Files of the instance folder that one machine makes and the others are handed by the database.

With PostgreSQL the worker is active on one machine, and web machines share no folder with it. What
it wrote (`portal.cached`) it puts into a row, and each of the others takes that from there. Nothing
is handed over where the data is in the instance folder itself.
"""

import fcntl
import logging
import os
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, current_app
from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from portal.cached import Cached
from portal.db import Base, columns, db, transaction

EVERY = 30.0
"""Seconds between two looks. A file may have many MB and change with each skill: not more often."""

_HEAD = 1024
"""The beginning of such a file, which has the sum of all that follows (`search_index.mapped`)."""

Files = Sequence[Cached[Any]]
log = logging.getLogger(__name__)


class CacheFile(Base):
    """A file as the machine has it that wrote it last."""

    __tablename__ = "cache_file"

    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


@contextmanager
def writing(*, wait: bool) -> Iterator[bool]:
    """The right to write these files of this machine; False when it is taken and `wait` is not.

    Who works here has it throughout: what it wrote is newer than what the others have.
    """
    folder: Path = current_app.config["SETTINGS"].instance
    with (folder / "caches.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True


class Handing:
    """The worker's part: what it wrote is handed over, at most once in EVERY."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.again = 0.0

    def over(self) -> None:
        """Bring the rows up to date. Raises DBAPIError where the database does not answer."""
        if current_app.config["SETTINGS"].embedded or time.monotonic() < self.again:
            return
        self.again = time.monotonic() + EVERY
        have = _versions()
        for one in self.files:
            try:
                if _version(one.file) not in ("", have.get(one.name)):
                    _put_row(one.name, one.file.read_bytes())
            except OSError as problem:  # the others do without until there is another look
                log.warning("a cache was not handed over", extra={"why": type(problem).__name__})


def _put_row(name: str, content: bytes) -> None:
    with transaction() as session:
        session.merge(CacheFile(name=name, version=_told(content), content=content))


def take(files: Files) -> int:
    """Bring the files of this machine up to date, unless who works here writes them. How many."""
    taken = 0
    with writing(wait=False) as free:
        have = _versions() if free else {}
        for one in files:
            if have.get(one.name) in (None, _version(one.file)):
                continue
            row = select(CacheFile.content).where(CacheFile.name == one.name)
            content = db.session.scalar(row)
            db.session.rollback()
            if content:
                _put(one.file, content)
                taken += 1
    return taken


def follow(app: Flask, files: Files) -> threading.Event:
    """Take what the others write, in a thread of its own, until told to stop or to the end."""
    stop = threading.Event()
    if not app.config["SETTINGS"].embedded:
        threading.Thread(target=_follow, args=(app, files, stop), daemon=True).start()
    return stop


def _follow(app: Flask, files: Files, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with app.app_context():
                take(files)
        except Exception as problem:  # the database or the disk: there is another look
            log.warning("caches were not taken over", extra={"why": type(problem).__name__})
        stop.wait(EVERY)


def _versions() -> dict[str, str]:
    found = {name: version for name, version in columns(select(CacheFile.name, CacheFile.version))}
    db.session.rollback()
    return found


def _version(file: Path) -> str:
    """Tells what is in the file; empty where there is none."""
    try:
        with file.open("rb") as opened:
            return _told(opened.read(_HEAD))
    except FileNotFoundError:
        return ""


def _told(content: bytes) -> str:
    return blake2b(content[:_HEAD], digest_size=16).hexdigest()


def _put(file: Path, content: bytes) -> None:
    beside = file.with_name(file.name + ".new")
    beside.write_bytes(content)
    os.replace(beside, file)
