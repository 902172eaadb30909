"""What somebody looks for among mentors, and how it is given to the statements of `ranking`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from portal.access import Actor
from portal.skills.fold import fold

MOST_WORDS = 8


class Shape(NamedTuple):
    """What a wish asks for, without whom or what: statements are built once for each."""

    skill: bool
    elsewhere: bool
    words: int


@dataclass(frozen=True)
class Wish:
    """Words, a skill, and whether to look beyond the own department."""

    q: str = ""
    skill_id: UUID | None = None
    elsewhere: bool = False

    @property
    def words(self) -> list[str]:
        return fold(self.q).split()[:MOST_WORDS]

    @property
    def shape(self) -> Shape:
        return Shape(self.skill_id is not None, self.elsewhere, len(self.words))


def given(actor: Actor, wish: Wish, looked_for: Sequence[UUID]) -> dict[str, Any]:
    """The parameters of a statement, for this reader and wish."""
    values: dict[str, Any] = {"reader_id": actor.id, "looked_for": list(looked_for)}
    if wish.skill_id:
        values["skill_id"] = wish.skill_id
    if wish.elsewhere:
        values["department_id"] = actor.department_id
    for number, word in enumerate(wish.words):
        values |= {f"inside{number}": f"%{_literal(word)}%"} | begins(word, str(number))
    return values


def begins(folded: str, suffix: str = "") -> dict[str, str]:
    """The parameters of `ranking.named` for these letters."""
    start = _literal(folded)
    return {f"first{suffix}": f"{start}%", f"later{suffix}": f"% {start}%"}


def _literal(words_typed: str) -> str:
    """Signs that mean something to LIKE, as themselves."""
    return words_typed.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
