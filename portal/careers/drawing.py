"""The career map as a picture: boxes, lines and figures with their places, all plain numbers."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from uuid import UUID

from portal.careers.lattice import COLUMNS, Box, Lattice
from portal.careers.queries import Line

WIDTH, GUTTER = 1060, 96
BOX_WIDTH, BOX_HEIGHT = 206, 84
PITCH = 246
ROW_GAP, HEAD = 56, 44
PILL_WIDTH, PILL_HEIGHT = 76, 22
LETTERS = 20
"""Of a title on one line of a box."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A box: its upper left corner, and the words of its title, on one line or two."""

    role_id: UUID
    x: int
    y: int
    words: tuple[str, ...]

    @property
    def middle(self) -> float:
        return self.x + BOX_WIDTH / 2


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line between two boxes. `kind` is real, typical or path; `pill`: where a figure stands."""

    line: Line
    path: str
    kind: str
    pill: Point | None


@dataclass(frozen=True)
class Picture:
    """Everything that is drawn, on a ground of `height` (the width is always the same)."""

    height: int
    boxes: Mapping[UUID, Drawn]
    rows: list[tuple[int, int]]
    heads: list[tuple[float, UUID]]
    strokes: list[Stroke]


def picture(
    lattice: Lattice, titles: Mapping[UUID, str], lines: Iterable[Line], path: Collection[UUID]
) -> Picture:
    """Draw the lattice. `path` are the roles of my way, in order; each step of it is drawn."""
    tops, height = _rows(lattice.boxes)
    boxes = {
        box.place.id: Drawn(
            box.place.id,
            GUTTER + box.column * PITCH,
            tops[box.place.level][0] - box.height * (BOX_HEIGHT + ROW_GAP),
            _words(titles[box.place.id]),
        )
        for box in lattice.boxes
    }
    rows = [(level, middle) for level, (_, middle) in sorted(tops.items(), reverse=True)]
    return Picture(height, boxes, rows, _heads(lattice.families), _strokes(boxes, lines, [*path]))


def _heads(families: Sequence[UUID]) -> list[tuple[float, UUID]]:
    """The middle of the columns of each family."""
    wide = COLUMNS if len(families) == 1 else 1
    found: dict[UUID, list[float]] = {}
    for column in range(wide * len(families)):
        middle = GUTTER + column * PITCH + BOX_WIDTH / 2
        found.setdefault(families[column // wide], []).append(middle)
    return [(sum(middles) / len(middles), key) for key, middles in found.items()]


def _rows(boxes: Iterable[Box]) -> tuple[dict[int, tuple[int, int]], int]:
    """For each level the top of its lowest boxes and its middle; and the whole height."""
    tallest: dict[int, int] = {}
    for box in boxes:
        tallest[box.place.level] = max(tallest.get(box.place.level, 0), box.height)
    tops = {}
    y = HEAD
    for level in sorted(tallest, reverse=True):
        deep = tallest[level] * (BOX_HEIGHT + ROW_GAP)
        tops[level] = (y + deep, y + (deep + BOX_HEIGHT) // 2)
        y += deep + BOX_HEIGHT + ROW_GAP
    return tops, max(HEAD, y - ROW_GAP + 4)


def _words(title: str) -> tuple[str, ...]:
    lines = wrap(title, LETTERS)
    if len(lines) > 2 or any(len(line) > LETTERS for line in lines):
        lines = wrap(title, LETTERS, max_lines=2, placeholder="…")
    return tuple(lines)


def _strokes(boxes: Mapping[UUID, Drawn], lines: Iterable[Line], path: list[UUID]) -> list[Stroke]:
    """Of two lines there and back the stronger one; my way last, so that it lies above the others.
    Figures keep clear of one another.
    """
    mine = list(pairwise(path))
    known = {(line.from_id, line.to_id): line for line in lines}
    known |= {pair: Line(*pair, None, None) for pair in mine if pair not in known}

    def strength(pair: tuple[UUID, UUID]) -> tuple[bool, int, tuple[UUID, UUID]]:
        return pair in mine, known[pair].people or 0, pair

    taken: list[Point] = []
    strokes = []
    for pair, line in known.items():
        back = pair[::-1]
        if back in known and strength(back) > strength(pair):
            continue
        if pair[0] in boxes and pair[1] in boxes:
            kind = "path" if pair in mine else "real" if line.people else "typical"
            points = _curve(boxes[pair[0]], boxes[pair[1]], arc=kind != "typical")
            pill = _free(_beside(points), taken) if line.people else None
            strokes.append(Stroke(line, _path(points), kind, pill))
    return sorted(strokes, key=lambda stroke: ("typical", "real", "path").index(stroke.kind))


Curve = tuple[Point, Point, Point, Point]


def _curve(here: Drawn, there: Drawn, *, arc: bool) -> Curve:
    """From a box to one above or below it; beside it in an arc, or straight across to the next."""
    bend = ROW_GAP / 2
    start: Point = (here.middle, here.y)
    end: Point = (there.middle, there.y)
    if here.y > there.y:
        end = (there.middle, there.y + BOX_HEIGHT)
        return start, (start[0], start[1] - bend), (end[0], end[1] + bend), end
    if here.y < there.y:
        start = (here.middle, here.y + BOX_HEIGHT)
        return start, (start[0], start[1] + bend), (end[0], end[1] - bend), end
    if abs(there.x - here.x) == PITCH and not arc:
        side, y = (BOX_WIDTH / 2 if there.x > here.x else -BOX_WIDTH / 2), here.y + BOX_HEIGHT / 2
        start, end = (here.middle + side, y), (there.middle - side, y)
        return start, start, end, end
    return start, (start[0], start[1] - bend), (end[0], end[1] - bend), end


def _path(points: Curve) -> str:
    (a, b), (c, d), (e, f), (g, h) = points
    return f"M{a:g} {b:g}C{c:g} {d:g} {e:g} {f:g} {g:g} {h:g}"


def _beside(points: Curve) -> Point:
    """Where the line leaves its first row: in the gap beside it, where nothing else stands."""
    start, *_, end = points
    if start[1] == end[1]:
        return (start[0] + end[0]) / 2, start[1] - ROW_GAP * 3 / 8
    gap = start[1] - ROW_GAP / 2 if end[1] < start[1] else start[1] + ROW_GAP / 2
    share = min(1.0, (start[1] - gap) / (start[1] - end[1]))
    at = share * share * (3 - 2 * share)
    return start[0] + (end[0] - start[0]) * at, gap


def _free(point: Point, taken: list[Point]) -> Point:
    """This place, or one beside it that no other figure has."""
    for shift in (0, 1, -1, 2, -2):
        x = point[0] + shift * (PILL_WIDTH + 4)
        x = min(max(x, GUTTER + PILL_WIDTH / 2), GUTTER + COLUMNS * PITCH - PILL_WIDTH)
        near = (abs(x - a) < PILL_WIDTH and abs(point[1] - b) < PILL_HEIGHT for a, b in taken)
        if not any(near):
            break
    taken.append((x, point[1]))
    return x, point[1]
