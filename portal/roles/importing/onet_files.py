"""The published O*NET text distribution: a folder, or the .zip as downloaded.

Tab-separated files with one header line, unquoted, one row a line, as described in the O*NET
database's own data dictionary (https://www.onetcenter.org/dictionary/29.3/excel/).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from portal.roles.importing.catalogue import Tell
from portal.roles.importing.distribution import Distribution, Line, Publisher, tabbed

SOC = re.compile(r"\d{2}-\d{4}\.\d{2}")
SOURCE = "onet"
CODE = "O*NET-SOC Code"
ONET = Publisher(
    "O*NET",
    tabbed,
    "Give the unpacked O*NET text distribution, or its .zip as downloaded (db_…_text.zip).",
)


class OnetFiles(Distribution):
    """The files of O*NET, by the names its dictionary gives them: without “.txt”."""

    def __init__(self, path: Path, names: tuple[str, ...], tell: Tell) -> None:
        super().__init__(path, tuple(f"{name}.txt" for name in names), ONET, tell)

    def rows(self, name: str, columns: tuple[str, ...], *, ragged: bool = False) -> Iterator[Line]:
        return super().rows(f"{name}.txt", columns, ragged=ragged)
