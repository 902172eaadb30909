"""Things done at the same moment, for tests of races."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Start all acts together, each in a thread of its own; what each returned, in their order."""
    start = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        start.wait(timeout=20)
        return act()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))
