"""From true counts to the figures that are published: each suppressed, then all judged together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from portal.disclosure import rounded
from portal.insights.catalogue import HORIZONS, VIEWS
from portal.insights.cells import (
    EVERYBODY,
    TOTAL,
    Answer,
    Cell,
    Group,
    Table,
    Where,
    groups_of,
    small_groups,
    wider,
)
from portal.insights.suppress import Span, publish, publish_people, span
from portal.insights.worlds import World


@dataclass
class Tally:
    """True counts, in memory only. Nothing of it is kept.

    `headcount` is how many people each cell has, which the directory tells anyone; `answers` is how
    many of them gave each answer; `family_of` names the family of a role.
    """

    headcount: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    answers: dict[Answer, dict[Cell, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    family_of: dict[str, str] = field(default_factory=dict)


Figures = dict[Answer, dict[Group, int | None]]
Figure = tuple[Answer, Group]


def publishable(tally: Tally, k: int, before: Sequence[Figures] = ()) -> tuple[Figures, int]:
    """What may be published of a tally, and how many tables were withheld by judging them together.

    An answer or a group without a figure is withheld. `before` are the figures before these, the
    newest first, which a reader has too. Raises Undeniable where a group could be deduced with
    nothing published at all.
    """
    crowd = _sums(tally.headcount)
    sums = {answer: _sums(cells) for answer, cells in tally.answers.items()}
    figures = _suppressed(sums, crowd, k)
    known = Known(figures, sums, crowd, k, before)
    world = World(
        tally.headcount,
        {
            answer: Table(answer[0], dict(cells), k, known.spans(answer))
            for answer, cells in tally.answers.items()
            if VIEWS[answer[0]].splits
        },
        tally.family_of,
        k,
    )
    return figures, Judge(world, figures, known).withheld()


def _sums(cells: Mapping[Cell, int]) -> dict[Group, int]:
    sums: dict[Group, int] = defaultdict(int)
    for cell, count in cells.items():
        for group in groups_of(cell):
            sums[group] += count
    return sums


def _suppressed(
    sums: Mapping[Answer, Mapping[Group, int]], crowd: Mapping[Group, int], k: int
) -> Figures:
    """Each figure by the rules for a single row of a table."""
    people = sums.get(EVERYBODY, {})
    rows: dict[tuple[str, Group], dict[Answer, int]] = defaultdict(dict)
    for answer, groups in sums.items():
        for group, count in groups.items():
            if answer != EVERYBODY and (group == TOTAL or group[0] in VIEWS[answer[0]].splits):
                rows[answer[0], group][answer] = count
    figures: Figures = {answer: {} for answer in sums}
    for group, count in people.items():
        figures[EVERYBODY][group] = publish_people(count, crowd[group], k)
    for (view, group), counts in rows.items():
        counted = _counted(view, counts, crowd[group], people.get(group, 0))
        row = publish(counts, people=counted, crowd=crowd[group], k=k)
        for answer, figure in row.items():
            figures[answer][group] = figure
    return figures


def _counted(view: str, counts: Mapping[Answer, int], crowd: int, people: int) -> int:
    """How many people of a group a row is about. Who answered a question is taken to be known:
    people tell one another, and a group of which all who did say the same would give each away.
    """
    if VIEWS[view].one_each:
        return sum(counts.values())
    return crowd if VIEWS[view].of_all else people


class Undeniable(Exception):
    """A group could be deduced even if none of the new figures were published."""


@dataclass(frozen=True)
class Known:
    """What a reader knows of the sums of each answer: from these figures, and from those before.

    From each count to the next k people or more have changed, and a reader does not know who: any k
    of them may be in, or may have left, a group whose figure is not shown any more. `crowd` is how
    many people the directory has in each group.
    """

    figures: Figures
    of: Mapping[Answer, Mapping[Group, int]]
    crowd: Mapping[Group, int]
    k: int
    before: Sequence[Figures]

    def spans(self, answer: Answer) -> dict[Group, Span]:
        """One for each sum that is published. What is withheld for its size needs no entry."""
        found = {}
        for group, count in self.of[answer].items():
            if group != TOTAL and group[0] not in VIEWS[answer[0]].splits:
                continue
            if self.figures[answer].get(group) is not None or count >= self.k:
                # Withheld although large enough: another world keeps it so, hence the same span.
                low, high = span(rounded(count), self.k)
                found[group] = Span(low, min(high, self.crowd[group]))
        return found

    def without(self, answer: Answer, group: Group) -> Span:
        """What is left to know of a figure that is not published now."""
        known = Span(0, self.crowd[group])
        size = self.of[answer].get(group, 0)
        for counts, figures in enumerate(self.before, start=1):
            figure = figures.get(answer, {}).get(group)
            if figure is not None:
                low, high = span(figure, self.k)
                low, high = low - self.k * counts, high + self.k * counts
                if low <= size <= high:  # else more have changed, and the figure says nothing
                    known = Span(max(low, known.low), min(high, known.high))
        return known


class Judge:
    """Withholds figures until every small group is deniable."""

    def __init__(self, world: World, figures: Figures, known: Known) -> None:
        self.world, self.figures, self.known = world, figures, known

    def withheld(self) -> int:
        """Judge every answer, what lies within others first. How many figures that took."""
        return sum(self._judged(answer) for answer in sorted(self.world.tables, key=_inner_first))

    def _judged(self, answer: Answer) -> int:
        table = self.world.tables[answer]
        if not table.bound and answer[0] != HORIZONS.name:
            return 0  # Every sum might be nothing, so every group of it might be empty.
        self.world.restart()
        withheld = 0
        emptied: set[Where] = set()
        for where, cells in list(small_groups(table.cells, self.world.k)):
            if any(group in emptied for group in wider(where)):
                emptied.add(where)  # By the same world.
            elif self.world.deniable(answer, where, cells):
                if not any(self.world.count(answer, cell) for cell in cells):
                    emptied.add(where)
            else:
                withheld += self._withhold(answer, where, cells)
        return withheld

    def _withhold(self, answer: Answer, where: Where, cells: list[Cell]) -> int:
        """Withhold as few figures as are found to suffice until this group is deniable: of the
        same answer close by, of the same answer, of groups close by, of anything.
        """
        if self._free_the_withheld() and self.world.deniable(answer, where, cells):
            return 0
        near = {group for cell in cells for group in groups_of(cell)}
        every = _largest_first(self.figures, self.world.tables)
        own = [figure for figure in every if figure[0] == answer]
        close = [figure for figure in own if figure[1] in near]
        there = [figure for figure in every if figure[0] == answer or figure[1] in near]
        for candidates in (close, own, there, every):
            fewest = Fewest(self.world, self.known, answer, where, cells).of(candidates)
            for which, group in fewest:
                self.figures[which][group] = None
            if fewest:
                return len(fewest)
        raise Undeniable

    def _free_the_withheld(self) -> bool:
        """Stop assuming that a reader knows the size of figures withheld for another reason. So far
        other worlds had to keep them; now only what is written down binds. True if that freed any.
        """
        freed = False
        self.world.restart()
        for answer, table in self.world.tables.items():
            for group, span_ in table.spans.items():
                free = self.known.without(answer, group)
                if self.figures[answer].get(group) is None and span_ != free:
                    table.spans[group] = free
                    freed = True
        return freed


def _inner_first(answer: Answer) -> tuple[int, str]:
    """Roles before families before times before people: what lies within goes first."""
    order = ("confidence", "energy", "wanted", "roles", "families", "horizons", "people")
    return order.index(answer[0]), answer[1]


class Fewest:
    """Looks for a small set of figures without which one group is deniable."""

    def __init__(
        self, world: World, known: Known, answer: Answer, where: Where, cells: list[Cell]
    ) -> None:
        self.world, self.known = world, known
        self.group = answer, where, cells
        self.before: dict[Figure, Span] = {}

    def of(self, candidates: list[Figure]) -> list[Figure]:
        """Those of `candidates` that must go; none if all of them together are not enough.

        What stays is put back half by half, the largest figures first.
        """
        self._free(candidates)
        if candidates and self._deniable():
            return self._needed(candidates)
        self._put_back(candidates)
        return []

    def _needed(self, figures: list[Figure]) -> list[Figure]:
        self._put_back(figures)
        if self._deniable():
            return []
        self._free(figures)
        if len(figures) == 1:
            return figures
        middle = len(figures) // 2
        return self._needed(figures[:middle]) + self._needed(figures[middle:])

    def _free(self, figures: list[Figure]) -> None:
        """A reader then knows nothing of them. What is withheld for its size stays small."""
        self.world.restart()  # what was tried may lie outside the spans that hold then
        for answer, group in figures:
            spans = self.world.tables[answer].spans
            self.before.setdefault((answer, group), spans[group])
            spans[group] = self.known.without(answer, group)

    def _put_back(self, figures: list[Figure]) -> None:
        self.world.restart()
        for answer, group in figures:
            self.world.tables[answer].spans[group] = self.before[answer, group]

    def _deniable(self) -> bool:
        return self.world.deniable(*self.group)


def _largest_first(figures: Figures, answers: Iterable[Answer]) -> list[Figure]:
    found = [
        (figure, answer, group)
        for answer in answers
        for group, figure in figures[answer].items()
        if figure is not None
    ]
    return [(answer, group) for _, answer, group in sorted(found, reverse=True)]
