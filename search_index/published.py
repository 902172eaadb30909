"""The published taxonomies as lists of labels, to train the subword table on.

O*NET (U.S. Department of Labor, Employment and Training Administration; CC BY 4.0): occupations
with their alternate and reported titles. ESCO (European Commission; free reuse by decision
2011/833/EU): occupations and skills with their alternative labels. The first sentence of each
description goes beside the names.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Literal
from zipfile import ZipFile

Thing = list[str]
"""The labels of one occupation or skill, its name first."""

_QUOTING: dict[str, Literal[0, 3]] = {"\t": csv.QUOTE_NONE, ",": csv.QUOTE_MINIMAL}
_SENTENCE = re.compile(r"(?<=[a-z)]{2}[.!?])\s")


def labels(name: str, others: list[str], description: str) -> Thing:
    """The labels of a thing, each once: its name, other names, the first sentence about it."""
    first = _SENTENCE.split(description.strip(), maxsplit=1)[0]
    return list(dict.fromkeys(" ".join(one.split()) for one in (name, *others, first) if one))


def things(data: Path) -> Iterator[Thing]:
    """Everything in the distributions in a folder, in the order of the files.

    Raises FileNotFoundError when one of the two is not there.
    """
    for folder, pattern, reader in (("onet", "db_*_text.zip", onet), ("esco", "ESCO*.zip", esco)):
        found = sorted((data / folder).glob(pattern))
        if not found:
            raise FileNotFoundError(f"no {pattern} in {data / folder}")
        with ZipFile(found[-1]) as distribution:
            yield from reader(distribution)


def onet(distribution: ZipFile) -> Iterator[Thing]:
    """The occupations of O*NET."""
    others: dict[str, list[str]] = {}
    for file, column in (
        ("Alternate Titles", "Alternate Title"),
        ("Alternate Titles", "Short Title"),
        ("Sample of Reported Titles", "Reported Job Title"),
    ):
        for row in _rows(distribution, f"{file}.txt", "\t"):
            others.setdefault(row["O*NET-SOC Code"], []).append(row[column])
    for row in _rows(distribution, "Occupation Data.txt", "\t"):
        yield labels(row["Title"], others.get(row["O*NET-SOC Code"], []), row["Description"])


def esco(distribution: ZipFile) -> Iterator[Thing]:
    """The occupations and skills of ESCO."""
    for file in ("occupations_en.csv", "skills_en.csv"):
        for row in _rows(distribution, file, ","):
            others = (row["altLabels"] + "\n" + row["hiddenLabels"]).split("\n")
            yield labels(row["preferredLabel"], others, row["description"])


def _rows(distribution: ZipFile, name: str, between: str) -> Iterator[Mapping[str, str]]:
    """The lines of a file of the distribution, in whatever folder of it."""
    inside = next(one for one in distribution.namelist() if one.split("/")[-1] == name)
    with distribution.open(inside) as opened:
        lines = TextIOWrapper(opened, "utf-8", newline="")
        rows = csv.reader(lines, delimiter=between, quoting=_QUOTING[between])
        columns = next(rows)
        yield from (dict(zip(columns, row, strict=True)) for row in rows)
