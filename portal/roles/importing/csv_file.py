"""A CSV file as people save it: read with care, and with the line of every row."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from pathlib import Path
from typing import TypeVar

from portal.errors import Refused
from portal.skills.fold import fold

Choice = TypeVar("Choice")
LARGEST = 10_000_000
LONGEST_CELL = 10_000
SHOWN = 50
DELIMITERS = ",;\t"
# How published tables say that a cell does not apply.
EMPTY = frozenset({"not in use", "missing", "n/a", "-", "–", "—"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it stands, what is wrong with it, and what to do."""

    line: int
    column: str
    words: str

    def __str__(self) -> str:
        column = f", column “{self.column}”" if self.column else ""
        return f"line {self.line}{column}: {self.words}"


class Wrong(Refused):
    """The file cannot be taken as it is; `problems` lists why, row by row."""

    def __init__(self, name: str, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        count = len(self.problems)
        lines = [str(problem) for problem in self.problems[:SHOWN]]
        if count > SHOWN:
            lines.append(f"… and {count - SHOWN:,} more.")
        things = "1 thing is wrong" if count == 1 else f"{count:,} things are wrong"
        super().__init__("\n".join([f"{name}: {things}.", *lines]))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line it begins on, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


class Sheet:
    """The rows of a CSV file under the columns we know.

    path: the file; UTF-8, with or without its mark, commas, semicolons or tabs between cells.
    headers: column → the headers that may stand for it, best first. Where several of them are in
        the file, the first one that is not empty in a row gives the cell.
    needed: columns without which nothing can be read.

    `columns` are those found. Problems found while reading are collected in `problems`.
    Raises Wrong when the file as a whole cannot be read.
    """

    def __init__(
        self, path: Path, headers: Mapping[str, Sequence[str]], needed: Iterable[str]
    ) -> None:
        self.name = path.name
        self.problems: list[Problem] = []
        text = _text(path)
        first = text.split("\n", 1)[0]
        delimiter = max(DELIMITERS, key=first.count)
        self._reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = self._rows()
        _, self.header = next(rows, (1, []))
        self._places = _places(self.header, headers)
        self.columns = frozenset(self._places)
        absent = [column for column in needed if column not in self._places]
        if absent:
            known = ", ".join(f"“{column}”" for column in headers)
            listed = " and ".join(f"“{column}”" for column in absent)
            raise Wrong(
                self.name,
                [Problem(1, "", f"there is no column {listed}. The columns may be {known}.")],
            )
        self._body = rows

    @property
    def unread(self) -> list[str]:
        """The headers that stand for nothing we know."""
        used = set(chain.from_iterable(self._places.values()))
        return [name for place, name in enumerate(self.header) if place not in used and name]

    def __iter__(self) -> Iterator[Row]:
        for line, cells in self._body:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(self.header):
                self.wrong(
                    line,
                    "",
                    f"there are {len(cells)} cells where {len(self.header)} belong. Put cells "
                    "with a comma or a line break between quotation marks.",
                )
                continue
            found = {column: self._cell(cells, column) for column in self._places}
            for column, cell in found.items():
                if len(cell) > LONGEST_CELL:
                    self.wrong(
                        line, column, f"longer than {LONGEST_CELL:,} characters; shorten it."
                    )
            yield Row(line, found)

    def wrong(self, line: int, column: str, words: str) -> None:
        """Remember something to mend."""
        self.problems.append(Problem(line, column, words))

    def check(self) -> None:
        """Raises Wrong when anything was found."""
        if self.problems:
            raise Wrong(self.name, sorted(self.problems, key=lambda problem: problem.line))

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Every row with the line it begins on; quoted cells may run over several lines."""
        while True:
            begins = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as problem:
                words = f"this row cannot be read ({problem}). Is a quotation mark left open?"
                raise Wrong(self.name, [Problem(begins, "", words)]) from problem
            yield begins, cells

    def _cell(self, cells: list[str], column: str) -> str:
        for place in self._places[column]:
            cell = cells[place].strip()
            if cell and cell.casefold() not in EMPTY:
                return cell.replace("\r\n", "\n")
        return ""


def choice(
    sheet: Sheet, row: Row, column: str, choices: Mapping[str, Choice], usual: Choice
) -> Choice:
    """What a cell that offers a few answers says; `usual` where it is empty."""
    if not row[column]:
        return usual
    if fold(row[column]) in choices:
        return choices[fold(row[column])]
    sheet.wrong(row.line, column, f"{quoted(row[column])} is none of: {', '.join(choices)}.")
    return usual


def listed(cell: str) -> list[str]:
    """The parts of a cell that holds several, divided by | ."""
    return [part.strip() for part in cell.split("|") if part.strip()]


def quoted(cell: str) -> str:
    """A cell as it is shown: its beginning, where it is long."""
    return f"“{cell[:60]}…”" if len(cell) > 60 else f"“{cell}”"


def _places(header: list[str], headers: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
    named: dict[str, int] = {}
    for place, name in enumerate(header):
        named.setdefault(fold(name.replace("_", " ")), place)
    places = {
        column: [
            named[fold(name)] for name in (column.replace("_", " "), *others) if fold(name) in named
        ]
        for column, others in headers.items()
    }
    return {column: found for column, found in places.items() if found}


def _text(path: Path) -> str:
    """The text of the file. Raises Wrong for what is not a CSV file in UTF-8."""
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST + 1)
    except OSError as problem:
        raise Refused(f"{path}: cannot be read ({problem.strerror}).") from problem
    if len(raw) > LARGEST:
        raise Refused(f"{path.name}: larger than {LARGEST // 1_000_000} MB. Split the file.")
    save_as = "Save it as “CSV UTF-8” and try again."
    if raw.startswith(b"PK"):
        raise Refused(f"{path.name}: this is a workbook or a .zip, not a CSV file. {save_as}")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw:
        raise Refused(f"{path.name}: this is not UTF-8 text. {save_as}")
    if not raw.strip(b"\xef\xbb\xbf \t\r\n"):
        raise Refused(f"{path.name}: the file is empty.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        raise Wrong(
            path.name, [Problem(line, "", f"this is not UTF-8 text. {save_as}")]
        ) from problem
