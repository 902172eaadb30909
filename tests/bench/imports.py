"""The import of a published catalogue, where one is at hand."""

import os
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from portal.config import ROOT
from tests.bench.place import environment
from tests.bench.report import Line
from tests.bench.startup import cpu

MINUTE, MEGABYTES = 60, 500
AGAIN = "the same again"


def distribution(name: str) -> Path | None:
    """A distribution in the folder named by DATA, or beside the project: a .zip or unpacked."""
    folder = Path(os.environ.get("DATA") or ROOT / "../shared/data") / name
    archives = sorted(folder.glob("*.zip"))
    if archives:
        return archives[-1].resolve()
    return folder.resolve() if any(folder.glob("*.txt")) or any(folder.glob("*.csv")) else None


def published(folder: Path, name: str, words: str) -> Iterator[Line]:
    """First import and a repetition, each in a process of its own."""
    part = f"Import of {words}"
    source = distribution(name)
    if source is None:
        yield Line(part, "import", None, note=f"no folder {name} in DATA")
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    aspire("db", "upgrade", folder=folder)
    for what in ("first import", AGAIN):
        seconds, said = aspire("import", name, str(source), folder=folder)
        read = re.search(r"Read: ([\d,]+ (?:roles|skills)[^.]*)", said)
        yield Line(part, what, seconds, "s", MINUTE, read.group(1) if read else "")
        memory = re.search(r"(\d+) MB at most", said)
        yield Line(
            part, f"{what}, memory", float(memory.group(1)) if memory else None, "MB", MEGABYTES
        )
        rows = re.search(r"([\d,]+) rows written", said)
        if what == AGAIN and rows:
            yield Line(part, "rows it writes", float(rows.group(1).replace(",", "")), "", 0)
    shutil.rmtree(folder)


def aspire(*words: str, folder: Path) -> tuple[float, str]:
    """Processor seconds of a command, and what it said."""
    command = str(Path(sys.executable).with_name("aspire"))
    return cpu([command, *words], {"PATH": os.environ["PATH"]} | environment(folder))
