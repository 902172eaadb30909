"""The match, in skill steps: what a person has over what a role asks for (product.md §5).

A role that asks for a skill at level n asks for n steps; a person at level m has min(m, n) of them.
Nothing else about a person enters. Adding a needed skill or level never lowers a match.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

MOST_CELLS = 30


class Need(NamedTuple):
    """A role asks for a skill at a level (1 to 4)."""

    skill_id: UUID
    name: str
    level: int
    essential: bool = True


class Line(NamedTuple):
    """One skill of a role beside what the person has; `have` is None where it is not rated."""

    need: Need
    have: int | None

    @property
    def steps(self) -> int:
        """The steps the person has of those asked for."""
        return min(self.have or 0, self.need.level)

    @property
    def to_grow(self) -> int:
        return self.need.level - self.steps

    @property
    def in_words(self) -> str:
        """What to do about it: "You have it", "1 step to grow", "New to you", "Not rated yet"."""
        if not self.to_grow:
            return "You have it"
        if self.have is None:
            return "Not rated yet"
        if self.have == 0:
            return "New to you"
        return "1 step to grow" if self.to_grow == 1 else f"{self.to_grow} steps to grow"


@dataclass(frozen=True)
class Match:
    """A person beside a role. The lines keep the order in which the role asks."""

    lines: tuple[Line, ...]

    @cached_property
    def need(self) -> int:
        """Steps the role asks for."""
        return sum(line.need.level for line in self.lines)

    @cached_property
    def have(self) -> int:
        """Steps the person has of them."""
        return sum(line.steps for line in self.lines)

    @property
    def pct(self) -> int:
        """Whole per cent, rounded down, so that 100 is said only when nothing is left to grow."""
        return 100 * self.have // self.need if self.need else 0

    @cached_property
    def steps(self) -> list[tuple[int, int]]:
        """(asked, had) for each skill: the cells of the strip."""
        return [(line.need.level, line.steps) for line in self.lines]

    @property
    def many(self) -> bool:
        """Whether the role asks for more steps than a strip has room for."""
        return self.need > MOST_CELLS

    @property
    def cells(self) -> list[tuple[int, int]]:
        """(asked, had) as the strip can draw it: beyond so many steps, one cell for each skill."""
        if not self.many:
            return self.steps
        return [(1, int(not line.to_grow)) for line in self.lines]

    @cached_property
    def ready(self) -> list[Line]:
        return [line for line in self.lines if not line.to_grow]

    @cached_property
    def growing(self) -> list[Line]:
        """The skills to grow, essential ones first, the nearest first among them."""
        lines = [line for line in self.lines if line.to_grow]
        return sorted(lines, key=lambda x: (not x.need.essential, x.to_grow, x.need.name))

    @property
    def essential(self) -> tuple[int, int]:
        """(had, asked) over the essential skills alone."""
        lines = [line for line in self.lines if line.need.essential]
        return sum(line.steps for line in lines), sum(line.need.level for line in lines)

    @property
    def unrated(self) -> int:
        """How many of the skills the person has not rated: they count as no steps."""
        return sum(line.have is None for line in self.lines)

    @property
    def in_words(self) -> str:
        """A sentence, such as: 4 skills are ready and 3 are to grow."""
        ready, growing = len(self.ready), len(self.growing)
        if not growing:
            return "You have every skill this role asks for."
        if not ready:
            return f"{growing} {'skill is' if growing == 1 else 'skills are'} to grow."
        return (
            f"{ready} {'skill is' if ready == 1 else 'skills are'} ready and {growing} "
            f"{'is' if growing == 1 else 'are'} to grow."
        )


def match(needs: Iterable[Need], levels: Mapping[UUID, int]) -> Match:
    """The needs of a role beside a person's levels (skill id → 0 to 4)."""
    return Match(tuple(Line(need, levels.get(need.skill_id)) for need in needs))
