"""Reading a published distribution: a folder of tables, or the .zip as downloaded.

Which files there are and how their rows are divided is said by whoever reads one: O*NET divides by
tabs, ESCO is CSV.
"""

import csv
import fnmatch
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from portal.errors import Refused
from portal.roles.importing.catalogue import Tell

LONGEST_LINE = 100_000
LARGEST_FILE = 200_000_000
TELL_EVERY = 4000

Records = Iterator[tuple[int, list[str], int]]
"""Of each row: the line it begins on, its cells, and how many bytes it took."""


@dataclass(frozen=True)
class Publisher:
    """Who publishes it, how its rows are divided, and what to give when it is not found."""

    name: str
    records: Callable[[str, IO[bytes]], Records]
    give: str


class Distribution:
    """The files of one distribution, each to be read row by row.

    A name may leave a part open (“skills_*.csv”: in one language or another); one file must fit.
    Raises Refused, in words naming file and line, for whatever is not as published.
    """

    def __init__(
        self, path: Path, names: tuple[str, ...], publisher: Publisher, tell: Tell
    ) -> None:
        self._open_files = ExitStack()
        self._publisher = publisher
        self._tell = tell
        self._read = 0
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        if not path.exists():
            raise Refused(f"{path}: there is no such file or folder.")
        found = self._in_zip() if path.is_file() else self._in_folder(names)
        self._files = self._checked(names, found)
        self._whole = max(1, sum(size for *_, size in self._files.values()))

    def __enter__(self) -> "Distribution":
        return self

    def __exit__(self, *_: object) -> None:
        self._open_files.close()

    def _in_zip(self) -> dict[str, tuple[str, int]]:
        try:
            self._zip = self._open_files.enter_context(zipfile.ZipFile(self.path))
        except (zipfile.BadZipFile, OSError) as problem:
            raise Refused(
                f"{self.path.name}: this is not a complete .zip file. Download it again."
            ) from problem
        return {
            Path(info.filename).name: (info.filename, info.file_size)
            for info in self._zip.infolist()
        }

    def _in_folder(self, names: tuple[str, ...]) -> dict[str, tuple[str, int]]:
        folder = self.path
        if not any(folder.glob(names[0])):
            deeper = sorted(folder.glob(f"*/{names[0]}"))
            folder = deeper[0].parent if deeper else folder
        return {
            p.name: (str(p), p.stat().st_size)
            for p in folder.glob(f"*{Path(names[0]).suffix}")
            if p.is_file()
        }

    def _checked(
        self, names: tuple[str, ...], found: dict[str, tuple[str, int]]
    ) -> dict[str, tuple[str, str, int]]:
        """By the name asked for: the file's own, where it is, and how large."""
        fitting = {name: sorted(fnmatch.filter(found, name)) for name in names}
        absent = [name for name, files in fitting.items() if not files]
        if absent:
            raise Refused(f"{self.path}: {', '.join(absent)} not found. {self._publisher.give}")
        for files in fitting.values():
            if len(files) > 1:
                raise Refused(f"{self.path}: both {files[0]} and {files[1]}. Keep one language.")
            if found[files[0]][1] > LARGEST_FILE:
                raise Refused(
                    f"{files[0]}: larger than any {self._publisher.name} file; this is not the "
                    "distribution."
                )
        return {name: (files[0], *found[files[0]]) for name, files in fitting.items()}

    def called(self, name: str) -> str:
        """What the file is called here."""
        return self._files[name][0]

    def rows(
        self, name: str, columns: tuple[str, ...], *, ragged: bool = False
    ) -> Iterator["Line"]:
        """The rows of a file, each with the named columns; `ragged` ones may leave the last off."""
        file, where, _ = self._files[name]
        try:
            with self._zip.open(where) if self._zip else Path(where).open("rb") as stream:
                yield from self._lines(file, stream, columns, ragged)
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, zlib.error) as problem:
            raise Refused(f"{file}: cannot be read ({problem}). Download it again.") from problem

    def _lines(
        self, file: str, stream: IO[bytes], columns: tuple[str, ...], ragged: bool
    ) -> Iterator["Line"]:
        records = self._publisher.records(file, stream)
        _, header, _ = next(records, (1, [], 0))
        absent = [column for column in columns if column not in header]
        if absent:
            raise Refused(
                f"{file}, line 1: the column {', '.join(repr(c) for c in absent)} is not there. "
                f"Is this the {self._publisher.name} file of that name?"
            )
        places = [header.index(column) for column in columns]
        count = 0
        for count, (number, cells, size) in enumerate(records, start=1):
            self._read += size
            if count % TELL_EVERY == 0:
                self._tell(f"Reading {file}", self._read / self._whole)
            if ragged:
                cells += [""] * (len(header) - len(cells))
            if len(cells) != len(header):
                raise Refused(
                    f"{file}, line {number}: {len(cells)} cells where {len(header)} belong. "
                    "Was the file cut off or changed?"
                )
            yield Line(file, number, [cells[place] for place in places])
        if not count:
            raise Refused(f"{file}: nothing stands below the header.")
        self._tell(f"Reading {file}", self._read / self._whole)


