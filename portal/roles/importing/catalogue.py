"""A catalogue to bring in, as plain values: what was read, before any of it is written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from portal.skills.fold import fold

Tell = Callable[[str, float], None]
"""Told what is being done, and how much of the whole is done (0 to 1)."""


def silent(_words: str, _share: float) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something a source has that was not brought in: where it stands, and why."""

    file: str
    line: int
    column: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, column “{self.column}”: {self.words}"


Code = tuple[str, str]
"""What a source calls a skill: the source and its code."""


@dataclass(slots=True)
class SkillEntry:
    """A skill the catalogue speaks of. `codes` are what sources call it, `place` is where it stands
    (file and line); `marks` are the organisation's own: core, critical, status.
    """

    name: str
    kind: str | None = None
    description: str = ""
    category: str = ""
    codes: list[Code] = field(default_factory=list)
    aliases: dict[str, str] = field(default_factory=dict)
    marks: dict[str, Any] = field(default_factory=dict)
    place: tuple[str, int] = ("", 0)

    def also_called(self, name: str) -> None:
        """Remember another word for it, once, and not the name it already has."""
        folded = fold(name)
        if folded and folded != fold(self.name):
            self.aliases.setdefault(folded, name)


@dataclass(slots=True)
class Ask:
    """How much of a skill a role asks for."""

    level: int
    essential: bool = True
    weight: float = 1.0

    def joined(self, other: "Ask") -> "Ask":
        """The greater of two wishes for one skill."""
        return Ask(
            max(self.level, other.level),
            self.essential or other.essential,
            max(self.weight, other.weight),
        )


@dataclass(slots=True)
class RoleEntry:
    """A role as the source describes it. `key` is what the source knows it by."""

    key: str
    title: str
    family: str
    level: int
    summary: str = ""
    responsibilities: str = ""
    department: str = ""
    locations: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    asks: dict[str, Ask] = field(default_factory=dict)
    requirements: dict[tuple[str, str], bool] = field(default_factory=dict)
    moves: dict[str, int] = field(default_factory=dict)

    def also_called(self, title: str) -> None:
        """Remember another title, once, and not the one it already has."""
        folded = fold(title)
        if folded and folded != fold(self.title):
            self.aliases.setdefault(folded, title)

    def asks_for(self, skill: str, ask: Ask) -> None:
        """Remember that this role asks for the skill with this folded name."""
        known = self.asks.get(skill)
        self.asks[skill] = ask if known is None else known.joined(ask)


@dataclass(slots=True)
class Catalogue:
    """Skills by folded name and roles by key, and which parts of them the source speaks of.

    A part it is silent about is left as it is. Of a role: "skills", "aliases", "requirements",
    "moves", "locations", and the columns "summary", "responsibilities" and "department". Of the
    taxonomy: "kin", how skills are related. `ours` is a list of the organisation's own, whose
    aliases are for any skill it names; those of a published source only for skills it keeps fresh.
    """

    source: str
    parts: frozenset[str]
    skills: dict[str, SkillEntry] = field(default_factory=dict)
    roles: dict[str, RoleEntry] = field(default_factory=dict)
    kin: dict[tuple[str, str], str] = field(default_factory=dict)
    ours: bool = False
    notes: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(self, place: tuple[str, int], column: str, words: str) -> None:
        """Remember something that is not brought in: its file and line, its column, and why."""
        self.left_out.append(LeftOut(*place, column, words))

    def skill(self, entry: SkillEntry) -> str:
        """Remember a skill, the first words said about it; returns its folded name."""
        key = fold(entry.name)
        known = self.skills.setdefault(key, entry)
        known.kind = known.kind or entry.kind
        known.description = known.description or entry.description
        known.category = known.category or entry.category
        known.codes.extend(code for code in entry.codes if code not in known.codes)
        return key
