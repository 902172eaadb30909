"""Roles for a person, each with its reasons. The order is worked out in `ordering`.

One statement finds the roles that resemble the person most by their skills, the roles like these,
like the person's own role and like those they aim for, with what person and role have in common.
Of an attribute of the person nothing enters but skills, aspirations, the role they have, what they
wish of place and hours (`wishes`) and, for those who would rather not move, where they work; what
they put aside is left out. Before the worker has prepared anything, or without numpy, the roles of
which they have the largest part stand in.

The rule of variety: steps up in their field, moves sideways, another field at their level, and
steps up in another field come in turn, the best of each first. What somebody says they aim for
comes first among these.
"""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from portal.aspirations.models import Aspiration, MoveType, State
from portal.pathways.gap import Match, match
from portal.pathways.nearby import Candidate, Found, candidates
from portal.pathways.ordering import Place, in_turn, next_rung, places, weights
from portal.pathways.queries import move_between, nearest_ids, needs_of
from portal.pathways.reasons import TOLD, in_place, reasons
from portal.pathways.wishes import NONE, Wishes, factor
from portal.roles.models import MoveKind
from portal.roles.queries import RoleLine, lines_of

FAMILY = 0.5
"""What a role in a field they aim for gains, beside its likeness to a role they aim for."""

FEWEST_STEPS = 4
"""A role that asks for less says too little to be recommended by its skills."""

LEAST = 0.2
"""Who has a smaller part of what a role asks for would wonder why it is shown."""

UP, SIDEWAYS, FIELD, UP_ELSEWHERE = range(4)
WANTED = {
    MoveType.PROMOTION: UP,
    MoveType.LATERAL: SIDEWAYS,
    MoveType.FIELD: FIELD,
}


class Standing(NamedTuple):
    """Where a person stands: their role and level today, where they are known, and what they wish
    of place and hours.
    """

    person_id: UUID
    role_id: UUID | None = None
    level: int | None = None
    wishes: Wishes = NONE


@dataclass(frozen=True)
class Recommended:
    """A role for a person: the match, the kind of move, why it is shown, how its place fits their
    wish, and which wishes an opening for it meets.
    """

    role: RoleLine
    match: Match
    move: MoveKind | None
    reasons: tuple[str, ...]
    place: str = ""
    opening: str = ""


@dataclass(frozen=True)
class Order:
    """The roles for a person, best first, and what is known of each that a reason may need."""

    role_ids: list[UUID]
    near: Mapping[UUID, Place] = field(default_factory=dict)
    wished: Mapping[UUID, tuple[float, UUID]] = field(default_factory=dict)
    own: UUID | None = None
    roles: Mapping[UUID, Candidate] = field(default_factory=dict)
    wishes: Wishes = NONE

    def named(self, shown: Sequence[UUID]) -> set[UUID]:
        """These roles, and those that are named in their reasons."""
        near = [self.near[key] for key in shown if key in self.near]
        sources = {source for place in near for _, source, _ in place.near[:TOLD]}
        aims = {self.wished[key][1] for key in shown if key in self.wished}
        return {*shown, *sources, *aims} | ({self.own} if self.own else set())


