"""From the O*NET database to a catalogue of roles; docs/imports.md says how each part is mapped.

Source: O*NET 29.3 Database, U.S. Department of Labor, Employment and Training Administration,
CC BY 4.0 (https://www.onetcenter.org/database.html).
"""

from collections import defaultdict
from pathlib import Path
from statistics import median_low

from portal.errors import Refused
from portal.roles.importing import onet_skills
from portal.roles.importing.catalogue import Catalogue, RoleEntry, Tell, silent
from portal.roles.importing.distribution import Distribution, Line
from portal.roles.importing.onet_files import CODE, SOC, SOURCE, OnetFiles

PARTS = frozenset({"summary", "responsibilities", "skills", "aliases", "requirements", "moves"})
TASKS_SHOWN = 8
MIDDLE_LEVEL = 3

# The major groups of the 2018 Standard Occupational Classification, without the word
# "Occupations" that ends each (https://www.bls.gov/soc/2018/major_groups.htm).
MAJOR_GROUPS = {
    "11": "Management",
    "13": "Business and Financial Operations",
    "15": "Computer and Mathematical",
    "17": "Architecture and Engineering",
    "19": "Life, Physical, and Social Science",
    "21": "Community and Social Service",
    "23": "Legal",
    "25": "Educational Instruction and Library",
    "27": "Arts, Design, Entertainment, Sports, and Media",
    "29": "Healthcare Practitioners and Technical",
    "31": "Healthcare Support",
    "33": "Protective Service",
    "35": "Food Preparation and Serving Related",
    "37": "Building and Grounds Cleaning and Maintenance",
    "39": "Personal Care and Service",
    "41": "Sales and Related",
    "43": "Office and Administrative Support",
    "45": "Farming, Fishing, and Forestry",
    "47": "Construction and Extraction",
    "49": "Installation, Maintenance, and Repair",
    "51": "Production",
    "53": "Transportation and Material Moving",
    "55": "Military Specific",
}

FILES = (
    "Occupation Data",
    "Job Zones",
    "Task Statements",
    "Alternate Titles",
    "Content Model Reference",
    "Skills",
    "Knowledge",
    "Technology Skills",
    "Education, Training, and Experience",
    "Education, Training, and Experience Categories",
    "Related Occupations",
)
# Of the occupations with a job zone, this share is found at least in each of these files; a
# file cut off between two lines is noticed by it. In 29.3 the least is 93 of 100.
COVERAGE = 0.8
# What the shares of answers are about, and how a requirement for it begins.
ASKED = {"RL": ("education", ""), "RW": ("years", "Related work: ")}
TRAINED = {"OJ": ("education", "On-the-job training: ")}


def read(path: Path, tell: Tell = silent) -> Catalogue:
    """The catalogue in an O*NET text distribution (a folder or a .zip).

    Raises Refused, naming file and line, when anything is not as published.
    """
    with OnetFiles(path, FILES, tell) as files:
        catalogue = Catalogue(SOURCE, PARTS)
        roles = catalogue.roles
        _occupations(files, roles)
        zoned = _job_zones(files, roles)
        _cover("Task Statements", _tasks(files, roles), zoned)
        _cover("Alternate Titles", _alternate_titles(files, roles), zoned)
        names = onet_skills.elements(files)
        for name in ("Skills", "Knowledge"):
            _cover(name, onet_skills.rated(files, name, names, catalogue), zoned)
        _cover("Technology Skills", onet_skills.technology(files, catalogue), zoned)
        _cover("Education, Training, and Experience", _education(files, roles), zoned)
        _related(files, roles)
    catalogue.notes.append(
        f"Occupations without a job zone, at the level of their closest relatives: "
        f"{len(roles) - len(zoned)}."
    )
    return catalogue


def known(line: Line, roles: dict[str, RoleEntry], code: str) -> RoleEntry:
    """The role of a code. Raises Refused when the occupations do not have it."""
    role = roles.get(code)
    if role is None:
        raise line.wrong(f"{code!r} is no occupation of “Occupation Data.txt”.")
    return role


def _cover(name: str, seen: set[str], zoned: set[str]) -> None:
    if len(seen & zoned) < COVERAGE * len(zoned):
        raise Refused(
            f"{name}.txt: speaks of {len(seen & zoned)} of {len(zoned)} occupations, after which "
            "it ends. Was the file cut off?"
        )


