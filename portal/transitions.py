"""State machines: each is one table of changes, and one function that is the only way through it.

The table says for each change in which states it may happen, who sets it off, what must hold and
what follows. Capabilities write their own table; what a line of one is stands here.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from portal.dates import local, moment
from portal.errors import Refused

Step = Callable[[Any], None]


class Past(Refused):
    """The click came late: what it asks for is over. Nothing was changed, and nothing is wrong."""

    @classmethod
    def after(
        cls, last: tuple[Any, Any] | None, happened: Callable[[Any, Any], str], zone: str = ""
    ) -> "Past":
        """What to say: `last` is the newest event and who set it off, `happened` its words; `zone`
        is the reader's, the organisation's where it is not known.
        """
        if last is None:
            return cls("This is over already. Nothing was changed.")
        event, name = last
        at = moment(local(event.at, zone))
        return cls(f"{happened(event, name)} on {at}. Nothing was changed now.")


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
