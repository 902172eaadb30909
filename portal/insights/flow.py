"""The picture of flows: where each box and each ribbon stands, from published figures alone.

Two columns of boxes, one ribbon for each flow (a Sankey diagram of one step). In the units of the
picture:

- a ribbon is `figure · unit` thick, where `unit` is such that the fuller column is `FLOWS` high;
- a box is as high as its ribbons together, and has at least `LABEL` for its words, `GAP` apart;
- boxes on the left stand by size; each on the right stands by the middle of what flows into it,
  weighted by the figures (Sugiyama's barycentre rule), so that few ribbons cross;
- within a box, ribbons lie in the order of the boxes at their other end; they are as long cubic
  curves, both handles half way across, so that ribbons of one thickness look alike everywhere.

What is not shown has no figure, so no width either: every box on the left that has flows which are
not shown gets one hatched stub, always of the same size, that leads nowhere.

Sources: Schmidt, The Sankey diagram in energy and material flow management (Journal of Industrial
Ecology 2008); Sugiyama, Tagawa & Toda, Methods for visual understanding of hierarchical system
structures (IEEE Transactions on Systems, Man, and Cybernetics 1981), for the order of the boxes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

WIDTH, LEFT, RIGHT, BAR = 1010, 240, 770, 10
FLOWS = 360.0
LABEL, GAP = 22.0, 12.0
STUB, STUB_LENGTH = 8.0, 90
MOST_SOURCES, MOST_TARGETS, MOST_FLOWS = 10, 12, 30
LETTERS = 30
HUES = 5
"""So many colours there are (the design's charts: five hues in a picture at most)."""
NUMBERED = 13.0
"""A ribbon so thick has room for its figure."""


class Flow(NamedTuple):
    """So many people, about, from one group to another: a published figure."""

    source: str
    target: str
    people: int


@dataclass(frozen=True)
class Box:
    """A group at one side: its words, the part of the picture it takes, and its colour."""

    words: str
    y: float
    height: float
    hue: int

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2 + 5, 1)

    @property
    def label(self) -> str:
        """Its words as far as there is room; the table has them whole."""
        words = self.words
        return words if len(words) <= LETTERS else f"{words[: LETTERS - 1].rstrip()}…"


@dataclass(frozen=True)
class Ribbon:
    """A flow as a closed path, its figure's place, and the words for whoever points at it."""

    path: str
    hue: int
    flow: Flow
    number_y: float | None


@dataclass(frozen=True)
class Picture:
    """Everything the template draws; `left_out` flows are shown in the table only."""

    height: float
    sources: list[Box]
    targets: list[Box]
    ribbons: list[Ribbon]
    stubs: list[float]
    left_out: int


def picture(flows: Iterable[Flow], hiding: Iterable[str] = ()) -> Picture | None:
    """Lay out the largest flows; None where there is nothing to draw.

    In: published figures, and the sources of which some flows are not shown.
    """
    every = sorted(flows, key=lambda one: (-one.people, one.source, one.target))
    drawn = _largest(every)
    if not drawn:
        return None
    out, into = _totals(drawn)
    unit = FLOWS / sum(out.values())
    hidden = {source for source in hiding if source in out}
    sources = sorted(out, key=lambda name: (-out[name], name))
    rank = {name: n for n, name in enumerate(sources)}
    targets = sorted(into, key=lambda name: (_middle_of(name, drawn, rank), name))
    sizes = {name: out[name] * unit + (STUB if name in hidden else 0) for name in sources}
    left, right = _column(sources, sizes), _column(targets, {t: into[t] * unit for t in targets})
    tall = max(left[1], right[1])
    hues = {name: n % HUES for n, name in enumerate(sources)}
    start = _placed(left[0], (tall - left[1]) / 2)
    end = _placed(right[0], (tall - right[1]) / 2)
    return Picture(
        round(tall, 1),
        [_box(name, start[name], sizes[name], hues[name]) for name in sources],
        [_box(name, end[name], into[name] * unit, HUES) for name in targets],
        _ribbons(drawn, unit, start, end, hues),
        [round(start[name] + out[name] * unit, 1) for name in sources if name in hidden],
        len(every) - len(drawn),
    )


def _largest(flows: list[Flow]) -> list[Flow]:
    """As many as can be told apart: the largest flows of the largest groups."""
    out, into = _totals(flows)
    first = set(sorted(out, key=lambda name: (-out[name], name))[:MOST_SOURCES])
    last = set(sorted(into, key=lambda name: (-into[name], name))[:MOST_TARGETS])
    return [one for one in flows if one.source in first and one.target in last][:MOST_FLOWS]


def _totals(flows: Iterable[Flow]) -> tuple[Mapping[str, int], Mapping[str, int]]:
    out: dict[str, int] = defaultdict(int)
    into: dict[str, int] = defaultdict(int)
    for one in flows:
        out[one.source] += one.people
        into[one.target] += one.people
    return out, into


def _middle_of(target: str, flows: Iterable[Flow], rank: Mapping[str, int]) -> float:
    near = [(rank[one.source], one.people) for one in flows if one.target == target]
    return sum(at * people for at, people in near) / sum(people for _, people in near)


def _column(
    names: Iterable[str], sizes: Mapping[str, float]
) -> tuple[list[tuple[str, float]], float]:
    """Where each box of a column begins, and how high the column is."""
    found, y = [], 0.0
    for name in names:
        room = max(sizes[name], LABEL)
        found.append((name, y + (room - sizes[name]) / 2))
        y += room + GAP
    return found, y - GAP


def _placed(column: Iterable[tuple[str, float]], down: float) -> dict[str, float]:
    return {name: y + down for name, y in column}


def _box(name: str, y: float, height: float, hue: int) -> Box:
    return Box(name, round(y, 1), round(height, 1), hue)


def _ribbons(
    flows: Iterable[Flow],
    unit: float,
    start: Mapping[str, float],
    end: Mapping[str, float],
    hues: Mapping[str, int],
) -> list[Ribbon]:
    """Each box is filled from its upper edge, in the order of the boxes at the other side."""
    leaving, arriving, found = dict(start), dict(end), {}
    for one in sorted(flows, key=lambda one: (start[one.source], end[one.target])):
        found[one] = [leaving[one.source], 0.0]
        leaving[one.source] += one.people * unit
    for one in sorted(flows, key=lambda one: (end[one.target], start[one.source])):
        found[one][1] = arriving[one.target]
        arriving[one.target] += one.people * unit
    return [
        Ribbon(
            curve(a, b, thick := one.people * unit),
            hues[one.source],
            one,
            round(a + thick / 2 + 4, 1) if thick >= NUMBERED else None,
        )
        for one, (a, b) in found.items()
    ]


def curve(a: float, b: float, thick: float) -> str:
    """The outline of a ribbon from height `a` on the left to `b` on the right, and back below."""
    x, half, end = LEFT + BAR, (LEFT + BAR + RIGHT - BAR) / 2, RIGHT - BAR
    over = f"M{x} {a:.1f}C{half:g} {a:.1f} {half:g} {b:.1f} {end} {b:.1f}"
    a, b = a + thick, b + thick
    return f"{over}V{b:.1f}C{half:g} {b:.1f} {half:g} {a:.1f} {x} {a:.1f}Z"
