"""How complete a profile is, counting only what helps to find roles, people and learning for it."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.people.models import Person
from portal.skills.models import Interest, PersonSkill

ENOUGH = 5
"""Skills with a level from which on the matches begin to say something."""


@dataclass(frozen=True)
class Step:
    """One of the things that help; `to_do` is what to do next, `endpoint` and `anchor` where."""

    done: bool
    to_do: str
    endpoint: str
    anchor: str | None = None


@dataclass(frozen=True)
class Completeness:
    """The steps, in the order in which they help most."""

    steps: tuple[Step, ...]

    @classmethod
    def of(cls, person: Person, skills: Sequence[PersonSkill], *, has_aim: bool) -> "Completeness":
        rated = sum(row.level > 0 for row in skills)
        wish = any(row.interest in (Interest.MORE, Interest.LEARN) for row in skills)
        more = ENOUGH - rated
        return cls(
            (
                Step(
                    more <= 0,
                    f"add {'one skill' if more == 1 else f'{more} skills'} with your level",
                    "profile.me",
                    "add",
                ),
                Step(
                    wish,
                    "say of one skill that you want to use it more, or want to learn it",
                    "profile.me",
                    "my-skills",
                ),
                Step(has_aim, "say what you would like to do next", "aspirations.mine"),
                Step(bool(person.headline), "write one line about yourself", "profile.describe"),
            )
        )

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """The one next thing, None when nothing is left."""
        return next((step for step in self.steps if not step.done), None)
