"""Search: ours beside other engines at several sizes, suggestions, changes; and how soon a change
is found.
"""

import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy import select

from portal import work
from portal.db import db, transaction
from portal.roles.models import Role
from search_index import open_index
from tests.bench import corpus, engines, plot
from tests.bench.corpus import EVERYONE
from tests.bench.engines import Engine, Ours
from tests.bench.place import environment
from tests.bench.report import Line
from tests.bench.startup import cpu

SIZES = (1_000, 5_000, 20_000)
ON_POSTGRES, FULL = 20_000, 100_000
WITHIN = {5_000: 15.0, 20_000: 50.0}  # ms, what 95 of 100 are to stay below
POSTGRES_WITHIN = 50.0
SHARE_OF_WHOOSH = {5_000: 0.2}
SUGGEST_MS = 5.0
FOUND_AFTER_S = 1.0
PATIENCE = 300.0  # seconds after which the slow engines are left out of the larger sizes
SLOW = engines.WhooshAsItComes.name


def times(
    act: Callable[[str], object],
    queries: list[str],
    clock: Callable[[], float] = time.process_time,
) -> tuple[float, float]:
    """Processor milliseconds of each query: the median, and what 95 of 100 stay below."""
    taken = []
    for query in queries:
        began = clock()
        act(query)
        taken.append((clock() - began) * 1000)
    return middle_and_most(taken)


def middle_and_most(taken: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(taken)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.95)]


class Comparison:
    """The engines on the same documents and queries, and what is drawn of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.points: list[plot.Point] = []
        self.began = time.monotonic()
        self.sums: dict[str, float] = {}

    def at(self, count: int) -> Iterator[Line]:
        """Without a server, at this size."""
        self.sums = {}
        part = f"Search, {count:,} roles"
        yield Line(part, "made from", len(corpus.occupations()), "", note=corpus.source())
        for make in engines.embedded(self.folder):
            engine = make()
            late = count > SIZES[1] and time.monotonic() - self.began > PATIENCE
            if late and engine.name == SLOW:
                yield Line(part, f"{SLOW}: 95 of 100 within", None, note="no time left")
            else:
                yield from self._measured(engine, count, part, WITHIN.get(count))
        if SLOW in self.sums:
            share = self.sums[Ours.name] / self.sums[SLOW]
            note = "processor time of all queries"
            yield Line(part, f"ours / {SLOW}", share, "", SHARE_OF_WHOOSH.get(count), note)

    def on_postgres(self, count: int, database: Callable[[], str]) -> Iterator[Line]:
        """The two on PostgreSQL, at this size."""
        part = f"Search on PostgreSQL, {count:,} roles"
        for make in (engines.OursOnPostgres, engines.PostgresAsItComes):
            budget = POSTGRES_WITHIN if make is engines.OursOnPostgres else None
            yield from self._measured(make(database()), count, part, budget)

    def _measured(
        self, engine: Engine, count: int, part: str, budget: float | None
    ) -> Iterator[Line]:
        mine = isinstance(engine, Ours)
        began = engine.cpu()
        engine.build(corpus.documents(count))
        seconds = engine.cpu() - began
        note = f"{seconds:.1f} s"
        yield Line(part, f"{engine.name}: building", count / seconds, "roles/s", note=note)
        queries = corpus.asked()
        taken, found = engines.times(engine, queries)
        half, most = middle_and_most(taken)
        self.sums[engine.name] = sum(taken)
        self.points.append(plot.Point(engine.name, count, round(most, 2)))
        note = f"half {half:.2f} ms, {found} of {len(queries)} find something"
        within = budget if mine else None
        yield Line(part, f"{engine.name}: 95 of 100 within", most, "ms", within, note)
        if isinstance(engine, Ours):
            yield from self._beside(engine, count, part)
        engine.close()

    def _beside(self, engine: Ours, count: int, part: str) -> Iterator[Line]:
        """Suggestions, a change, and what the files and a process weigh."""
        typed = [asked.text[:length] for asked in corpus.asked() for length in (2, 4, 7)]
        index, name = engine.index, engine.name
        index.suggest(typed[0], EVERYONE)
        half, most = times(
            lambda text: index.suggest(text, EVERYONE, 8, ("role",)), typed, engine.cpu
        )
        note = f"half {half:.2f} ms"
        yield Line(part, f"{name}: suggestions, 95 of 100", most, "ms", SUGGEST_MS, note)
        if not isinstance(engine, engines.OursOnPostgres):
            yield from self._weight(engine.folder, part, name)
        changes = list(corpus.documents(10))
        began = engine.cpu()
        for change in changes:
            index.apply(put=[change])
        each = (engine.cpu() - began) * 1000 / len(changes)
        yield Line(part, f"{name}: one change", each, "ms", note="the mean of ten")

    def _weight(self, folder: Path, part: str, name: str) -> Iterator[Line]:
        megabytes = engines.weight(folder) / 1e6
        yield Line(part, f"{name}: its files", megabytes, "MB")
        code = f"from tests.bench.search import opened; opened({str(folder)!r})"
        kept = {name: os.environ[name] for name in ("PATH", "DATA") if name in os.environ}
        env = kept | environment(folder.parent)
        _, said = cpu([sys.executable, "-c", code], env)
        yield Line(part, f"{name}: memory of a process", float(said), "MB", note="what it adds")

    def draw(self, file: Path) -> Line:
        """How cost grows with size."""
        title = "What a search costs as the catalogue grows"
        below = "Processor time that 95 of 100 mixed queries stay below; best 20, marked, 5 facets"
        plot.write(self.points, file, title, below)
        return Line("Search, drawn", "points", len(self.points), note=str(file))


def opened(folder: str) -> None:
    """In a process of its own: what an index that is searched adds to its memory."""
    before = _resident()
    index = open_index(folder)
    for asked in corpus.asked():
        index.search(asked.text, kinds=["role"], audiences=EVERYONE, facets=engines.FACETS)
        index.suggest(asked.text[:4], EVERYONE)
    print(round(_resident() - before, 1))


def _resident() -> float:
    """Megabytes of this process."""
    corpus.occupations()  # read before, so that only the index counts
    return float(psutil.Process().memory_info().rss / 1e6)


def found_after(app: Flask, people: int) -> Line:
    """How long after saving a role it is found by its new title, the worker's pause included."""
    taken = []
    with app.app_context():
        folder = app.config["SETTINGS"].index_folder
        index = work.Index(folder)
        while work.drain(index):
            pass
        key = db.session.scalars(select(Role.id).where(Role.status == "active").limit(1)).one()
        for word in ("xylograph", "ytterby", "zirconia"):
            with transaction() as session:
                role = session.get_one(Role, key)
                before, role.title = role.title, f"Keeper of {word}"
            began = time.monotonic()
            work.drain(index)
            found = open_index(folder).search(word, kinds=["role"], audiences=EVERYONE)
            taken.append(time.monotonic() - began + work.PAUSE)
            if not found.total:
                raise AssertionError("the change is not found")
            with transaction() as session:
                session.get_one(Role, key).title = before
            work.drain(index)
    return Line(
        f"Search, the organisation of {people:,}",
        "a change is found after", max(taken), "s", FOUND_AFTER_S, "on the clock",
    )  # fmt: skip


def clear(folder: Path) -> Path:
    """An empty folder to work in."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
