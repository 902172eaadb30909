"""Why a mentor, how busy they are and how soon they answer: in words, and never shaming."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from portal.skills.models import LEVELS

# Days in which somebody usually answers, as it is said; whoever takes longer is not told of.
ANSWERS = {1: "within a day", 3: "within 3 days", 7: "within a week"}


class TaughtSkill(NamedTuple):
    """A skill by its name."""

    id: UUID
    name: str


class Taught(NamedTuple):
    """A skill a mentor teaches: the level they show, whether the reader looks for it, and why:
    levels ahead of the reader, as far as they count; confirmed by others; shown by their work; part
    of their role; they like to teach it.
    """

    skill: TaughtSkill
    level: int
    wanted: bool
    ahead: int
    confirmed: bool
    shown: bool
    in_role: bool
    likes: bool


def reasons(wanted: Sequence[Taught]) -> list[str]:
    """The four reasons for the skills looked for that a mentor teaches: at most one line for each.
    Where there are several skills, a line names those it is about.
    """
    if not wanted:
        return []
    lines = []
    best = max(wanted, key=_by_level)
    if best.ahead:
        more = "two or more levels" if best.ahead > 1 else "one level"
        lines.append(f"{LEVELS[best.level]}, {more} ahead of you{_of([best], wanted)}")
    confirmed = [t for t in wanted if t.confirmed]
    shown = [] if confirmed else [t for t in wanted if t.shown]
    for words, skills in (
        ("Confirmed by colleagues", confirmed),
        ("Shows work that proves it", shown),
        ("Part of their job today", [t for t in wanted if t.in_role]),
        ("Wants to teach it", [t for t in wanted if t.likes]),
    ):
        if skills:
            lines.append(words + _of(skills, wanted))
    return lines


def _by_level(one: Taught) -> tuple[int, int]:
    return one.ahead, one.level


def _of(skills: Sequence[Taught], wanted: Sequence[Taught]) -> str:
    """Which skills a line is about, two names at most; nothing where there is only one."""
    if len(wanted) == 1:
        return ""
    first, *more = [t.skill.name for t in skills]
    if len(more) > 1:
        return f": {first} and {len(more)} more"
    return f": {first} and {more[0]}" if more else f": {first}"


def load(live: int, capacity: int, answers_within: int | None) -> str:
    """How many they guide, and how soon they usually answer where enough is known of it."""
    parts = [f"Guides {live} of {max(live, capacity)}"] if live else []
    if answers_within in ANSWERS:
        parts.append(f"{'u' if parts else 'U'}sually answers {ANSWERS[answers_within]}")
    return " · ".join(parts)
