"""The import of a published catalogue, where one is at hand."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from portal.config import ROOT
from tests.bench.place import environment
from tests.bench.report import Line
from tests.bench.startup import cpu

PART = "Import of O*NET (text distribution)"


def distribution() -> Path | None:
    """The distribution in the folder named by DATA, or beside the project: a .zip or unpacked."""
    folder = Path(os.environ.get("DATA") or ROOT / "../shared/data") / "onet"
    archives = sorted(folder.glob("*.zip"))
    if archives:
        return archives[-1].resolve()
    return folder.resolve() if any(folder.glob("*.txt")) else None


def onet(folder: Path) -> Iterator[Line]:
    """First import and a repetition, each in a process of its own."""
    source = distribution()
    if source is None:
        yield Line(PART, "import", None, note="no folder onet in DATA")
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    aspire = [str(Path(sys.executable).with_name("aspire"))]
    subprocess.run([*aspire, "db", "upgrade"], env=_env(folder), check=True, capture_output=True)
    for what in ("first import", "the same again"):
        seconds, said = cpu([*aspire, "import", "onet", str(source)], _env(folder))
        memory = re.search(r"(\d+) MB at most", said)
        roles = re.search(r"Read: ([\d,]+ roles, [\d,]+ skills, [\d,]+ links)", said)
        note = ", ".join(
            found
            for found in (
                roles.group(1) if roles else "",
                f"{memory.group(1)} MB at most" if memory else "",
            )
            if found
        )
        yield Line(PART, what, seconds, "s", note=note)
    shutil.rmtree(folder)


def _env(folder: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"]} | environment(folder)
