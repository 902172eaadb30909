"""How well two members fit, in points: the formula of docs/matching.md, and what it says in words.

Pure: it takes what members wrote and nothing else. `solving` computes the same for all at once,
and a test holds the two together.

Sources: the six kinds of reason follow what reviews of mentoring programmes find to matter and can
be read from what members write (Eby, Allen, Hoffman et al. 2013, Psychological Bulletin 139:441,
on shared attitudes and skill over surface likeness; Allen, Eby & Lentz 2006, Journal of Applied
Psychology 91:567, on having a say in the match, which is why a preference counts).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from portal.mentorship.mentors.offering import LANGUAGES

# Most points for each reason; together 100.
PLACED, STEPS, EVIDENCE, ELSEWHERE = 20, 45, 10, 10
PREFERRED = {1: 15, 2: 10, 3: 5}
TOP_LEVEL = 4


@dataclass(frozen=True)
class Taught:
    """What a mentor teaches: at which level, and whether there is evidence for it."""

    level: int
    proven: bool = False


@dataclass(frozen=True)
class Wish:
    """What a mentee wrote. `wants`: skill → own level. `likes`: mentor → 1st, 2nd, 3rd choice.
    `speaks` are languages as one number, see `offering.LANGUAGES`; 0 where none was named."""

    person_id: UUID
    department_id: UUID
    manager_id: UUID | None = None
    wants: Mapping[UUID, int] = field(default_factory=dict)
    likes: Mapping[UUID, int] = field(default_factory=dict)
    speaks: int = 0
    never: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Help:
    """What a mentor wrote; `places` is how many they can still take on here."""

    person_id: UUID
    department_id: UUID
    manager_id: UUID | None = None
    teaches: Mapping[UUID, Taught] = field(default_factory=dict)
    places: int = 1
    speaks: int = 0
    never: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class Fit:
    """What speaks for a pair. `taught` is in steps, of `wanted`, and `evident` those of it with
    evidence; `common` are the languages both named."""

    taught: int
    evident: int
    wanted: int
    skills: tuple[UUID, ...]
    proven: tuple[UUID, ...]
    rank: int
    elsewhere: bool
    common: int

    @property
    def points(self) -> int:
        """0 to 100; whole numbers, so that two fits are the same or they are not."""
        return sum((PLACED, self.of_steps, self.of_evidence, PREFERRED.get(self.rank, 0),
                    ELSEWHERE if self.elsewhere else 0))  # fmt: skip

    @property
    def of_steps(self) -> int:
        """The points for what the mentor teaches of what is wanted."""
        return STEPS * self.taught // self.wanted if self.wanted else 0

    @property
    def of_evidence(self) -> int:
        """The points for what of it there is evidence for."""
        return EVIDENCE * self.evident // self.wanted if self.wanted else 0


def barred(wish: Wish, help_: Help) -> bool:
    """Whether these two are never proposed, whatever else speaks for it."""
    one, other = wish.person_id, help_.person_id
    return (
        one == other
        or wish.manager_id == other
        or help_.manager_id == one
        or other in wish.never
        or one in help_.never
        or bool(wish.speaks and help_.speaks and not wish.speaks & help_.speaks)
    )


def fit(wish: Wish, help_: Help) -> Fit | None:
    """What speaks for the two; None where they are barred or nothing does.

    A mentor teaches as many steps of a skill as they stand above the mentee.
    """
    if barred(wish, help_):
        return None
    wanted = sum(TOP_LEVEL - level for level in wish.wants.values())
    steps = {
        skill_id: max(0, help_.teaches[skill_id].level - level)
        for skill_id, level in wish.wants.items()
        if skill_id in help_.teaches
    }
    skills = tuple(skill_id for skill_id, count in steps.items() if count)
    proven = tuple(skill_id for skill_id in skills if help_.teaches[skill_id].proven)
    rank = wish.likes.get(help_.person_id, 0)
    if not skills and not rank:
        return None
    return Fit(
        taught=sum(steps.values()),
        evident=sum(steps[skill_id] for skill_id in proven),
        wanted=wanted,
        skills=skills,
        proven=proven,
        rank=rank,
        elsewhere=wish.department_id != help_.department_id,
        common=wish.speaks & help_.speaks,
    )


NTH = {1: "first", 2: "second", 3: "third"}


def reasons(found: Fit, names: Mapping[UUID, str]) -> list[tuple[str, int]]:
    """Each line of the formula in words, with its points. `names`: skill → name."""
    lines: list[tuple[str, int]] = []
    if found.skills:
        said = _and(names[skill_id] for skill_id in found.skills)
        said = f"Teaches {said}: {found.taught} of {found.wanted} steps wanted"
        lines.append((said, found.of_steps))
    if found.proven:
        said = _and(names[skill_id] for skill_id in found.proven)
        lines.append((f"Evidence for {said}", found.of_evidence))
    if found.rank:
        lines.append((f"The mentee’s {NTH[found.rank]} choice", PREFERRED[found.rank]))
    if found.elsewhere:
        lines.append(("Another department: a view from outside", ELSEWHERE))
    if found.common:
        lines.append((f"Both speak {_and(LANGUAGES.said(found.common))}", 0))
    return [*lines, ("Somebody to turn to", PLACED)]


def _and(words: object) -> str:
    *first, last = sorted(words)  # type: ignore[call-overload]
    return f"{', '.join(first)} and {last}" if first else str(last)
