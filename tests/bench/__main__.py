"""Measure what the portal costs.

    python -m tests.bench [--full] [part ...]

Figures are processor time, medians of several runs. The table goes to the screen and as JSON to
`bench/` in the instance folder, where the organisations that are measured are kept for the next
run too. With --full the large organisation has 100,000 people instead of 20,000 (once it was made,
it is used from then on), PostgreSQL searches 100,000 roles too, and the figures of HR are made of a
million aims. A figure over its budget is
said, and does not fail the run.
"""

import argparse
import logging
import os
import time
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path

from portal import logs
from portal.config import ROOT
from tests.bench import (
    disclosure,
    imports,
    insights,
    matching,
    night,
    pages,
    pathway,
    place,
    postgresql,
    report,
    routes,
    search,
    sizes,
    skills,
    startup,
)
from tests.bench.pages import Measured
from tests.bench.report import Line
from tests.postgres import drop_databases, fresh_database

SMALL, DEMO, LARGE, FULL = 1_000, 320, 20_000, 100_000
RUNS = 21


class Run:
    """One run: where it works, what it has made so far."""

    def __init__(self, folder: Path, *, full: bool) -> None:
        self.folder, self.full = folder, full
        there = (self._folder(FULL) / "made-from").exists()
        self.large_people = FULL if full or there else LARGE

    def _folder(self, people: int) -> Path:
        return self.folder / f"people-{people}"

    @cached_property
    def small(self) -> Measured:
        return Measured(place.organisation(self._folder(SMALL), SMALL)[0])

    @cached_property
    def large(self) -> Measured:
        app, took = place.organisation(self._folder(self.large_people), self.large_people)
        self.making = took
        return Measured(app)

    def pages(self) -> Iterator[Line]:
        yield from pages.against_floor(self.small, RUNS)
        yield from pages.compressed(self.small, RUNS)
        # Of its own: afterwards somebody in it has far more skills than people have.
        yield from skills.profile(place.organisation(self.folder / "profile", DEMO)[0], RUNS)

    def postgresql(self) -> Iterator[Line]:
        folder = self.folder / "postgresql"
        yield from postgresql.beside(self.small, folder, SMALL, fresh_database())

    def sizes(self) -> Iterator[Line]:
        yield from pages.weights(self.small)
        yield from sizes.first_load(self.small)

    def scale(self) -> Iterator[Line]:
        large = self.large
        if self.making:
            part = f"Making an organisation of {self.large_people:,}"
            yield Line(part, "people", self.making["people"], "s")
            documents = self.making["documents"]
            note = f"{documents:,.0f} documents, {documents / self.making['index']:,.0f} a second"
            yield Line(part, "search index", self.making["index"], "s", note=note)
        yield from pages.statement_lines(pages.counted(self.small), pages.counted(large))
        yield from pages.growth(self.small, large, self.large_people, RUNS)

    def search(self) -> Iterator[Line]:
        compared = search.Comparison(search.clear(self.folder / "engines"))
        for count in search.SIZES:
            yield from compared.at(count)
        for count in (search.ON_POSTGRES, *([search.FULL] if self.full else [])):
            yield from compared.on_postgres(count, fresh_database)
        yield compared.draw(self.folder / "search.svg")
        yield search.found_after(self.small.app, SMALL)

    def imports(self) -> Iterator[Line]:
        yield from imports.published(self.folder / "onet", "onet", "O*NET (text distribution)")
        yield from imports.published(self.folder / "esco", "esco", "ESCO (CSV distribution)")

    def skills(self) -> Iterator[Line]:
        folder = self.folder / "skills"
        app = skills.taxonomy(folder, DEMO)
        if app is None:
            yield Line(skills.TYPED, "skills", None, note="no folder esco in DATA")
        else:
            yield from skills.typed(app)
        yield from skills.neighbours(self.folder / "neighbours")

    def matching(self) -> Iterator[Line]:
        yield from matching.measured(self.folder / "matching")

    def pathway(self) -> Iterator[Line]:
        yield from pathway.measured(self.folder / "pathway", RUNS)

    def routes(self) -> Iterator[Line]:
        yield from routes.measured(self.folder / "routes")

    def night(self) -> Iterator[Line]:
        _ = self.large
        people = self.large_people
        yield from night.measured(self._folder(people), self.folder / "night", people)

    def insights(self) -> Iterator[Line]:
        _ = self.large if self.full else self.small
        people = self.large_people if self.full else SMALL
        yield from insights.measured(self._folder(people), self.folder / "insights", people)

    def startup(self) -> Iterator[Line]:
        yield from startup.starts(self._folder(SMALL))
        demo = Measured(place.organisation(self._folder(DEMO), DEMO)[0])
        people = self.large_people
        served = [
            *startup.served(demo, self._folder(DEMO), DEMO, 150),
            *startup.served(self.large, self._folder(people), people, 300),
        ]
        yield from sorted(served, key=lambda line: line.part != startup.PART)


PARTS: dict[str, Callable[[Run], Iterator[Line]]] = {
    "pages": Run.pages,
    "postgresql": Run.postgresql,
    "sizes": Run.sizes,
    "search": Run.search,
    "imports": Run.imports,
    "skills": Run.skills,
    "matching": Run.matching,
    "pathway": Run.pathway,
    "routes": Run.routes,
    "scale": Run.scale,
    "night": Run.night,
    "insights": Run.insights,
    "disclosure": lambda _run: disclosure.measured(),
    "startup": Run.startup,
}


def main() -> None:
    arguments = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    arguments.add_argument("--full", action="store_true", help="with 100,000 people and roles")
    arguments.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="part")
    given = arguments.parse_args()
    folder = Path(os.environ.get("ASPIRE_INSTANCE") or ROOT / "instance") / "bench"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _quiet()
    began = time.monotonic()
    run = Run(folder.resolve(), full=given.full)
    lines: list[Line] = []
    try:
        for name in given.parts or PARTS:
            report.table(_kept(PARTS[name](run), lines))
    finally:
        drop_databases()
    seconds = time.monotonic() - began
    report.closing(lines, report.write(lines, folder, seconds), seconds)


def _kept(new: Iterator[Line], lines: list[Line]) -> Iterator[Line]:
    for line in new:
        lines.append(line)
        yield line


def _quiet() -> None:
    """Log as in service, so that its price is measured, but to nowhere."""
    logs.configure("text")
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(open(os.devnull, "w"))  # noqa: SIM115 - open as long as the process


if __name__ == "__main__":
    main()