def in_order(
    who: Standing, aims: Sequence[Aspiration] = (), without: Collection[UUID] = ()
) -> Order:
    """The roles for a person, without their own, those they aim for and those put aside.

    One statement; a second one where nothing is prepared.
    """
    live = [aim for aim in aims if aim.state in (State.ACTIVE, State.DRAFT)]
    aimed = [aim.role_id for aim in live if aim.role_id]
    left_out = {*without, *aimed, who.role_id}
    also = [*aimed, *([who.role_id] if who.role_id else [])]
    found = candidates(who.person_id, also, who.wishes)
    if not found.roles:
        plain = nearest_ids(
            who.person_id, role_id=who.role_id, level=who.level, limit=20 + len(left_out)
        )
        return Order([key for key in plain if key not in left_out], own=who.role_id)
    fitting = {
        one.role_id: one
        for one in found.roles.values()
        if one.steps >= FEWEST_STEPS and one.level >= (who.level or 0)
        and one.sums.readiness >= LEAST and one.role_id not in left_out
    }  # fmt: skip
    near = {place.role_id: place for place in ranked(found, who.role_id, fitting)}
    wished = found.likest(aimed)
    kept = [fitting[key] for key in near]
    families = {aim.family_id for aim in live if aim.family_id}
    scored = {
        one.role_id: _score(one, near[one.role_id], who.level)
        * (1 + wished.get(one.role_id, (0.0, None))[0] + FAMILY * (one.family_id in families))
        * factor(one.there, one.met)
        for one in kept
    }
    kept.sort(key=lambda one: (-scored[one.role_id], one.role_id))
    own = found.own(who.role_id)
    order = {one.role_id: one for one in _varied(kept, own, live)}
    return Order([*order], near, wished, who.role_id, order, who.wishes)


def ranked(found: Found, own: UUID | None, among: Container[UUID] | None = None) -> list[Place]:
    """The roles found, or those `among` them, the nearest to the person first. A role is like
    itself.
    """
    weight = weights(found.resemblances, own)
    among = found.roles if among is None else among
    ties = [
        (source, role_id, likeness)
        for source in weight
        for role_id, likeness in (*found.ties.get(source, ()), (source, 1.0))
        if role_id in among
    ]
    return places(ties, weight)


def _score(role: Candidate, place: Place, level: int | None) -> float:
    if level is not None and role.level > level:
        return next_rung(place.affinity, role.sums)
    return place.affinity * role.sums.readiness


def _varied(
    roles: Sequence[Candidate], own: Candidate | None, aims: Iterable[Aspiration]
) -> list[Candidate]:
    """One of each kind of move in turn, the kinds the person aims for first."""
    if own is None:
        return list(roles)
    groups: list[list[Candidate]] = [[], [], [], []]
    for role in roles:
        groups[_kind(own, role)].append(role)
    wanted = {WANTED[MoveType(aim.move_type)] for aim in aims if aim.move_type in WANTED}
    order = sorted(range(len(groups)), key=lambda kind: (kind not in wanted, kind))
    return in_turn([groups[kind] for kind in order])


def _kind(own: Candidate, role: Candidate) -> int:
    if role.family_id == own.family_id:
        return UP if role.level > own.level else SIDEWAYS
    return UP_ELSEWHERE if role.level > own.level else FIELD


def for_person(
    who: Standing,
    levels: Mapping[UUID, int],
    aims: Sequence[Aspiration] = (),
    without: Collection[UUID] = (),
    *,
    start: int = 0,
    limit: int = 3,
) -> tuple[list[Recommended], int]:
    """Some of the roles for a person, with reasons, and how many there are. Three statements."""
    if not any(levels.values()):
        return [], 0
    order = in_order(who, aims, without)
    shown = order.role_ids[start : start + limit]
    beside = {key: match(needs, levels) for key, needs in needs_of(shown).items()}
    return told(order, shown, beside, lines_of(order.named(shown))), len(order.role_ids)


def told(
    order: Order,
    shown: Sequence[UUID],
    matches: Mapping[UUID, Match],
    roles: Mapping[UUID, RoleLine],
) -> list[Recommended]:
    """These roles of an order with their matches and reasons; `roles`: those that are `named`."""
    own = roles.get(order.own) if order.own else None
    return [
        Recommended(
            roles[key],
            matches[key],
            move_between(own, roles[key]),
            reasons(key, matches[key], order.near.get(key), order.wished.get(key), own, roles),
            in_place(one.there) if one else "",
            order.wishes.in_opening(one.met) if one else "",
        )
        for key, one in ((key, order.roles.get(key)) for key in shown)
        if key in roles and roles[key].active
    ]
