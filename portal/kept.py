"""What was worked out from rows that are the same for everybody, kept as long as they are the same.

The rows are read at every request and compared with those that the result was made of: to read and
compare a thousand takes a tenth of what it takes to make something of them, and nobody has to tell
when a table has changed. Only for what nobody's own data is in: it stays in the process.
"""

from collections.abc import Callable, Hashable, Sequence
from threading import Lock
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")
Rows = Sequence[tuple[Any, ...]]


class Kept(Generic[Made]):
    """The latest `most` results, by what was asked for. What is made must not be changed."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[Hashable, tuple[Rows, Made]] = {}
        self._lock = Lock()

    def of(self, key: Hashable, rows: Rows, make: Callable[[], Made]) -> Made:
        """What was made for `key` out of these rows, or else what is made now."""
        with self._lock:
            found = self._kept.pop(key, None)
            if found is not None:
                self._kept[key] = found  # the latest
        if found is not None and found[0] == rows:
            return found[1]
        made = make()
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = rows, made
            while len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return made
