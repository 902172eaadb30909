"""Statements of the Experience API in a file, one on a line, as a record store exports them."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal.db import transaction
from portal.errors import Refused
from portal.learning.importing import statements
from portal.learning.importing.statements import Malformed, Outcome, Untaken

LONGEST_LINE = 200_000
MOST_PROBLEMS = 50


class _Tried(Exception):
    """It was done to see what would be done, and is taken back."""


@dataclass
class Taken:
    """What became of the statements of a file."""

    new: int = 0
    known: int = 0
    others: int = 0
    problems: list[str] = field(default_factory=list)
    untaken: int = 0


def bring_in(path: Path, tell: Callable[[str, float], None], *, dry_run: bool = False) -> Taken:
    """Take the statements of a file, each in a transaction of its own; again, it changes nothing.

    Raises Refused for a file that cannot be read. A line that cannot be taken is named and left.
    """
    taken = Taken()
    size = max(1, path.stat().st_size if path.is_file() else 1)
    read = 0
    for number, line in _lines(path):
        read += len(line)
        if number % 100 == 1:
            tell("Statements", min(1.0, read / size))
        try:
            _count(taken, _take(line, dry_run))
        except (Untaken, Refused) as no:
            taken.untaken += 1
            if len(taken.problems) < MOST_PROBLEMS:
                taken.problems.append(f"line {number}: {no}")
    tell("Done", 1.0)
    return taken


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            number = 0
            while line := file.readline(LONGEST_LINE + 1):
                number += 1
                if len(line) > LONGEST_LINE:
                    raise Refused(f"{path.name}: line {number} is too long to be a statement.")
                if line.strip():
                    yield number, line
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(f"{path.name} cannot be read as UTF-8 text.") from problem


def _take(line: str, dry_run: bool) -> Outcome:
    try:
        written = json.loads(line)
    except (ValueError, RecursionError):
        raise Malformed("this is not one statement in JSON.") from None
    said = statements.read(written)
    outcome = Outcome.OTHER
    if said is None:
        return outcome
    with suppress(_Tried), transaction():
        outcome = statements.take(said)
        if dry_run:
            raise _Tried
    return outcome


def _count(taken: Taken, outcome: Outcome) -> None:
    taken.new += outcome == Outcome.NEW
    taken.known += outcome == Outcome.KNOWN
    taken.others += outcome == Outcome.OTHER
