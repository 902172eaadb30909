"""Files of the instance folder that the worker makes and every process maps: caches.

Such a file is put in place whole and checked when it is opened (`search_index.mapped`); where it is
gone, damaged or of another subword table there is none, and whoever asks does without.
"""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from flask import current_app

from portal.db import db
from search_index import meaning
from search_index.meaning import Tools

Read = TypeVar("Read")
log = logging.getLogger(__name__)


class Cached(Generic[Read]):
    """A file by its name, and what `read` makes of it."""

    def __init__(self, name: str, read: Callable[[Path, Tools], Read]) -> None:
        self.name, self._read = name, read
        self._opened: dict[Path, tuple[tuple[int, ...], Read | None]] = {}

    @property
    def file(self) -> Path:
        folder: Path = current_app.config["SETTINGS"].instance
        return folder / self.name

    def held(self) -> Read | None:
        """What is in the file as it is on disk now; None while there is none that can be used.

        The file is looked at each time: the worker puts another in its place, and one that was cut
        short may not be touched, for that would end the process.
        """
        file, kit = self.file, meaning.tools()
        try:
            at = os.stat(file)
        except OSError:
            return None
        if kit is None:
            return None
        version = (at.st_ino, at.st_size, at.st_mtime_ns)
        known = self._opened.get(file)
        if known is None or known[0] != version:
            known = self._opened[file] = version, self._opened_anew(file, kit)
        return known[1]

    def _opened_anew(self, file: Path, kit: Tools) -> Read | None:
        try:
            return self._read(file, kit)
        except OSError as problem:
            log.warning("a cache is not used", extra={"file": self.name, "why": str(problem)})
            return None


class Keeper(Generic[Read]):
    """Sees to it that there is a file, and at the start that it is of this database.

    build: writes it, raises OSError when the disk does not take it; agrees: whether what is in it
    may be of this database; anew: build it once whatever is in it, for another machine may have
    followed changes that nobody tells of twice.
    """

    def __init__(
        self,
        cached: Cached[Read],
        build: Callable[[], None],
        agrees: Callable[[Read], bool],
        *,
        anew: bool = False,
    ) -> None:
        self._cached, self._build, self._agrees, self._anew = cached, build, agrees, anew
        self.look_after = 0.0
        self.compared = False

    def mend(self) -> None:
        """Build the file where there is none to be used; the longer that takes, the less often."""
        began = time.monotonic()
        if began < self.look_after or meaning.tools() is None:
            return
        try:
            now = self._cached.held()
            if now is None or not (self.compared or (not self._anew and self._agrees(now))):
                self._build()
            self.compared = True
        except OSError:
            log.exception("a cache cannot be written", extra={"file": self._cached.name})
        db.session.rollback()
        self.look_after = time.monotonic() + 20 * (time.monotonic() - began)
