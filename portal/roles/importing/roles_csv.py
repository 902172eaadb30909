"""From a CSV file of one's own to a catalogue of roles; the format stands in docs/imports.md."""

import re
from pathlib import Path

from portal.roles.importing.catalogue import Ask, Catalogue, RoleEntry, SkillEntry
from portal.roles.importing.csv_file import Row, Sheet, choice, listed, quoted
from portal.roles.models import ROLE_LEVELS
from portal.roles.queries import Known
from portal.skills.fold import fold
from portal.skills.models import LEVELS, Kind

SOURCE = "csv"
# Our columns, and what else they may be called. The later names in “title” and “summary” are
# those of the UK Government Digital and Data capability framework, where a role has levels with
# titles of their own.
HEADERS = {
    "code": ("role code", "external id"),
    "title": ("role title", "job title", "role level", "role"),
    "family": ("role family", "job family"),
    "level": ("grade level",),
    "summary": ("description", "role level description", "role description"),
    "responsibilities": ("tasks",),
    "department": (),
    "locations": ("location",),
    "aliases": ("alternate titles", "also called"),
    "education": (),
    "certificate": ("certificates",),
    "licence": ("licences", "license"),
    "years": ("experience",),
    "next_roles": ("typical next roles",),
    "skill": ("skill name",),
    "skill_level": ("required level",),
    "skill_kind": (),
    "skill_category": (),
    "skill_description": (),
    "essential": ("required",),
    "weight": (),
}
NEEDED = ("title", "family")
REQUIREMENTS = ("education", "certificate", "licence", "years")
# What the columns of a file speak of; the rest of a role is left as it is.
PARTS = {
    "summary": ("summary",),
    "responsibilities": ("responsibilities", "summary"),
    "department": ("department",),
    "locations": ("locations",),
    "aliases": ("aliases",),
    "requirements": REQUIREMENTS,
    "moves": ("next_roles",),
    "skills": ("skill",),
}
OF_ROLE = (
    "title", "family", "level", "summary", "responsibilities", "department", "locations",
    "aliases", *REQUIREMENTS, "next_roles",
)  # fmt: skip
SKILL_LEVELS = {
    **{fold(name): number for number, name in enumerate(LEVELS) if number},
    **{str(number): number for number in range(1, 5)},
    **{"awareness": 1, "practitioner": 3, "expert": 4},
}
USUAL_SKILL_LEVEL = 3
LEVEL_NAMES = {fold(name): number for number, name in enumerate(ROLE_LEVELS) if number}
# Where a file has no level, the words of the title tell it; the first that is found counts.
LEVEL_WORDS = (
    (5, ("lead", "principal", "head", "chief", "director")),
    (4, ("senior",)),
    (1, ("apprentice", "trainee", "intern", "entry")),
    (2, ("junior", "associate", "assistant")),
)
PLAIN_LEVEL = 3
YES_NO = {
    **dict.fromkeys(("yes", "y", "true", "1", "essential", "required"), True),
    **dict.fromkeys(("no", "n", "false", "0", "helpful", "preferred"), False),
}
KINDS: dict[str, str | None] = {str(kind): str(kind) for kind in Kind}
_BULLET = re.compile(r"^\s*[-•*]\s+")


def read(path: Path, known: Known, source: str = SOURCE) -> Catalogue:
    """The catalogue in a CSV file of roles, one row for each skill a role asks for.

    In: the file; the departments, locations and families there are; the name of the source.
    Raises Wrong with every row that cannot be taken, or Refused when the file is none.
    """
    sheet = Sheet(path, HEADERS, NEEDED)
    parts = frozenset(part for part, need in PARTS.items() if sheet.columns & set(need))
    reading = _Reading(sheet, known, Catalogue(source, parts))
    for row in sheet:
        reading.row(row)
    return reading.finished()


