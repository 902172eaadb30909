"""How confident people are, in words, out of nothing but the figures that are shown.

The mean of metric M4 is never counted: it would be one exact figure beside rounded ones. What is
said here follows from the published spread alone, so that any reader can work it out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.insights.queries import Cell
from portal.insights.suppress import share

GOOD = ("very", "fairly")
LEANING = 0.25


@dataclass(frozen=True)
class Words:
    """`most`: the answer named most. Where every answer is shown also `good`, how large a part is
    confident, as a band, and `mean`, the answer or the two answers the middle lies at.
    """

    most: str
    good: str = ""
    mean: str = ""


def in_words(cells: Sequence[Cell]) -> Words | None:
    """The spread of the answers, the best first; None where no figure is shown."""
    shown = [cell for cell in cells if cell.shown is not None]
    if not shown:
        return None
    top = max(cell.shown or 0 for cell in shown)
    most = " and ".join(f"“{cell.label}”" for cell in shown if cell.shown == top)
    if len(shown) < len(cells):
        return Words(most)
    whole = sum(cell.shown or 0 for cell in shown)
    good = sum(cell.shown or 0 for cell in shown if cell.key in GOOD)
    middle = sum(place * (cell.shown or 0) for place, cell in enumerate(shown)) / whole
    return Words(most, share(good, whole), _between(middle, [cell.label for cell in shown]))


def _between(middle: float, labels: Sequence[str]) -> str:
    nearest = round(middle)
    if abs(middle - nearest) <= LEANING:
        return f"at “{labels[nearest]}”"
    return f"between “{labels[int(middle)]}” and “{labels[int(middle) + 1]}”"
