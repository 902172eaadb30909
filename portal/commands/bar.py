"""How far a long command has come: a bar on a terminal, a line now and then in a log."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

Step = Callable[[int, int], None]
EVERY = 5.0


@contextmanager
def progress(what: str) -> Iterator[Step]:
    """A function to be told (done, expected)."""
    if not sys.stderr.isatty():
        yield _lines(what)
        return
    bar: Any = click.progressbar(length=1000, label=what, file=sys.stderr)
    with bar:

        def move(done: int, expected: int) -> None:
            bar.update(1000 * done // max(expected, 1) - bar.pos)

        yield move


def _lines(what: str) -> Step:
    said = time.monotonic()

    def line(done: int, expected: int) -> None:
        nonlocal said
        if time.monotonic() - said >= EVERY:
            said = time.monotonic()
            click.echo(f"{what}: {done:,} of {expected:,}", err=True)

    return line
