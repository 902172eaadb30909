"""Starting, and what a portal as it is served holds in memory."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from portal.demo import PASSWORD
from tests.bench.pages import PAGES, Measured, Page
from tests.bench.place import environment
from tests.bench.report import Line
from tests.operations.running import Running, Visitor

START_S, LATER_START_S = 1.5, 5
PART = "Start"
LIBRARIES = "import flask, sqlalchemy.orm, flask_sqlalchemy, flask_login, flask_wtf, whoosh.index"
PORTAL = "from portal import create_app; create_app()"


def cpu(command: list[str], env: dict[str, str]) -> tuple[float, str]:
    """Processor seconds of a command, its children included, and what it said."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, done.stdout + done.stderr


def starts(folder: Path, runs: int = 5) -> Iterator[Line]:
    """What a process pays before it can do anything."""
    env = {"PATH": os.environ["PATH"]} | environment(folder)
    for what, command, budget in (
        ("the libraries alone", ["-c", LIBRARIES], None),
        ("create_app, the libraries included", ["-c", PORTAL], START_S),
        ("aspire --help", ["-m", "portal", "--help"], START_S),
    ):
        taken = [cpu([sys.executable, *command], env)[0] for _ in range(runs + 1)][1:]
        yield Line(PART, what, statistics.median(taken), "s CPU", budget)


def served(place: Measured, folder: Path, people: int, budget: float) -> Iterator[Line]:
    """A start of the whole portal, and its largest process after every page was asked for: of a
    copy, since it is at work, and what was measured once is to be measured again.
    """
    copy = folder.with_name("served")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, symlinks=True)
    portal = Running(copy, environment(copy))
    began = time.monotonic()
    try:
        portal.start().wait(120)
        took = time.monotonic() - began
        what = f"a later start, {people:,} people"
        yield Line(PART, what, took, "s", LATER_START_S, "on the clock")
        visitors: dict[str, Visitor] = {}
        for page in PAGES * 2:
            _visit(portal, visitors, page, place.path(page))
        largest = max(one.memory_info().rss for one in portal.family()) / 2**20
        part = "Memory of the largest process, after every page"
        yield Line(part, f"{people:,} people", largest, "MB", budget)
    finally:
        portal.stop()
        portal.end()
        shutil.rmtree(copy)


def _visit(portal: Running, visitors: dict[str, Visitor], page: Page, path: str) -> None:
    if page.who not in visitors:
        visitor = Visitor(portal.port)
        visitors[page.who] = visitor.sign_in(f"{page.who}@demo.example", PASSWORD)
    status, *_ = visitors[page.who].get(path.replace(" ", "%20"))
    if status != 200:
        raise AssertionError(f"{path} answered {status}")