class _Reading:
    """One pass over a sheet: what was read so far, and the row each role began on."""

    def __init__(self, sheet: Sheet, known: Known, catalogue: Catalogue) -> None:
        self.sheet, self.known, self.catalogue = sheet, known, catalogue
        self.first: dict[str, Row] = {}
        self.asked: dict[tuple[str, str], Row] = {}
        self.repeated = self.unrated = self.guessed = 0

    def row(self, row: Row) -> None:
        key = row["code"] or fold(row["title"])
        if not row["title"] or not key:
            self.sheet.wrong(row.line, "title", "empty. Write the title of the role in every row.")
            return
        if key not in self.first:
            self.first[key] = row
            self.catalogue.roles[key] = self._role(key, row)
        else:
            self._same(key, row)
        if "skills" in self.catalogue.parts and row["skill"]:
            self._ask(key, row)

    def _same(self, key: str, row: Row) -> None:
        """A further row of a role may leave its cells empty, but not say something else."""
        first = self.first[key]
        for column in OF_ROLE:
            if row[column] and row[column] != first[column]:
                words = f"not the same as in line {first.line}, which is about the same role. "
                if column == "family" and not row["code"]:
                    words += "Two roles of one title need a code each."
                else:
                    words += "Write it alike, or leave it empty here."
                self.sheet.wrong(row.line, column, words)

    def _role(self, key: str, row: Row) -> RoleEntry:
        self._short(row, "title", "family")
        family = self.known.families.setdefault(fold(row["family"]), row["family"])
        if not row["family"]:
            self.sheet.wrong(row.line, "family", "empty. Write the family the role belongs to.")
        summary, duties = row["summary"], row["responsibilities"]
        if "responsibilities" not in self.sheet.columns:
            summary, duties = _apart(summary)
        role = RoleEntry(key, row["title"], family, self._level(row), summary, duties)
        role.department = self._place(row, "department", row["department"], self.known.departments)
        for name in listed(row["locations"]):
            role.locations.add(self._place(row, "locations", name, self.known.locations))
        for title in listed(row["aliases"]):
            role.also_called(title)
        for kind in REQUIREMENTS:
            role.requirements |= {(kind, words): True for words in listed(row[kind])}
        return role

    def _level(self, row: Row) -> int:
        if not row["level"]:
            self.guessed += 1
            return level_of_title(row["title"])
        level = LEVEL_NAMES.get(fold(row["level"]))
        if level is None and row["level"] in {"1", "2", "3", "4", "5"}:
            level = int(row["level"])
        if level is None:
            names = ", ".join(ROLE_LEVELS[1:])
            self.sheet.wrong(
                row.line, "level", f"{quoted(row['level'])} is none of 1 to 5 or {names}."
            )
        return level or PLAIN_LEVEL

    def _place(self, row: Row, column: str, name: str, known: dict[str, str]) -> str:
        if not name or fold(name) in known:
            return known.get(fold(name), "")
        listed = ", ".join(sorted(known.values())) or "none yet"
        self.sheet.wrong(row.line, column, f"{quoted(name)} is not known. Known are: {listed}.")
        return ""

    def _short(self, row: Row, *columns: str) -> None:
        for column in columns:
            if len(row[column]) > 200:
                self.sheet.wrong(row.line, column, "longer than 200 characters; shorten it.")

    def _ask(self, key: str, row: Row) -> None:
        self._short(row, "skill")
        skill = fold(row["skill"])
        before = self.asked.setdefault((key, skill), row)
        if before is not row:
            self.repeated += 1
            if any(before[name] != row[name] for name in ("skill_level", "essential", "weight")):
                words = f"asked for otherwise in line {before.line}. Keep one of the two rows."
                self.sheet.wrong(row.line, "skill", words)
            return
        entry = SkillEntry(
            row["skill"],
            choice(self.sheet, row, "skill_kind", KINDS, None),
            row["skill_description"],
            row["skill_category"],
        )
        if not row["skill_level"]:
            self.unrated += 1
        level = choice(self.sheet, row, "skill_level", SKILL_LEVELS, USUAL_SKILL_LEVEL)
        essential = choice(self.sheet, row, "essential", YES_NO, True)
        ask = Ask(level, essential, self._weight(row))
        self.catalogue.roles[key].asks_for(self.catalogue.skill(entry), ask)

    def _weight(self, row: Row) -> float:
        try:
            weight = round(float(row["weight"].replace(",", ".") or 1), 3)
        except ValueError:
            weight = 0.0
        if not 0 < weight <= 1:
            words = f"{quoted(row['weight'])} is no number above 0 and up to 1."
            self.sheet.wrong(row.line, "weight", words)
            return 1.0
        return weight

    def finished(self) -> Catalogue:
        """The catalogue. Raises Wrong when anything is to mend."""
        self._moves()
        if not self.catalogue.roles and not self.sheet.problems:
            self.sheet.wrong(1, "", "no role stands below the header.")
        self.sheet.check()
        usual = f"{USUAL_SKILL_LEVEL} {LEVELS[USUAL_SKILL_LEVEL]}"
        notes = {
            f"Roles without a level, where the words of the title decided: {self.guessed:,} "
            "(trainee 1, junior 2, senior 4, lead 5, otherwise 3).": self.guessed,
            f"Skills without a level, taken as {usual}: {self.unrated:,}.": self.unrated,
            f"Rows that repeat an earlier one: {self.repeated:,}.": self.repeated,
            f"Columns not read: {', '.join(self.sheet.unread)}.": len(self.sheet.unread),
        }
        self.catalogue.notes.extend(note for note, count in notes.items() if count)
        return self.catalogue

    def _moves(self) -> None:
        titles = {fold(role.title): key for key, role in self.catalogue.roles.items()}
        for key, row in self.first.items():
            for rank, name in enumerate(listed(row["next_roles"]), start=1):
                to = name if name in self.catalogue.roles else titles.get(fold(name))
                if to is None:
                    words = f"{quoted(name)} is no role of this file."
                    self.sheet.wrong(row.line, "next_roles", words)
                elif to != key:
                    self.catalogue.roles[key].moves.setdefault(to, rank)


def level_of_title(title: str) -> int:
    """The level, 1 to 5, that the words of a title speak of; 3 when they do not."""
    words = set(fold(title).split())
    return next((level for level, said in LEVEL_WORDS if words & set(said)), PLAIN_LEVEL)


def _apart(text: str) -> tuple[str, str]:
    """A text with a list in it, taken apart into summary and responsibilities, one a line."""
    lines = text.split("\n")
    duties = [_BULLET.sub("", line).strip() for line in lines if _BULLET.match(line)]
    if not duties:
        return text, ""
    plain = [line.strip() for line in lines if line.strip() and not _BULLET.match(line)]
    kept = [line for line in plain if not line.endswith(":")]
    return "\n".join(kept), "\n".join(duties)
