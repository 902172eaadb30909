"""From true counts to the figures that are published: each suppressed, then all judged together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from portal.disclosure import rounded
from portal.insights.catalogue import DEPARTMENT, HORIZONS, LEVEL, VIEWS
from portal.insights.cells import (
    EVERYBODY,
    TOTAL,
    Answer,
    Arc,
    Cell,
    Group,
    Table,
    arcs,
    groups_of,
)
from portal.insights.suppress import Span, publish, publish_people, span
from portal.insights.worlds import World


@dataclass
class Tally:
    """True counts, in memory only. Nothing of it is kept.

    `headcount` is how many people each cell (department, level) has, which the directory tells
    anyone; `answers` is how many of them gave each answer; `family_of` names the family of a role.
    """

    headcount: dict[Cell, int] = field(default_factory=lambda: defaultdict(int))
    answers: dict[Answer, dict[Cell, int]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(int))
    )
    family_of: dict[str, str] = field(default_factory=dict)


Figures = dict[Answer, dict[Group, int | None]]
Figure = tuple[Answer, Group]


def publishable(tally: Tally, k: int) -> tuple[Figures, int]:
    """What may be published of a tally, and how many tables were withheld by judging them together.

    An answer or a group without a figure is withheld.
    """
    crowd = _sums(tally.headcount)
    sums = {answer: _sums(cells) for answer, cells in tally.answers.items()}
    figures = _suppressed(sums, crowd, k)
    world = World(
        tally.headcount,
        {
            answer: Table(dict(cells), k, _spans(figures[answer], sums[answer], crowd, k))
            for answer, cells in tally.answers.items()
            if VIEWS[answer[0]].splits
        },
        tally.family_of,
        k,
    )
    return figures, _judge(world, figures, crowd)


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
    for (_view, group), counts in rows.items():
        row = publish(counts, people=people.get(group, 0), crowd=crowd[group], k=k)
        for answer, figure in row.items():
            figures[answer][group] = figure
    return figures


def _spans(
    figures: Mapping[Group, int | None],
    sums: Mapping[Group, int],
    crowd: Mapping[Group, int],
    k: int,
) -> dict[Group, Span]:
    """What a reader knows of each sum. One that is withheld for its size alone needs no entry."""
    spans = {}
    for group, count in sums.items():
        if figures.get(group) is not None or count >= k:
            # Withheld although large enough: another world must keep it so, hence the same span.
            low, high = span(rounded(count), k)
            spans[group] = Span(low, min(high, crowd[group]))
    return spans


def _judge(world: World, figures: Figures, crowd: Mapping[Group, int]) -> int:
    """Withhold figures until every small group is deniable. How many that took."""
    withheld = 0
    for answer in sorted(world.tables, key=_inner_first):
        table = world.tables[answer]
        if not table.bound and answer[0] != HORIZONS.name:
            continue  # Every sum might be nothing, so every group of it might be empty.
        for arc in list(arcs(table)):
            if not world.deniable(answer, arc):
                withheld += _withhold_until_deniable(world, figures, crowd, answer, arc)
    return withheld


def _inner_first(answer: Answer) -> tuple[int, str]:
    """Roles before families before times before people: what lies within goes first."""
    order = ("roles", "families", "horizons", "people")
    return order.index(answer[0]), answer[1]


def _withhold_until_deniable(
    world: World, figures: Figures, crowd: Mapping[Group, int], answer: Answer, arc: Arc
) -> int:
    """Withhold as few figures as are found to suffice until the group of `arc` is deniable: of the
    same answer close by, of the same answer, of the same department and level, of anything.

    Raises RuntimeError, so that nothing is published, should no figure be left to withhold.
    """
    if _free_the_withheld(world, figures, crowd) and world.deniable(answer, arc):
        return 0
    near = {arc[0], arc[1], (DEPARTMENT, arc[0][1]), (LEVEL, arc[1][1])}
    every = _largest_first(figures, world.tables)
    own = [figure for figure in every if figure[0] == answer]
    close = [figure for figure in own if figure[1] in near or figure[1] == TOTAL]
    there = [figure for figure in every if figure[0] == answer or figure[1] in near]
    for candidates in (close, own, there, every):
        fewest = Fewest(world, crowd, answer, arc).of(candidates)
        for which, group in fewest:
            figures[which][group] = None
        if fewest:
            return len(fewest)
    raise RuntimeError("A group stays deducible with nothing published.")


class Fewest:
    """Looks for a small set of figures without which one group is deniable."""

    def __init__(self, world: World, crowd: Mapping[Group, int], answer: Answer, arc: Arc) -> None:
        self.world, self.crowd, self.answer, self.arc = world, crowd, answer, arc
        self.known: dict[Figure, Span] = {}

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
        for answer, group in figures:
            spans = self.world.tables[answer].spans
            self.known.setdefault((answer, group), spans[group])
            spans[group] = Span(0, self.crowd[group])

    def _put_back(self, figures: list[Figure]) -> None:
        for answer, group in figures:
            self.world.tables[answer].spans[group] = self.known[answer, group]
        self.world.restart()  # what was tried may lie outside the spans that hold again

    def _deniable(self) -> bool:
        return self.world.deniable(self.answer, self.arc)


def _free_the_withheld(world: World, figures: Figures, crowd: Mapping[Group, int]) -> bool:
    """Stop assuming that a reader knows the size of figures withheld for another reason. So far
    other worlds had to keep them; now only what is written down binds. True if that freed any.
    """
    freed = False
    for answer, table in world.tables.items():
        for group, known in table.spans.items():
            if known.low and figures[answer].get(group) is None:
                table.spans[group] = Span(0, crowd[group])
                freed = True
    return freed


def _largest_first(figures: Figures, answers: Iterable[Answer]) -> list[Figure]:
    found = [
        (figure, answer, group)
        for answer in answers
        for group, figure in figures[answer].items()
        if figure is not None
    ]
    return [(answer, group) for _, answer, group in sorted(found, reverse=True)]
