"""Why a mentor, how busy they are and how soon they answer: in words, and never shaming."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from portal.skills.models import LEVELS

if TYPE_CHECKING:
    from portal.mentorship.mentors.finding import Taught

# Days in which somebody usually answers, as it is said; whoever takes longer is not told of.
ANSWERS = {1: "within a day", 3: "within 3 days", 7: "within a week"}


def reasons(wanted: Sequence["Taught"]) -> list[str]:
    """The four reasons for the skills looked for that a mentor teaches: one line for each."""
    said = []
    best = max(wanted, key=lambda t: (t.ahead, t.level), default=None)
    if best is not None and best.ahead:
        more = "two or more levels" if best.ahead > 1 else "one level"
        said.append(f"{LEVELS[best.level]} in {best.skill.name}: {more} ahead of you")
    confirmed = [t.skill.name for t in wanted if t.confirmed]
    shown = [t.skill.name for t in wanted if t.shown and not t.confirmed]
    if confirmed:
        said.append(f"Colleagues confirmed their level in {_both(confirmed)}")
    elif shown:
        said.append(f"Shows work as evidence of {_both(shown)}")
    for words, names in (
        ("{} is part of their job today", [t.skill.name for t in wanted if t.in_role]),
        ("Wants to teach {}", [t.skill.name for t in wanted if t.likes]),
    ):
        if names:
            are = words.replace(" is part", " are part") if len(names) > 1 else words
            said.append(are.format(_both(names)))
    return said


def _both(names: Iterable[str]) -> str:
    """Two names at most, so that a reason stays short."""
    first, *more = names
    if not more:
        return first
    return f"{first} and {more[0]}" if len(more) == 1 else f"{first} and {len(more)} more"


def load(live: int, capacity: int, answers_within: int | None) -> str:
    """How many they guide, and how soon they usually answer where enough is known of it."""
    parts = [f"Guides {live} of {max(live, capacity)}"] if live else []
    if answers_within in ANSWERS:
        parts.append(f"{'u' if parts else 'U'}sually answers {ANSWERS[answers_within]}")
    return " · ".join(parts)
