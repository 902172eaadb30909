"""How cost grows with size, drawn: one SVG without scripts, styles or fonts of its own."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

WIDE, HIGH = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 64, 200, 56, 52
COLOURS = ("#0b6e4f", "#1d4e89", "#b3541e", "#7a3e9d", "#6b6b6b", "#a3195b")


@dataclass(frozen=True)
class Point:
    """What 95 of 100 queries stay below, in milliseconds, at a number of documents."""

    engine: str
    documents: int
    ms: float


def drawing(points: Sequence[Point], title: str, below: str) -> str:
    """The points as lines, one for each engine, both axes logarithmic; and the figures as text."""
    sizes = sorted({point.documents for point in points})
    low = 10.0 ** math.floor(math.log10(min(point.ms for point in points)))
    high = 10.0 ** math.ceil(math.log10(max(point.ms for point in points)))
    across, down = (
        _scale(sizes[0], sizes[-1], LEFT, WIDE - RIGHT),
        _scale(low, high, HIGH - BOTTOM, TOP),
    )
    engines = list(dict.fromkeys(point.engine for point in points))
    parts = [_grid(sizes, low, high, across, down)]
    for engine, y in _apart(engines, points, down):
        listed = sorted((p for p in points if p.engine == engine), key=lambda p: p.documents)
        number = engines.index(engine)
        parts.append(_line(listed, across, down, number, y))
    words = "; ".join(f"{p.engine}, {p.documents:,}: {p.ms:.1f} ms" for p in points)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img"'
        f' aria-labelledby="t d" font-family="sans-serif" font-size="13" fill="#222">'
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(words)}</desc>'
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>'
        f'<text x="{LEFT}" y="22" font-size="16" font-weight="bold">{escape(title)}</text>'
        f'<text x="{LEFT}" y="42" fill="#555">{escape(below)}</text>{"".join(parts)}</svg>\n'
    )


class _scale:
    """From a figure to a place, by its logarithm."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.low, self.start = math.log10(low), start
        self.step = (end - start) / max(math.log10(high) - self.low, 1e-9)

    def __call__(self, figure: float) -> float:
        return round(self.start + (math.log10(figure) - self.low) * self.step, 1)


def _grid(sizes: Iterable[int], low: float, high: float, across: _scale, down: _scale) -> str:
    parts = []
    for power in range(round(math.log10(low)), round(math.log10(high)) + 1):
        y = down(10.0**power)
        parts.append(f'<path d="M{LEFT} {y}H{WIDE - RIGHT}" stroke="#ddd"/>')
        label = f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{label}</text>')
    for size in sizes:
        x = across(size)
        parts.append(f'<path d="M{x} {TOP}V{HIGH - BOTTOM}" stroke="#eee"/>')
        parts.append(f'<text x="{x}" y="{HIGH - BOTTOM + 20}" text-anchor="middle">{size:,}</text>')
    middle = (LEFT + WIDE - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HIGH - 10}" text-anchor="middle">roles</text>')
    y = (TOP + HIGH - BOTTOM) / 2
    parts.append(
        f'<text x="16" y="{y}" text-anchor="middle" transform="rotate(-90 16 {y})">ms</text>'
    )
    return "".join(parts)


def _line(
    listed: Sequence[Point], across: _scale, down: _scale, number: int, label_y: float
) -> str:
    colour = COLOURS[number % len(COLOURS)]
    ours = listed[0].engine.startswith("ours")
    places = [(across(p.documents), down(p.ms)) for p in listed]
    path = "M" + "L".join(f"{x} {y}" for x, y in places)
    dashes = "" if ours else ' stroke-dasharray="5 4"'
    parts = [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>']
    parts += [f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}"/>' for x, y in places]
    x, y = places[-1]
    parts.append(f'<path d="M{x + 5} {y}L{WIDE - RIGHT + 12} {label_y - 4}" stroke="#bbb"/>')
    words = f"{listed[0].engine}, {listed[-1].ms:,.0f} ms"
    if listed[-1].ms < 10:
        words = f"{listed[0].engine}, {listed[-1].ms:.1f} ms"
    bold = ' font-weight="bold"' if ours else ""
    parts.append(
        f'<text x="{WIDE - RIGHT + 16}" y="{label_y}" fill="{colour}"{bold}>{escape(words)}</text>'
    )
    return "".join(parts)


def _apart(
    engines: Iterable[str], points: Sequence[Point], down: _scale
) -> Iterable[tuple[str, float]]:
    """Each engine with the height of its label, so that no two overlap."""
    last = {p.engine: p for p in sorted(points, key=lambda p: p.documents)}
    y = 0.0
    for engine in sorted(engines, key=lambda name: down(last[name].ms)):
        y = max(y + 18, down(last[engine].ms) + 4)
        yield engine, y


def write(points: Sequence[Point], file: Path, title: str, below: str) -> Path:
    """Put the drawing into a file."""
    file.write_text(drawing(points, title, below))
    return file
