"""What O*NET occupations ask for: skills and knowledge with their ratings, and technology."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from math import log

from portal.roles.importing.catalogue import Ask, Catalogue, SkillEntry
from portal.roles.importing.distribution import Distribution, Line
from portal.roles.importing.onet_files import CODE, SOURCE
from portal.skills.models import Kind

# Importance runs from 1 to 5: from 3 ("important") a skill is kept, from 3.5 it is essential.
KEPT, ESSENTIAL = 3.0, 3.5
# Where level 2, 3 and 4 begin on O*NET's scale from 0 to 7. Of what is kept, about 3 in 100 stay
# below the first and 10 in 100 reach the last.
LEVELS_BEGIN = (2.5, 3.5, 4.75)
# Only technology that employers ask for now, and of it what tells an occupation from others.
TECHNOLOGIES = 8
IN_DEMAND, HOT = Ask(2, False, 0.4), Ask(2, False, 0.25)


def level(rating: float) -> int:
    """Our level, 1 to 4, of an O*NET level rating from 0 to 7; a higher one is never lower."""
    return 1 + sum(rating >= begins for begins in LEVELS_BEGIN)


def weight(importance: float) -> float:
    """How much a skill counts, from its importance 1 to 5: 3 is a half, 5 is one."""
    return round((importance - 1) / 4, 3)


def elements(files: Distribution) -> dict[str, tuple[str, str]]:
    """Name and description of every element of the content model, by its id."""
    known = {}
    columns = ("Element ID", "Element Name", "Description")
    for line in files.rows("Content Model Reference", columns):
        known[line.cells[0]] = (line.cells[1].strip(), line.cells[2].strip())
    return known


def rated(
    files: Distribution, name: str, names: dict[str, tuple[str, str]], catalogue: Catalogue
) -> set[str]:
    """Read a file of ratings into the catalogue. Returns the occupations it speaks of."""
    seen: set[str] = set()
    for code, element, title, important, rating in _pairs(files, name, names, catalogue):
        seen.add(code)
        if important >= KEPT:
            skill = catalogue.skill(_entry(element, title, names))
            ask = Ask(level(rating), important >= ESSENTIAL, weight(important))
            catalogue.roles[code].asks_for(skill, ask)
    return seen


def _pairs(
    files: Distribution, name: str, names: dict[str, tuple[str, str]], catalogue: Catalogue
) -> Iterator[tuple[str, str, str, float, float]]:
    """Code, element, its name, importance (0 where in doubt) and level, from two lines each."""
    of = (CODE, "Element ID", "Element Name")
    columns = (*of, "Scale ID", "Data Value", "Recommend Suppress", "Not Relevant")
    waiting: dict[tuple[str, str], tuple[Line, float]] = {}
    for line in files.rows(name, columns):
        code, element, title, scale, value, suppress, irrelevant = line.cells
        _check(line, code in catalogue.roles, element in names)
        doubtful = suppress == "Y" or irrelevant == "Y"
        if scale == "IM":
            important = line.figure(value, "the importance", 1, 5)
            waiting[code, element] = (line, 0.0 if doubtful else important)
        elif scale == "LV":
            rating = line.figure(value, "the level", 0, 7)
            if (code, element) not in waiting:
                raise line.wrong("there is a level, but no importance before it.")
            _, important = waiting.pop((code, element))
            yield code, element, title.strip(), 0.0 if doubtful else important, rating
    for line, _ in waiting.values():
        raise line.wrong("there is an importance, but no level. Was the file cut off?")


def _check(line: Line, code_known: bool, element_known: bool) -> None:
    if not code_known:
        raise line.wrong(f"{line.cells[0]!r} is no occupation of “Occupation Data.txt”.")
    if not element_known:
        raise line.wrong(f"{line.cells[1]!r} is no element of “Content Model Reference.txt”.")


def _entry(element: str, title: str, names: dict[str, tuple[str, str]]) -> SkillEntry:
    above = ".".join(element.split(".")[: 2 if element.startswith("2.A") else 3])
    return SkillEntry(
        title,
        _kind(element),
        names[element][1],
        names.get(above, ("", ""))[0],
        [(SOURCE, element)],
    )


def _kind(element: str) -> str:
    """Languages are languages; knowledge and the technical skills (2.B.3) are technical."""
    if element.startswith("2.C.7.") and element[-1] in "ab":
        return Kind.LANGUAGE
    if element.startswith(("2.C", "2.B.3")):
        return Kind.TECHNICAL
    return Kind.HUMAN


def technology(files: Distribution, catalogue: Catalogue) -> set[str]:
    """Read software and tools into the catalogue. Returns the occupations the file speaks of."""
    offered: dict[str, dict[str, tuple[bool, str]]] = defaultdict(dict)
    columns = (CODE, "Example", "Commodity Title", "Hot Technology", "In Demand")
    seen: set[str] = set()
    left_out = 0
    for line in files.rows("Technology Skills", columns):
        code, example, commodity, hot, demand = line.cells
        if code not in catalogue.roles:
            raise line.wrong(f"{code!r} is no occupation of “Occupation Data.txt”.")
        if not 0 < len(example.strip()) <= 200:
            raise line.wrong("the example is empty or longer than 200 characters.")
        seen.add(code)
        if "Y" in (hot, demand):
            offered[code][example.strip()] = (demand == "Y", commodity.strip())
        else:
            left_out += 1
    tells = _telling(offered)
    for code, named in offered.items():
        # In demand for this occupation first.
        ranked = sorted(named, key=lambda name: (not named[name][0], -tells(code, name), name))
        left_out += len(ranked[TECHNOLOGIES:])
        for name in ranked[:TECHNOLOGIES]:
            demanded, commodity = named[name]
            skill = catalogue.skill(SkillEntry(name, Kind.TECHNICAL, category=commodity))
            catalogue.roles[code].asks_for(skill, IN_DEMAND if demanded else HOT)
    catalogue.notes.append(
        "Mentions of technology left out, as neither hot nor in demand or beyond the "
        f"{TECHNOLOGIES} most telling of a role: {left_out:,}."
    )
    return seen


def _telling(offered: Mapping[str, Collection[str]]) -> Callable[[str, str], float]:
    """How well a technology tells the field of an occupation: common there, rare elsewhere.

    The weighting of terms by frequency and inverse document frequency (K. Spärck Jones, 1972),
    with a major group of occupations as the document's neighbourhood: Excel tells nothing.
    """
    spread = Counter(name for names in offered.values() for name in names)
    nearby = Counter((code[:2], name) for code, names in offered.items() for name in names)
    return lambda code, name: nearby[code[:2], name] * log(len(offered) / spread[name])
