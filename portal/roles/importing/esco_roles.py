"""ESCO's occupations as roles, with the skills they ask for."""

from collections import Counter, defaultdict

from portal.errors import Refused
from portal.roles.importing.catalogue import Ask, Catalogue, RoleEntry
from portal.roles.importing.distribution import Distribution, Line

OCCUPATIONS, GROUPS = "occupations_*.csv", "ISCOGroups_*.csv"
ASKED = "occupationSkillRelations.csv"
FILES = (OCCUPATIONS, GROUPS, ASKED)
PARTS = {"summary", "skills", "aliases"}

# ESCO says which skills are essential and which optional, and no levels: an essential one is to be
# done well on one's own.
ASKS = {"essential": Ask(3), "optional": Ask(2, False, 0.4)}
SKILLS, ALIASES, LONGEST_TITLE = 60, 30, 200
# The skill level of each major group of ISCO-08 (International Labour Office, 2012, table 1), where
# managers stand above professionals; of the armed forces, officers as professionals.
LEVELS = {"1": 5, "2": 4, "3": 3, "4": 2, "5": 2, "6": 2, "7": 2, "8": 2, "9": 1}
FORCES = {"01": 4, "02": 3, "03": 2}
COVERAGE = 0.8


def read(files: Distribution, catalogue: Catalogue, skills: dict[str, str | None]) -> None:
    """The occupations into the catalogue. `skills`: folded names by URI, None where left out."""
    _occupations(files, catalogue, _families(files))
    asked = _asked(files, catalogue, skills)
    if len(asked) < COVERAGE * len(catalogue.roles):
        raise Refused(
            f"{ASKED}: speaks of {len(asked):,} of {len(catalogue.roles):,} occupations, after "
            "which it ends. Was the file cut off?"
        )
    _most_telling(catalogue, asked)


def _families(files: Distribution) -> dict[str, str]:
    """The sub-major groups of ISCO-08, which have two digits, by code."""
    rows = files.rows(GROUPS, ("code", "preferredLabel"))
    return {line.cells[0]: line.cells[1].strip() for line in rows if len(line.cells[0]) == 2}


def _occupations(files: Distribution, catalogue: Catalogue, families: dict[str, str]) -> None:
    columns = ("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "status", "description")
    for line in files.rows(OCCUPATIONS, columns):
        uri, group, label, others, status, description = line.cells
        if "/esco/occupation/" not in uri:
            raise line.wrong(f"conceptUri is {uri[:80]!r}, which is no occupation of ESCO.")
        if uri in catalogue.roles:
            raise line.wrong(f"{uri} stands here a second time.")
        if group[:2] not in families:
            raise line.wrong(f"iscoGroup is {group[:20]!r}, which is no group of ISCO-08.")
        title = label.strip()[:1].upper() + " ".join(label.split())[1:]
        if status != "released" or not 0 < len(title) <= LONGEST_TITLE:
            words = "not released, or without a title that fits."
            catalogue.leave_out(line.place, "preferredLabel", f"“{title[:60]}” is {words}")
            continue
        level = FORCES.get(group[:2]) or LEVELS[group[0]]
        role = RoleEntry(uri, title, families[group[:2]], level, description.strip())
        for other in others.split("\n")[:ALIASES]:
            if other.strip() and len(other) <= LONGEST_TITLE:
                role.also_called(other.strip())
        catalogue.roles[uri] = role


def _asked(
    files: Distribution, catalogue: Catalogue, skills: dict[str, str | None]
) -> dict[str, dict[str, tuple[Ask, Line]]]:
    """What each occupation asks for, and the line that says so."""
    asked: dict[str, dict[str, tuple[Ask, Line]]] = defaultdict(dict)
    columns = ("occupationUri", "relationType", "skillUri")
    for line in files.rows(ASKED, columns):
        occupation, how, skill = line.cells
        if how not in ASKS:
            raise line.wrong(f"relationType is {how[:40]!r}, which is unknown.")
        if occupation not in catalogue.roles:
            words = f"{occupation} is no occupation that is brought in."
            catalogue.leave_out(line.place, "occupationUri", words)
        elif folded := skills.get(skill):
            known = asked[occupation].get(folded)
            if known is None or how == "essential":
                asked[occupation][folded] = (ASKS[how], line)
        else:
            catalogue.leave_out(line.place, "skillUri", f"{skill} is no skill that is brought in.")
    return asked


def _most_telling(catalogue: Catalogue, asked: dict[str, dict[str, tuple[Ask, Line]]]) -> None:
    """At most so many skills a role: essential ones first, of these what fewest roles ask for."""
    spread = Counter(skill for wanted in asked.values() for skill in wanted)
    for uri, wanted in asked.items():
        ranked = sorted(
            wanted, key=lambda name: (not wanted[name][0].essential, spread[name], name)
        )
        for skill in ranked[:SKILLS]:
            catalogue.roles[uri].asks_for(skill, wanted[skill][0])
        for skill in ranked[SKILLS:]:
            title, line = catalogue.roles[uri].title, wanted[skill][1]
            words = f"“{title}” asks for more than {SKILLS} skills."
            catalogue.leave_out(line.place, "skillUri", words)
