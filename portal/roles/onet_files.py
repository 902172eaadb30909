"""Reading the published O*NET text distribution: a folder, or the .zip as downloaded.

Tab-separated files with one header line, unquoted, one row a line, as described in the O*NET
database's own data dictionary (https://www.onetcenter.org/dictionary/29.3/excel/).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from portal.errors import Refused
from portal.roles.catalogue import Tell

SOC = re.compile(r"\d{2}-\d{4}\.\d{2}")
LONGEST_LINE = 100_000
LARGEST_FILE = 200_000_000
CODE = "O*NET-SOC Code"
TELL_EVERY = 4000


class Distribution:
    """The files of one distribution, each to be read row by row.

    Raises Refused, in words naming file and line, for whatever is not as published.
    """

    def __init__(self, path: Path, names: tuple[str, ...], tell: Tell) -> None:
        self._open_files = ExitStack()
        self._tell = tell
        self._read = 0
        self.path = path
        self._zip: zipfile.ZipFile | None = None
        if not path.exists():
            raise Refused(f"{path}: there is no such file or folder.")
        self._paths = self._in_zip(names) if path.is_file() else self._in_folder(names)
        self._whole = max(1, sum(size for _, size in self._paths.values()))

    def __enter__(self) -> "Distribution":
        return self

    def __exit__(self, *_: object) -> None:
        self._open_files.close()

    def _in_zip(self, names: tuple[str, ...]) -> dict[str, tuple[str, int]]:
        try:
            self._zip = self._open_files.enter_context(zipfile.ZipFile(self.path))
        except (zipfile.BadZipFile, OSError) as problem:
            raise Refused(
                f"{self.path.name}: this is not a complete .zip file. Download it again."
            ) from problem
        found = {
            Path(info.filename).name: (info.filename, info.file_size)
            for info in self._zip.infolist()
        }
        return self._checked(names, found)

    def _in_folder(self, names: tuple[str, ...]) -> dict[str, tuple[str, int]]:
        folder = self.path
        if not (folder / f"{names[0]}.txt").is_file():
            deeper = sorted(folder.glob(f"*/{names[0]}.txt"))
            folder = deeper[0].parent if deeper else folder
        found = {p.name: (str(p), p.stat().st_size) for p in folder.glob("*.txt") if p.is_file()}
        return self._checked(names, found)

    def _checked(
        self, names: tuple[str, ...], found: dict[str, tuple[str, int]]
    ) -> dict[str, tuple[str, int]]:
        wanted = [f"{name}.txt" for name in names]
        absent = [name for name in wanted if name not in found]
        if absent:
            raise Refused(
                f"{self.path}: {', '.join(absent)} not found. Give the unpacked O*NET text "
                "distribution, or its .zip as downloaded (db_…_text.zip)."
            )
        for name in wanted:
            if found[name][1] > LARGEST_FILE:
                raise Refused(f"{name}: larger than any O*NET file; this is not the distribution.")
        return {name: found[name] for name in wanted}

    def rows(self, name: str, columns: tuple[str, ...]) -> Iterator["Line"]:
        """The rows of a file, each with the named columns."""
        file = f"{name}.txt"
        try:
            with self._opened(file) as stream:
                yield from self._lines(file, stream, columns)
        except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, zlib.error) as problem:
            raise Refused(f"{file}: cannot be read ({problem}). Download it again.") from problem

    def _opened(self, file: str) -> IO[bytes]:
        where = self._paths[file][0]
        return self._zip.open(where) if self._zip else Path(where).open("rb")

    def _lines(self, file: str, stream: IO[bytes], columns: tuple[str, ...]) -> Iterator["Line"]:
        header = _cells(file, 1, stream.readline(LONGEST_LINE))
        absent = [column for column in columns if column not in header]
        if absent:
            raise Refused(
                f"{file}, line 1: the column {', '.join(repr(c) for c in absent)} is not there. "
                "Is this the O*NET file of that name?"
            )
        places = [header.index(column) for column in columns]
        number = 1
        while raw := stream.readline(LONGEST_LINE):
            number += 1
            self._read += len(raw)
            if number % TELL_EVERY == 0:
                self._tell(f"Reading {file}", self._read / self._whole)
            cells = _cells(file, number, raw)
            if len(cells) != len(header):
                raise Refused(
                    f"{file}, line {number}: {len(cells)} cells where {len(header)} belong. "
                    "Was the file cut off or changed?"
                )
            yield Line(file, number, [cells[place] for place in places])
        if number == 1:
            raise Refused(f"{file}: nothing stands below the header.")
        self._tell(f"Reading {file}", self._read / self._whole)


class Line:
    """One row: its cells, and where it stands for when something is wrong with it."""

    __slots__ = ("cells", "file", "number")

    def __init__(self, file: str, number: int, cells: list[str]) -> None:
        self.file, self.number, self.cells = file, number, cells

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


def _cells(file: str, number: int, raw: bytes) -> list[str]:
    if not raw:
        raise Refused(f"{file}: the file is empty.")
    if b"\0" in raw:
        raise Refused(f"{file}, line {number}: this is not a text file.")
    if not raw.endswith(b"\n"):
        words = "is far too long" if len(raw) >= LONGEST_LINE else "ends in the middle"
        raise Refused(f"{file}, line {number}: the line {words}. Was the file cut off?")
    try:
        text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
    except UnicodeDecodeError as problem:
        raise Refused(
            f"{file}, line {number}: not UTF-8 text (byte {problem.start + 1})."
        ) from problem
    return text.rstrip("\r\n").split("\t")
