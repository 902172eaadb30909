"""State machines: each is one table of changes, and one function that is the only way through it.

The table says for each change in which states it may happen, who sets it off, what must hold and
what follows. Capabilities write their own table; what a line of one is stands here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from portal.errors import Refused

Step = Callable[[Any], None]


class Past(Refused):
    """The click came late: what it asks for is over. Nothing was changed, and nothing is wrong."""


def _nothing(_thing: Any) -> None:
    """No condition, no consequence."""


@dataclass(frozen=True)
class Change:
    """One line of a table: in which states (None: before there is any), what happens, and where it
    leads. `guard` raises Refused when it may not, `effect` follows it, `told` says whether people
    are told.
    """

    before: tuple[str | None, ...]
    event: str
    after: str
    who: str
    guard: Step = _nothing
    effect: Step = _nothing
    told: bool = True


def by_state(changes: Iterable[Change]) -> dict[tuple[str | None, str], Change]:
    """The table to look changes up in, by (state before, event)."""
    return {(before, change.event): change for change in changes for before in change.before}
