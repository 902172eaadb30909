"""What an address of the roles page asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar

from werkzeug.datastructures import MultiDict

from portal.roles.models import MoveKind
from portal.search.addresses import Address, number, values, words

FACETS = ("family", "department", "level", "location")
FIELDS = (*FACETS, "skill", "move", "match")
MOVES = {"up": "Step up", "sideways": "Sideways", "field": "Another field"}
MATCHES = {"50": "50% or more", "70": "70% or more"}
SORTS = {
    "best": "Best for these words",
    "match": "Closest match to me",
    "title": "Title, A to Z",
}


@dataclass(frozen=True)
class Asked(Address):
    """What is looked for among roles; `least` is the least match in percent."""

    PATH: ClassVar[str] = "/roles"
    SAID: ClassVar[Mapping[str, Callable[[str], str]]] = {
        "level": lambda value: f"Level {value}",
        "skill": lambda value: f"Asks for {value}",
        "move": MOVES.__getitem__,
        "match": lambda value: f"{MATCHES[value]} match",
    }

    moves: list[MoveKind]
    least: int

    @classmethod
    def of(cls, given: MultiDict[str, str]) -> "Asked":
        """What the part of an address behind its question mark asks for."""
        least = next((value for value in values(given, "match") if value in MATCHES), "0")
        sort = given.get("sort", "")
        return cls(
            text=words(given.get("q", "")),
            filters={name: values(given, name) for name in (*FACETS, "skill")},
            moves=[MoveKind(value) for value in values(given, "move") if value in MOVES],
            least=int(least),
            sort=sort if sort in SORTS else "best",
            page=number(given.get("page", "")),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        pairs = super().pairs
        pairs += [("move", move.value) for move in self.moves]
        return pairs + ([("match", str(self.least))] if self.least else [])

    @property
    def anybodys(self) -> bool:
        return super().anybodys and not self.least and not self.moves

    def orders(self, *, rated: bool) -> dict[str, str]:
        """The orders there are, in words. Without words typed the best is the first by title."""
        known = dict(SORTS) if self.text else {"best": SORTS["title"], "match": SORTS["match"]}
        return known if rated else {key: said for key, said in known.items() if key != "match"}
