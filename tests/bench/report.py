"""The figures of a run: a table for people, JSON for whoever compares runs."""

import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One figure. Without a budget it is for information; without a figure, `note` says why."""

    part: str
    what: str
    figure: float | None
    unit: str = ""
    budget: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def over(self) -> bool:
        if self.figure is None or self.budget is None:
            return False
        if self.at_least:
            return self.figure < self.budget
        return round(self.figure, 2) > self.budget

    @property
    def verdict(self) -> str:
        if self.figure is None:
            return "not measured"
        if self.budget is None:
            return ""
        return "OVER" if self.over else "ok"


def number(value: float | None) -> str:
    """Three figures that count."""
    if value is None:
        return "-"
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(lines: Iterable[Line]) -> None:
    """The lines of one part, as they come in."""
    part = ""
    for line in lines:
        if line.part != part:
            part = line.part
            print(f"\n{part}", flush=True)
        sign = "≥" if line.at_least else "≤"
        budget = f"{sign} {number(line.budget)}" if line.budget is not None else ""
        print(
            f"  {line.what:<44}{number(line.figure):>9} {line.unit:<9}{budget:>9}"
            f"  {line.verdict:<5} {line.note}".rstrip(),
            flush=True,
        )


def write(lines: list[Line], folder: Path, seconds: float) -> Path:
    """The run as JSON in `folder`, named by its moment."""
    at = datetime.now(UTC)
    file = folder / f"{at:%Y-%m-%d-%H%M%S}.json"
    whole = {
        "at": at.isoformat(timespec="seconds"),
        "seconds": round(seconds),
        "machine": {
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.machine()}",
            "processors": os.cpu_count(),
            "load": round(os.getloadavg()[0], 1) if sys.platform != "win32" else None,
        },
        "lines": [asdict(line) | {"verdict": line.verdict} for line in lines],
    }
    file.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    return file


def closing(lines: list[Line], file: Path, seconds: float) -> None:
    """What is over its budget, at the end, where it is seen."""
    over = [line for line in lines if line.over]
    judged = sum(line.verdict in ("ok", "OVER") for line in lines)
    print(f"\n{judged - len(over)} of {judged} within their budgets, in {seconds:.0f} s: {file}")
    for line in over:
        sign = "at least" if line.at_least else "at most"
        print(
            f"  OVER  {line.part}: {line.what} is {number(line.figure)} {line.unit}, "
            f"{sign} {number(line.budget)}"
        )
