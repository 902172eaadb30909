"""Letting things happen at the same moment."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def at_once(calls: Sequence[Callable[[], Any]], seconds: float = 60) -> list[Any]:
    """Run every call in a thread of its own, all released at one moment; their results in order.

    An exception of a call is its result, so that a test can say which of them it expects.
    """
    gate = threading.Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait(seconds)
        try:
            return call()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result(seconds) for future in [pool.submit(run, call) for call in calls]]
