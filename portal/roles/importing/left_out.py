"""What an import left out, as a file for a spreadsheet."""

import csv
from collections.abc import Iterable
from pathlib import Path

from portal.cells import safe
from portal.errors import Refused
from portal.roles.importing.catalogue import LeftOut


def write(path: Path, left_out: Iterable[LeftOut]) -> None:
    """A row for each thing: file, line, column and why. Raises Refused where that fails."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(("file", "line", "column", "why"))
            for one in left_out:
                rows.writerow((safe(one.file), one.line, safe(one.column), safe(one.words)))
    except OSError as problem:
        raise Refused(
            f"{path}: cannot be written ({problem.strerror}). The import itself is done."
        ) from problem
