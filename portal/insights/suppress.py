"""The only door out: what may be said about a group of people, and what a reader learns from it.

Every number HR ever sees, on a page or in a file, has passed `publish`. The rules, each on its own:

- **Threshold.** A count below k (5, never less) is withheld. Nothing, a few, and withheld for any
  other reason all look the same: None, written "not shown". Never 0, never "fewer than 5".
- **Rounding.** Every count, totals included, is rounded to the nearest 5 on its own, so that sums
  do not add up and subtracting one figure from another leaves a span rather than a number.
- **Nearly all.** A figure is withheld when it could stand for all but fewer than k of the people
  the reader knows to be there: "almost everybody here wants to leave" is about each of them.
- **Homogeneity.** When at least 90 % of a group under 20 give one answer, the row is withheld.
- **Shares** are said only as bands of ten points, from figures that are shown, of groups of 20 up.

Whether all shown figures together give a small group away is judged in `worlds.py`.

Sources: Hundepool et al., Statistical Disclosure Control (Wiley 2012), ch. 5 (frequency tables:
threshold, rounding, group disclosure); UK Office for National Statistics, Policy on protecting
confidentiality in tables of birth and death statistics (small counts, class disclosure); Statistics
New Zealand, Microdata output guide (rounding each cell on its own, totals included);
Machanavajjhala et al., l-diversity (2007), for homogeneity; Sweeney, k-anonymity (2002).
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from portal.disclosure import BASE, shown

SMALL = 20
ALIKE = 0.9
BAND = 10

Answer = TypeVar("Answer")


class Span(NamedTuple):
    """The least and the most a true count can be."""

    low: int
    high: int


def span(figure: int, k: int) -> Span:
    """What a reader who knows the rules learns from a shown figure."""
    return Span(max(k, figure - BASE // 2), figure + BASE // 2)


def nearly_all(figure: int, crowd: int, k: int) -> bool:
    """Whether fewer than k of `crowd` known people may be left beside those in the figure.

    The reader would know something of any k - 1 of them: of 8 people with 5 to 7 in the figure, any
    four hold at least one.
    """
    return crowd - span(figure, k).low < k


def alike(count: int, group: int) -> bool:
    """Whether a small group gives so much one answer that the answer is about everybody in it."""
    return 0 < group < SMALL and count >= ALIKE * group


def publish_people(count: int, crowd: int, k: int) -> int | None:
    """How many of a crowd of known size are counted. Taking part is no secret that needs `publish`,
    but that one to four people of a group do not take part is.
    """
    figure = shown(count, k)
    if figure is None:
        return None
    least, most = crowd - span(figure, k).high, crowd - span(figure, k).low
    return None if least >= 1 and most < k else figure


def publish(
    counts: Mapping[Answer, int], *, people: int, crowd: int, k: int
) -> dict[Answer, int | None]:
    """What may be shown of one group's answers: one row of a table.

    `people` are the counted ones of the group, `crowd` is how many a reader knows to be in it.
    """
    if any(alike(count, people) for count in counts.values()):
        return dict.fromkeys(counts)
    counted = shown(people, k)
    known = crowd if counted is None else min(crowd, span(counted, k).high)
    figures: dict[Answer, int | None] = {}
    for answer, count in counts.items():
        figure = shown(count, k)
        withheld = figure is None or nearly_all(figure, known, k)
        figures[answer] = None if withheld else figure
    return figures


def share(figure: int | None, whole: int | None) -> str:
    """How large a part of `whole` a figure is, as "30 to 40 %"; "" where that may not be said.

    Both are shown figures, so the band says nothing that the page did not say already.
    """
    if figure is None or whole is None or whole < SMALL:
        return ""
    low = min(figure * 100 // whole // BAND * BAND, 100 - BAND)
    return f"{low} to {low + BAND} %"
