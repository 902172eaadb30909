"""From a CSV file of one's own to a catalogue of skills; the format stands in docs/imports.md."""

from pathlib import Path

from portal.roles.importing.catalogue import Catalogue, Code, SkillEntry
from portal.roles.importing.csv_file import Row, Sheet, choice, listed, quoted
from portal.roles.importing.roles_csv import KINDS, SOURCE, YES_NO
from portal.skills.fold import fold
from portal.skills.models import Status

HEADERS = {
    "name": ("skill", "skill name", "preferred label"),
    "kind": ("skill kind", "skill type"),
    "category": ("skill category", "group"),
    "description": ("skill description",),
    "aliases": ("other words", "also called", "alternative labels"),
    "codes": ("code", "external id", "external ids"),
    "core": (),
    "critical": (),
    "status": (),
}
LONGEST = {"name": 200, "category": 200, "description": 5_000, "aliases": 5_000, "codes": 5_000}
LONGEST_ALIAS, LONGEST_CODE = 100, 300
STATES = {
    **{str(status): str(status) for status in Status},
    **dict.fromkeys(("retired", "no longer used"), str(Status.DEPRECATED)),
    **dict.fromkeys(("in use", "used"), str(Status.ACTIVE)),
}
# Addresses that are codes of a published taxonomy, and whose.
KNOWN = {"http://data.europa.eu/esco/": "esco"}


def read(path: Path, source: str = SOURCE) -> Catalogue:
    """The catalogue in a CSV file of skills, one row for each.

    Raises Wrong with every row that cannot be taken, or Refused when the file is none.
    """
    sheet = Sheet(path, HEADERS, ("name",))
    catalogue = Catalogue(source, frozenset(), ours=True)
    names: dict[str, int] = {}
    codes: dict[Code, int] = {}
    for row in sheet:
        if _sound(sheet, row) and _first(sheet, row, names):
            catalogue.skill(_entry(sheet, row, codes))
    if not catalogue.skills and not sheet.problems:
        sheet.wrong(1, "", "no skill stands below the header.")
    _words_of_one(sheet, catalogue)
    sheet.check()
    if sheet.unread:
        catalogue.notes.append(f"Columns not read: {', '.join(sheet.unread)}.")
    return catalogue


def _sound(sheet: Sheet, row: Row) -> bool:
    """Whether the row names a skill, in cells that are not too long."""
    if not fold(row["name"]):
        sheet.wrong(row.line, "name", "empty. Write the name of the skill in every row.")
        return False
    long = [column for column, most in LONGEST.items() if len(row[column]) > most]
    for column in long:
        words = f"longer than {LONGEST[column]:,} characters; shorten it."
        sheet.wrong(row.line, column, words)
    return not long


def _first(sheet: Sheet, row: Row, names: dict[str, int]) -> bool:
    before = names.setdefault(fold(row["name"]), row.line)
    if before == row.line:
        return True
    words = f"{quoted(row['name'])} stands in line {before} before. Keep one of the two rows."
    sheet.wrong(row.line, "name", words)
    return False


def _entry(sheet: Sheet, row: Row, codes: dict[Code, int]) -> SkillEntry:
    entry = SkillEntry(
        " ".join(row["name"].split()),
        choice(sheet, row, "kind", KINDS, None),
        row["description"],
        " ".join(row["category"].split()),
        place=(sheet.name, row.line),
    )
    for name in listed(row["aliases"]):
        if len(name) > LONGEST_ALIAS:
            words = f"{quoted(name)} is longer than {LONGEST_ALIAS} characters; shorten it."
            sheet.wrong(row.line, "aliases", words)
        entry.also_called(" ".join(name.split()))
    for cell in listed(row["codes"]):
        if code := _code(sheet, row, cell, codes):
            entry.codes.append(code)
    for column in ("core", "critical"):
        if row[column]:
            entry.marks[column] = choice(sheet, row, column, YES_NO, False)
    if row["status"]:
        entry.marks["status"] = choice(sheet, row, "status", STATES, "")
    return entry


def _code(sheet: Sheet, row: Row, cell: str, codes: dict[Code, int]) -> Code | None:
    """Which taxonomy calls it what: “onet:2.A.1.a”, or an address that says so itself."""
    source = next((name for start, name in KNOWN.items() if cell.startswith(start)), "")
    code = cell
    if not source:
        source, _, code = (part.strip() for part in cell.partition(":"))
    if not fold(source) or not code or len(cell) > LONGEST_CODE or code.startswith("//"):
        words = f"{quoted(cell)} is no code. Write the taxonomy before it, as in onet:2.A.1.a."
        sheet.wrong(row.line, "codes", words)
        return None
    known = (source.lower(), code)
    before = codes.setdefault(known, row.line)
    if before != row.line:
        sheet.wrong(row.line, "codes", f"{quoted(cell)} stands in line {before} before.")
    return known


def _words_of_one(sheet: Sheet, catalogue: Catalogue) -> None:
    """Another word for a skill cannot be the name of one beside it."""
    for entry in catalogue.skills.values():
        for folded, name in entry.aliases.items():
            if folded in catalogue.skills:
                line = catalogue.skills[folded].place[1]
                words = f"{quoted(name)} is the skill of line {line}."
                sheet.wrong(entry.place[1], "aliases", words)
