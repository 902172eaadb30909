"""Notices as the list shows them: by day, and what belongs together in one line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from portal.notices import kinds
from portal.notices.queries import Told


@dataclass(frozen=True)
class Line:
    """One line of the list: a notice, or several of which the newest comes first."""

    notices: Sequence[Told]

    @property
    def newest(self) -> Told:
        return self.notices[0]

    @property
    def words(self) -> str:
        """What the line says: of several of one kind, how many; else what the newest says."""
        several = kinds.of(self.newest.kind).several
        if len(self.notices) > 1 and several and len({one.kind for one in self.notices}) == 1:
            return several.format(n=len(self.notices))
        return self.newest.words

    @property
    def counted(self) -> bool:
        """Whether the words count the notices, so that each is listed; else they are the newest."""
        return self.words != self.newest.words


EARLIER = "Earlier"


def by_day(notices: Iterable[Told], today: date, zone: ZoneInfo) -> dict[str, list[Line]]:
    """Lines for today, yesterday and earlier, by the clocks of a zone; of each day by itself."""
    names = {today: "Today", today - timedelta(days=1): "Yesterday"}
    found: dict[str, list[Line]] = {}
    for day, some in groupby(notices, key=lambda one: one.at.astimezone(zone).date()):
        found.setdefault(names.get(day, EARLIER), []).extend(folded(list(some)))
    return found


def folded(notices: Sequence[Told]) -> list[Line]:
    """Lines of one day: several of a kind that can be counted are one, and several about one thing.

    What was read stays apart from what was not. A line stands where its newest notice stood.
    """
    lines: dict[object, list[Told]] = {}
    same_kind = _at_least_two(notices, lambda one: bool(kinds.of(one.kind).several) and one.kind)
    for one in notices:
        about = one.kind if (one.kind, one.read) in same_kind else one.path
        alone = about == one.path and not kinds.ID.search(one.path)
        lines.setdefault(one.id if alone else (about, one.read), []).append(one)
    return [Line(some) for some in lines.values()]


def _at_least_two(notices: Sequence[Told], what: Callable[[Told], object]) -> set[object]:
    seen: set[object] = set()
    twice: set[object] = set()
    for one in notices:
        key = (what(one), one.read)
        (twice if key in seen else seen).add(key)
    return twice
