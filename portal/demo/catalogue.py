"""The skills and roles of Port Ashby, read from skills.txt and roles.txt beside this file."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class DemoSkill:
    name: str
    kind: str
    category: str
    aliases: tuple[str, ...]


@dataclass
class DemoRole:
    """A role of the city; `needs` and `helps` are skill name → level."""

    title: str
    level: int
    family: str
    department: str
    locations: tuple[str, ...]
    summary: str
    needs: dict[str, int] = field(default_factory=dict)
    helps: dict[str, int] = field(default_factory=dict)
    does: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@cache
def skills() -> tuple[DemoSkill, ...]:
    """Every skill, in the order of the file."""
    found: list[DemoSkill] = []
    kind = category = ""
    for line in lines("skills.txt"):
        if " = " in line:
            name, _, words = line.partition(" = ")
            found.append(DemoSkill(name, kind, category, tuple(words.split(", "))))
        else:
            kind, _, category = line.partition(" / ")
    return tuple(found)


@cache
def roles() -> tuple[DemoRole, ...]:
    """Every role, by department."""
    found: list[DemoRole] = []
    department = ""
    locations: tuple[str, ...] = ()
    for line in lines("roles.txt"):
        if line.startswith("["):
            department, _, places = line[1:].partition("] ")
            locations = tuple(places.split(", "))
        elif line.startswith(" "):
            _detail(found[-1], line.strip())
        else:
            title, level, family, summary = line.split(" | ")
            found.append(DemoRole(title, int(level), family, department, locations, summary))
    return tuple(found)


def _detail(role: DemoRole, line: str) -> None:
    name, _, words = line.partition(": ")
    if name == "does":
        role.does = tuple(words.split("; "))
    elif name == "also":
        role.also = tuple(words.split(", "))
    else:
        asked = (item.rpartition(" ") for item in words.split(", "))
        getattr(role, name).update({skill: int(level) for skill, _, level in asked})


def departments() -> tuple[str, ...]:
    return tuple(dict.fromkeys(role.department for role in roles()))


def lines(name: str) -> list[str]:
    """The lines of a file beside this one, without comments and empty ones."""
    text = (HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