class Line:
    """One row: its cells, and where it stands for when something is wrong with it."""

    __slots__ = ("cells", "file", "number")

    def __init__(self, file: str, number: int, cells: list[str]) -> None:
        self.file, self.number, self.cells = file, number, cells

    @property
    def place(self) -> tuple[str, int]:
        return self.file, self.number

    def wrong(self, words: str) -> Refused:
        return Refused(f"{self.file}, line {self.number}: {words}")

    def figure(self, cell: str, column: str, least: float, most: float) -> float:
        """The number in a cell, between `least` and `most`."""
        try:
            value = float(cell)
        except ValueError:
            raise self.wrong(f"{column} is {cell!r}, which is not a number.") from None
        if not least <= value <= most:
            raise self.wrong(f"{column} is {cell}, but lies between {least:g} and {most:g}.")
        return value


def tabbed(file: str, stream: IO[bytes]) -> Records:
    """Rows of one line each, with tabs between the cells and nothing quoted."""
    for number, text, size in _texts(file, stream):
        yield number, text.rstrip("\r\n").split("\t"), size


def quoted(file: str, stream: IO[bytes]) -> Records:
    """CSV rows; a cell in quotation marks may run over several lines."""
    taken = 0

    def lines() -> Iterator[str]:
        nonlocal taken
        for _, text, size in _texts(file, stream):
            taken += size
            yield text

    reader = csv.reader(lines(), strict=True)
    while True:
        begins, before = reader.line_num + 1, taken
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            raise Refused(
                f"{file}, line {begins}: this row cannot be read ({problem}). Was the file cut off "
                "or changed?"
            ) from problem
        yield begins, cells, taken - before


def _texts(file: str, stream: IO[bytes]) -> Iterable[tuple[int, str, int]]:
    """Every line with its number and size. Raises Refused for what is no text, whole and UTF-8."""
    number = 0
    while (raw := stream.readline(LONGEST_LINE)) or not number:
        number += 1
        yield number, _text(file, number, raw), len(raw)


def _text(file: str, number: int, raw: bytes) -> str:
    if not raw:
        raise Refused(f"{file}: the file is empty.")
    if b"\0" in raw:
        raise Refused(f"{file}, line {number}: this is not a text file.")
    if not raw.endswith(b"\n"):
        words = "is far too long" if len(raw) >= LONGEST_LINE else "ends in the middle"
        raise Refused(f"{file}, line {number}: the line {words}. Was the file cut off?")
    try:
        return raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as problem:
        raise Refused(
            f"{file}, line {number}: not UTF-8 text (byte {problem.start + 1})."
        ) from problem
