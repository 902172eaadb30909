"""In which order roles are shown to a person, worked out of a few sums; docs/matching.md says why.

What a person can do and what a role asks for are compared in skill steps, each times the rarity of
its skill (`portal.roles.likeness.sums`):

    shared        the steps both have: the lower of the two levels
    resemblance   shared / (the steps either has)                        Jaccard 1912, weighted
    readiness     shared / the steps the role asks for
    asks for more steps beyond the person / (those + steps the role does not ask for)
    affinity      the sum of w * likeness² over the roles that resemble the person most, where w
                  falls off exponentially with resemblance; half of all weight is for their own role

A role is the next rung the more, the larger affinity * readiness * asks for more.

Adding a skill a role asks for, or a level of it, never lowers its readiness or its match.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp
from typing import NamedTuple, TypeVar
from uuid import UUID

Thing = TypeVar("Thing")

STEEPNESS = 80.0
"""How fast weight falls with resemblance. Chosen, as those below, on the development halves."""

RESEMBLING = 8
"""So many of the roles that resemble a person are asked for their neighbours."""

OWN = 0.5
"""The share of the weight for the role the person has."""

FLOOR = 0.05
"""What is left of a next rung that asks for nothing more."""

NOTHING = 0.001
"""Sums of decimals differ by less where they are the same."""


class Sums(NamedTuple):
    """A person beside a role: steps times rarity."""

    shared: float
    asked: float
    had: float

    @property
    def resemblance(self) -> float:
        either = self.asked + self.had - self.shared
        return self.shared / either if either > 0 else 0.0

    @property
    def readiness(self) -> float:
        return min(1.0, self.shared / self.asked) if self.asked > 0 else 0.0

    @property
    def asks_for_more(self) -> float:
        beyond, unasked = self.asked - self.shared, self.had - self.shared
        return beyond / (beyond + max(0.0, unasked)) if beyond > NOTHING else 0.0


Tie = tuple[UUID, UUID, float]
"""A role that resembles the person, or is theirs; another one, or itself; and how like they are."""


@dataclass(slots=True)
class Place:
    """A role in the order: its affinity, and what that comes from, the most first.

    `near`: what a role added, which role, and how like it is.
    """

    role_id: UUID
    affinity: float = 0.0
    near: list[tuple[float, UUID, float]] = field(default_factory=list)


def weights(resemblances: Mapping[UUID, float], own: UUID | None = None) -> dict[UUID, float]:
    """How much each of the roles counts that resemble the person most; together 1."""
    best = sorted(resemblances.items(), key=lambda one: (-one[1], one[0]))[:RESEMBLING]
    top = best[0][1] if best else 0.0
    raised = {key: exp(STEEPNESS * (value - top)) for key, value in best}
    whole = sum(raised.values()) or 1.0
    share = 1.0 if own is None else 1 - OWN
    found = {key: share * value / whole for key, value in raised.items()}
    if own is not None:
        found[own] = found.get(own, 0.0) + (OWN if best else 1.0)
    return found


def places(ties: Iterable[Tie], weight: Mapping[UUID, float]) -> list[Place]:
    """The roles by affinity, the nearest first."""
    found: dict[UUID, Place] = {}
    for source, role_id, likeness in ties:
        given = weight.get(source, 0.0) * likeness * likeness
        if given:
            place = found.get(role_id)
            if place is None:
                place = found[role_id] = Place(role_id)
            place.affinity += given
            place.near.append((given, source, likeness))
    for place in found.values():
        if len(place.near) > 1:
            place.near.sort(key=lambda one: (-one[0], one[1]))
    return sorted(found.values(), key=lambda place: (-place.affinity, place.role_id))


def next_rung(affinity: float, sums: Sums) -> float:
    """How much a role is the next rung: near, within reach, and asking for more."""
    return affinity * sums.readiness * (FLOOR + (1 - FLOOR) * sums.asks_for_more)


def in_turn(groups: Sequence[Sequence[Thing]]) -> list[Thing]:
    """One of each group in turn, as long as there are any."""
    rounds = max((len(listed) for listed in groups), default=0)
    return [listed[n] for n in range(rounds) for listed in groups if n < len(listed)]