def _occupations(files: Distribution, roles: dict[str, RoleEntry]) -> None:
    for line in files.rows("Occupation Data", (CODE, "Title", "Description")):
        code, title, description = line.cells
        if not SOC.fullmatch(code):
            raise line.wrong(f"{code!r} is not an O*NET-SOC code like 11-1011.00.")
        if code[:2] not in MAJOR_GROUPS:
            raise line.wrong(f"{code[:2]!r} is not a major group of the 2018 classification.")
        if code in roles:
            raise line.wrong(f"{code} stands here a second time.")
        if not 0 < len(title.strip()) <= 200:
            raise line.wrong("the title is empty or longer than 200 characters.")
        roles[code] = RoleEntry(code, title.strip(), MAJOR_GROUPS[code[:2]], 0, description.strip())


def _job_zones(files: Distribution, roles: dict[str, RoleEntry]) -> set[str]:
    zoned: set[str] = set()
    for line in files.rows("Job Zones", (CODE, "Job Zone")):
        code, zone = line.cells
        known(line, roles, code).level = int(line.figure(zone, "Job Zone", 1, 5))
        zoned.add(code)
    relatives: dict[str, list[int]] = defaultdict(list)
    for code in zoned:
        # Broad occupation, minor group, major group: 11-102, 11-1, 11.
        for length in (6, 4, 2):
            relatives[code[:length]].append(roles[code].level)
    for code, role in roles.items():
        if code not in zoned:
            near = next((relatives[code[:n]] for n in (6, 4, 2) if relatives.get(code[:n])), None)
            role.level = median_low(near) if near else MIDDLE_LEVEL
    return zoned


def _tasks(files: Distribution, roles: dict[str, RoleEntry]) -> set[str]:
    core: dict[str, list[str]] = defaultdict(list)
    other: dict[str, list[str]] = defaultdict(list)
    for line in files.rows("Task Statements", (CODE, "Task", "Task Type")):
        code, task, kind = line.cells
        known(line, roles, code)
        (core if kind == "Core" else other)[code].append(task.strip())
    for code in core.keys() | other.keys():
        # Occupations not yet surveyed have tasks of no kind at all.
        roles[code].responsibilities = "\n".join((core[code] or other[code])[:TASKS_SHOWN])
    return core.keys() | other.keys()


def _alternate_titles(files: Distribution, roles: dict[str, RoleEntry]) -> set[str]:
    seen: set[str] = set()
    for line in files.rows("Alternate Titles", (CODE, "Alternate Title", "Short Title")):
        code, title, short = line.cells
        role = known(line, roles, code)
        for words in (title, short):
            if words.strip() and words.strip() != "n/a":
                role.also_called(words.strip())
        seen.add(code)
    return seen


def _education(files: Distribution, roles: dict[str, RoleEntry]) -> set[str]:
    words = _categories(files)
    shares: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    name = "Education, Training, and Experience"
    columns = (CODE, "Scale ID", "Category", "Data Value", "Recommend Suppress")
    for line in files.rows(name, columns):
        code, scale, category, share, suppress = line.cells
        known(line, roles, code)
        if scale not in ASKED | TRAINED:
            continue
        number = int(line.figure(category, "Category", 1, 12))
        value = line.figure(share, "Data Value", 0, 100)
        if (scale, number) not in words:
            raise line.wrong(f"category {number} of scale {scale!r} is not in the categories file.")
        if suppress != "Y":
            shares[code, scale][number] = value
    for (code, scale), answers in shares.items():
        _require(roles[code], scale, answers, words)
    return {code for code, _ in shares}


def _require(
    role: RoleEntry, scale: str, answers: dict[int, float], words: dict[tuple[str, int], str]
) -> None:
    """The answer most people gave becomes a requirement, unless it says that nothing is needed."""
    kind, before = (ASKED | TRAINED).get(scale, ("", ""))
    most, share = min(answers.items(), key=lambda item: (-item[1], item[0]))
    if not kind or most == 1 or not share:
        return
    text = words[scale, most]
    text = before + (text[0].lower() + text[1:] if before else text)
    role.requirements[kind, text] = scale in ASKED and share >= 50


def _categories(files: Distribution) -> dict[tuple[str, int], str]:
    words = {}
    name = "Education, Training, and Experience Categories"
    for line in files.rows(name, ("Scale ID", "Category", "Category Description")):
        scale, category, text = line.cells
        number = int(line.figure(category, "Category", 1, 12))
        # "Master's Degree", and not the sentence of explanation after a dash.
        words[scale, number] = text.split(" - ")[0].strip()
        if number > 1 and not words[scale, number]:
            raise line.wrong("the category has no description.")
    return words


def _related(files: Distribution, roles: dict[str, RoleEntry]) -> None:
    columns = (CODE, "Related O*NET-SOC Code", "Relatedness Tier", "Index")
    for line in files.rows("Related Occupations", columns):
        code, related, tier, index = line.cells
        role = known(line, roles, code)
        known(line, roles, related)
        rank = int(line.figure(index, "Index", 1, 1000))
        if tier.startswith("Primary") and related != code:
            role.moves.setdefault(related, rank)
