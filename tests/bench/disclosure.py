"""The simulation of a reader who computes: how much is shown, how many groups are given away.

Simulated organisations (six departments, four locations, eight roles; who wants what is skewed) are
counted and published as the portal does it; then linear programming looks for groups of one to four
people that must be there, by up to three conditions at once, with all figures and the directory
known. Beside it the same attack on figures that are only rounded, and on those of several days.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from portal.insights import figures as making
from portal.insights.catalogue import VIEWS
from portal.insights.cells import TOTAL
from portal.insights.figures import Figures, Tally, publishable
from tests.bench.report import Line
from tests.insights.attack import Attack, organisation, tally
from tests.insights.days import published_days

K = 5
SIZES, SEEDS = (150, 600, 3_000), 2
DAY_SIZE, DAYS, DAY_SEEDS = (40, 3, 2, 4, 1.0, 2), 5, 2
SECONDS = 10.0
"""So long each attack may compute; what it has not got to is said."""


@dataclass
class Found:
    """What came of one attack: small groups there are, looked at, and deduced."""

    small: int = 0
    deduced: int = 0
    seconds: float = 0.0
    whole: bool = True


def measured() -> Iterator[Line]:
    """Shares of figures and groups deduced at each size, then day after day."""
    for people in SIZES:
        yield from _at(people)
    yield from _day_after_day()


def _at(people: int) -> Iterator[Line]:
    part = f"A reader who computes, {people:,} people, {SEEDS} organisations"
    there = alone = kept = 0
    found, rounded, judging = Found(), Found(), 0.0
    for seed in range(SEEDS):
        true = tally(organisation(seed, people, 6, 2, 8, 0.8, 4))
        there += _figures(true, _all(true))
        only = _rounded(true)
        alone += _figures(true, only)
        began = time.process_time()
        shown, _ = publishable(true, K)
        judging += time.process_time() - began
        kept += _figures(true, shown)
        _attack(Attack(true, shown, K), found)
        _attack(Attack(true, only, K), rounded)
    yield Line(part, "figures that are not nothing", there)
    yield Line(part, "shown if each is only rounded", 100 * alone / there, "%")
    yield Line(part, "shown", 100 * kept / there, "%", note=f"judged in {judging / SEEDS:.1f} s")
    yield Line(part, "small groups deduced", found.deduced, "", 0, _said(found))
    yield Line(
        part, "deduced if figures are only rounded", rounded.deduced, "", None, _said(rounded)
    )


def _day_after_day() -> Iterator[Line]:
    part = f"The same over {DAYS} days, five people changing each day, {DAY_SEEDS} organisations"
    last, past, published = Found(), Found(), 0
    for seed in range(DAY_SEEDS):
        days = published_days(seed, DAY_SIZE, DAYS)
        published += len(days)
        for at, (true, shown) in ((len(days) - 1, days[-1]), (0, days[0])):
            others = {n - at: figures for n, (_, figures) in enumerate(days) if n != at}
            _attack(Attack(true, shown, K, others), last if at else past)
    yield Line(part, "days with figures of their own", published, note=f"of {DAYS * DAY_SEEDS}")
    yield Line(part, "deduced of the last day, with all before", last.deduced, "", 0, _said(last))
    yield Line(part, "deduced of the first, with all after", past.deduced, "", None, _said(past))


def _attack(attack: Attack, found: Found) -> None:
    began = time.process_time()
    found.small += sum(1 for _ in attack.small())
    for _ in attack.deductions(until=(done := partial(_late, began))):
        found.deduced += 1
    found.whole = found.whole and not done()
    found.seconds += time.process_time() - began


def _late(began: float) -> bool:
    return time.process_time() - began > SECONDS


def _said(found: Found) -> str:
    rest = "" if found.whole else ", not all were looked at"
    return f"of {found.small:,} small groups{rest}, in {found.seconds:.0f} s"


def _all(true: Tally) -> Figures:
    return {answer: dict(making._sums(cells)) for answer, cells in true.answers.items()}


def _rounded(true: Tally) -> Figures:
    sums = {answer: making._sums(cells) for answer, cells in true.answers.items()}
    return making._suppressed(sums, making._sums(true.headcount), K)


def _figures(true: Tally, figures: Figures) -> int:
    """How many figures there are that stand for somebody and are split by what the views split."""
    return sum(
        bool(figure) and (group == TOTAL or group[0] in VIEWS[answer[0]].splits)
        for answer, row in figures.items()
        for group, figure in row.items()
    )
