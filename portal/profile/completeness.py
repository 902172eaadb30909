"""How complete a profile is, counting only what helps to find roles, people and learning for it.

A photo, a headline and the like are no part of it: they change nothing in what one is shown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.skills import freshness
from portal.skills.models import Interest, PersonSkill

ENOUGH = 5
"""Skills with a level from which on the matches begin to say something."""
SHOWN = 3
"""Skills with evidence or a confirmation after which more add little to trust."""


@dataclass(frozen=True)
class Step:
    """One of the things that help: what to do, what it gives back, and where."""

    done: bool
    to_do: str
    gives: str
    endpoint: str = "profile.me"
    anchor: str | None = "my-skills"


@dataclass(frozen=True)
class Completeness:
    """The steps, in the order in which they help most."""

    steps: tuple[Step, ...]

    @classmethod
    def of(
        cls,
        skills: Sequence[PersonSkill],
        *,
        has_aim: bool,
        asked_for: Collection[UUID],
        shown: Collection[UUID],
    ) -> "Completeness":
        """In: a person's skills, whether they aim for something, the skills their role asks for
        as essential, and those they have evidence of."""
        rated = [row for row in skills if row.level > 0]
        wish = any(row.interest in (Interest.MORE, Interest.LEARN) for row in skills)
        return cls(
            (
                _levels(len(rated)),
                Step(
                    wish,
                    "say of one skill that you want to use it more, or want to learn it",
                    "Mentors and colleagues who can help you with it come first.",
                ),
                Step(
                    has_aim,
                    "say what you would like to do next",
                    "You see the steps to it, who can help, and it counts in what HR plans.",
                    "aspirations.mine",
                    None,
                ),
                _proof(rated, asked_for, shown),
                _recent(rated),
            )
        )

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The one next thing, None when nothing is left."""
        return next((step for step in self.steps if not step.done), None)


def _levels(rated: int) -> Step:
    more = ENOUGH - rated
    return Step(
        more <= 0,
        f"add {'one skill' if more == 1 else f'{max(more, 1)} skills'} with your level",
        "From five on, the roles you are shown begin to fit you.",
        anchor="add",
    )


def _proof(rated: list[PersonSkill], asked_for: Collection[UUID], shown: Collection[UUID]) -> Step:
    """Evidence of, or a colleague's word on, what the role lives on; any skill without a role."""
    key = [row for row in rated if row.skill_id in asked_for] or rated
    sure = sum(row.skill_id in shown or row.validated_at is not None for row in key)
    wanted = min(SHOWN, len(key)) if rated else 1
    more = max(wanted - sure, 1)
    whose = "your role asks for" if key is not rated else "you have"
    return Step(
        sure >= wanted,
        f"show, or have confirmed, {'one skill' if more == 1 else f'{more} skills'} {whose}",
        "Whoever looks for somebody sees what stands behind your level.",
    )


def _recent(rated: list[PersonSkill]) -> Step:
    old = sum(freshness.stale(row) for row in rated)
    which = "a skill" if old <= 1 else f"{old} skills"
    return Step(
        bool(rated) and not old,
        f"say whether {which} you have not looked over for long still holds"
        if old <= 1
        else f"say whether {which} you have not looked over for long still hold",
        "What you are shown follows what you can do today, not years ago.",
    )
