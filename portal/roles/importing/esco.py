"""From the ESCO classification to a catalogue of skills; docs/imports.md says how.

Source: ESCO, the European classification of Skills, Competences, Qualifications and Occupations,
published as CSV by the European Commission for free reuse under its decision 2011/833/EU
(https://esco.ec.europa.eu/en/use-esco/download).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from portal.errors import Refused
from portal.roles import kin
from portal.roles.importing import esco_roles
from portal.roles.importing.catalogue import Catalogue, SkillEntry, Tell, silent
from portal.roles.importing.distribution import Distribution, Line, Publisher, quoted
from portal.skills.fold import fold
from portal.skills.models import Kind

SOURCE = "esco"
ESCO = Publisher(
    "ESCO",
    quoted,
    "Give the folder of the ESCO classification as CSV, or its .zip as downloaded, unpacked once.",
)
SKILLS, HIERARCHY = "skills_*.csv", "skillsHierarchy_*.csv"
BROADER, RELATED = "broaderRelationsSkillPillar.csv", "skillSkillRelations.csv"
FILES = (SKILLS, HIERARCHY, BROADER, RELATED)

LONGEST_NAME, LONGEST_ALIAS, ALIASES = 200, 100, 10
LONGEST_DESCRIPTION = 5_000
COVERAGE = 0.95
"""The hierarchy speaks of every skill; of fewer than this share, and a file was cut off."""

# Skills and competences of the hierarchy that are about people: working with others, counselling,
# helping the public, leading and organising. Not designing (S1.11), artistic work (S1.12),
# performing (S1.14), computers (S5, T1.3) and working with one's hands (T5), which are crafts.
OF_PEOPLE = ("T", "S1.", "S3.1", "S3.4", "S4.")
CRAFTS = ("S1.11", "S1.12", "S1.14", "S5", "T1.3", "T5")


class Group(NamedTuple):
    """A group of the skills hierarchy: its code, and the name skills of it are listed under."""

    code: str
    category: str


def read(path: Path, tell: Tell = silent, *, roles: bool = False) -> Catalogue:
    """The skills in an ESCO distribution (a folder or a .zip); with `roles` the occupations too.

    Raises Refused, naming file and line, when anything is not as published. What is not brought in
    is listed in `left_out`, with its reason.
    """
    names = FILES + (esco_roles.FILES if roles else ())
    parts = {"kin"} | (esco_roles.PARTS if roles else set())
    with Distribution(path, names, ESCO, tell) as files:
        catalogue = Catalogue(SOURCE, frozenset(parts))
        skills = _skills(files, catalogue)
        _place(files, catalogue, skills, _hierarchy(files))
        _related(files, catalogue, skills)
        if roles:
            esco_roles.read(files, catalogue, skills)
    _own_names_only(catalogue)
    return catalogue


def written(name: str) -> str:
    """A name as ours are written: with a capital, unless its first word has one of its own."""
    name = " ".join(name.split())
    first = name.split(" ", 1)[0]
    return name[:1].upper() + name[1:] if first.islower() else name


def listed(cell: str) -> list[str]:
    """Labels stand one a line; in the collections, and in earlier versions, between bars."""
    return [label for part in cell.split("\n") for label in part.split(" | ") if label.strip()]


def _skills(files: Distribution, catalogue: Catalogue) -> dict[str, str | None]:
    """The folded name of every skill by its URI; None for those left out."""
    skills: dict[str, str | None] = {}
    columns = ("conceptUri", "reuseLevel", "preferredLabel", "altLabels", "status", "description")
    for line in files.rows(SKILLS, columns):
        uri, reuse, label, others, status, description = line.cells
        if "/esco/skill/" not in uri:
            raise line.wrong(f"conceptUri is {uri[:80]!r}, which is no skill of ESCO.")
        if uri in skills:
            raise line.wrong(f"{uri} stands here a second time.")
        skills[uri] = None
        name = written(label)
        if why := _refused(name, status):
            catalogue.leave_out(line.place, *why)
            continue
        entry = SkillEntry(
            name,
            Kind.HUMAN if reuse == "transversal" else None,
            description.strip()[:LONGEST_DESCRIPTION],
            codes=[(SOURCE, uri)],
            place=line.place,
        )
        if fold(name) in catalogue.skills:
            catalogue.leave_out(
                line.place, "preferredLabel", f"“{name}” stands here before; joined."
            )
        _also(catalogue, line, entry, others)
        skills[uri] = catalogue.skill(entry)
    return skills


def _refused(name: str, status: str) -> tuple[str, str] | None:
    """The column and the reason for which a skill is left out."""
    if status != "released":
        return "status", f"“{name}” is {status or 'of no status'}, not released."
    if not fold(name):
        return "preferredLabel", "there is no name."
    if len(name) > LONGEST_NAME:
        return "preferredLabel", f"“{name[:60]}…” is longer than {LONGEST_NAME} characters."
    return None


def _also(catalogue: Catalogue, line: Line, entry: SkillEntry, others: str) -> None:
    """The first other words for it, as they stand there; more than a few are turns of phrase."""
    for label in listed(others):
        name = " ".join(label.split())
        if len(name) > LONGEST_ALIAS:
            words = f"“{name[:60]}…” is longer than {LONGEST_ALIAS} characters."
            catalogue.leave_out(line.place, "altLabels", words)
        elif len(entry.aliases) < ALIASES:
            entry.also_called(name)
        elif fold(name) not in entry.aliases and fold(name) != fold(entry.name):
            catalogue.leave_out(
                line.place, "altLabels", f"“{name}” is more than {ALIASES} other words."
            )


def _hierarchy(files: Distribution) -> dict[str, Group]:
    """Every group of the hierarchy by its URI. The category is the group of the second level."""
    groups: dict[str, Group] = {}
    what = ("URI", "preferred term", "code")
    columns = tuple(f"Level {level} {name}" for level in range(4) for name in what)
    for line in files.rows(HIERARCHY, columns, ragged=True):
        levels = [line.cells[at : at + 3] for at in range(0, 12, 3)]
        above = [level for level in levels if level[0]]
        if not above:
            raise line.wrong("there is no group in this row.")
        category = above[min(2, len(above) - 1)][1]
        letter = above[0][2][:1]
        groups[above[-1][0]] = Group(above[-1][2] or letter, written(category))
    return groups


def _place(
    files: Distribution,
    catalogue: Catalogue,
    skills: dict[str, str | None],
    groups: dict[str, Group],
) -> None:
    """Category and kind of every skill from the group it is in, or that a broader skill is in."""
    above: dict[str, list[str]] = {}
    columns = ("conceptType", "conceptUri", "broaderUri")
    for line in files.rows(BROADER, columns):
        what, uri, broader = line.cells
        if what == "SkillGroup":
            continue
        above.setdefault(uri, []).append(broader)
        if broader not in groups and broader not in skills:
            catalogue.leave_out(line.place, "broaderUri", f"{broader} is no skill and no group.")
        elif (one := skills.get(uri)) and (other := skills.get(broader)):
            catalogue.kin[one, other] = kin.BROADER
    _whole(skills, above)
    for uri, folded in skills.items():
        group = next(_groups(uri, above, groups, 0), None)
        if folded and group:
            entry = catalogue.skills[folded]
            entry.category = entry.category or group.category
            entry.kind = kind_of(group.code, entry.kind)


def _whole(skills: dict[str, str | None], above: dict[str, list[str]]) -> None:
    both = len(skills.keys() & above.keys())
    if both < COVERAGE * max(len(skills), len(above)):
        raise Refused(
            f"The skills ({len(skills):,}) and the file {BROADER} ({len(above):,}) have only "
            f"{both:,} in common. Was one of the two cut off?"
        )


def _groups(
    uri: str, above: dict[str, list[str]], groups: dict[str, Group], deep: int
) -> Iterator[Group]:
    """The groups a skill is in, the nearest first."""
    listed = above.get(uri, ())
    yield from (groups[one] for one in listed if one in groups)
    if deep < 6:
        for one in listed:
            if one not in groups:
                yield from _groups(one, above, groups, deep + 1)


def kind_of(code: str, known: str | None = None) -> str:
    """The kind of a skill from the code of its group: L languages, some of T and S are about
    people, the rest is technical. What ESCO calls transversal (`known`) is human, too, unless it
    is a craft.
    """
    if code.startswith("L"):
        return Kind.LANGUAGE
    if code.startswith(CRAFTS):
        return Kind.TECHNICAL
    return Kind.HUMAN if known or code.startswith(OF_PEOPLE) else Kind.TECHNICAL


def _related(files: Distribution, catalogue: Catalogue, skills: dict[str, str | None]) -> None:
    """Skills that are essential or optional for another: related, both ways."""
    columns = ("originalSkillUri", "relationType", "relatedSkillUri")
    for line in files.rows(RELATED, columns):
        one, what, other = line.cells
        if what not in ("essential", "optional"):
            raise line.wrong(f"relationType is {what[:40]!r}, which is unknown.")
        for column, uri in (("originalSkillUri", one), ("relatedSkillUri", other)):
            if uri not in skills:
                catalogue.leave_out(
                    line.place, column, f"{uri} is no skill of “{files.called(SKILLS)}”."
                )
        here, there = skills.get(one), skills.get(other)
        if here and there:
            catalogue.kin.setdefault((here, there), kin.RELATED)
            catalogue.kin.setdefault((there, here), kin.RELATED)


def _own_names_only(catalogue: Catalogue) -> None:
    """A word that is the name of another skill is left to that one."""
    for folded, entry in catalogue.skills.items():
        for other in [other for other in entry.aliases if other in catalogue.skills]:
            name = entry.aliases.pop(other)
            if other != folded:
                words = f"“{name}” is the name of another skill."
                catalogue.leave_out(entry.place, "altLabels", words)
