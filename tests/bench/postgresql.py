"""The same pages on PostgreSQL: what they take on the clock, the server included, beside SQLite."""

import shutil
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from portal.db import transaction
from tests.bench import place
from tests.bench.pages import PAGES, Measured, named
from tests.bench.report import Line

PART = "Pages on PostgreSQL, in times of the same on SQLite"
WARM = 12
"""psycopg prepares what was asked five times, and the server may keep a plan after five more."""


def beside(small: Measured, folder: Path, people: int, database: str) -> Iterator[Line]:
    """Every page of `small` and of an organisation of the same size in an empty `database`."""
    shutil.rmtree(folder, ignore_errors=True)
    there = Measured(place.organisation(folder, people, database)[0])
    with there.app.app_context(), transaction() as session:
        session.execute(text("ANALYZE"))  # as the server does by itself a minute later
    taken = []
    for page in PAGES:
        acts = [one.act(page.who, one.path(page)) for one in (small, there)]
        for _ in range(WARM):
            acts[1]()
        here, other = place.cost(*acts, runs=21, clock=time.perf_counter)
        taken.append((here.ms, other.ms))
        note = f"{other.ms:.1f} of {here.ms:.1f} ms"
        yield Line(PART, named(page), other.ratio, "times", note=note)
    sums = [sum(times) for times in zip(*taken, strict=True)]
    middle = statistics.median(other / here for here, other in taken)
    note = f"{sums[1]:,.0f} of {sums[0]:,.0f} ms for all; the median page {middle:.2f} times"
    yield Line(PART, "all of them", sums[1] / sums[0], "times", note=note)
