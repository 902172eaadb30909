"""Many values in batches: no more at once than a statement can name, or than one can wait for."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

Value = TypeVar("Value")


def batches(values: Iterable[Value], size: int) -> Iterator[list[Value]]:
    """The values in their order, in lists of `size`, of which the last may be shorter."""
    listed = list(values)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]
