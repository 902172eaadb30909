"""The pairs that together fit best: one assignment of all, exact. Needs numpy and scipy, so it is
loaded when the worker needs it and by no page.

Every mentor stands as many times as they have places; among all ways to give each mentee at most
one of them, `scipy.optimize.linear_sum_assignment` finds one with the greatest sum of points
(Crouse 2016, "On implementing 2D rectangular assignment algorithms", IEEE Trans. Aerospace and
Electronic Systems 52:1679). What is barred has no points, and is left out of what it returns.
"""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

import numpy as np
from scipy.optimize import linear_sum_assignment

from portal.programmes.fit import (
    ELSEWHERE,
    EVIDENCE,
    PLACED,
    PREFERRED,
    STEPS,
    TOP_LEVEL,
    Help,
    Wish,
)

Chosen = tuple[UUID, UUID, int]  # mentee, mentor, points


def solve(
    wishes: Sequence[Wish],
    helps: Sequence[Help],
    apart: Collection[tuple[UUID, UUID]] = (),
) -> list[Chosen]:
    """The best pairs. In: `apart` are (mentee, mentor) who are not to be proposed.

    The same members in any order give the same pairs: both sides are put in order first, and the
    solver is deterministic.
    """
    wishes = sorted(wishes, key=lambda wish: wish.person_id.int)
    helps = sorted(
        (help_ for help_ in helps if help_.places > 0), key=lambda help_: help_.person_id.int
    )
    if not wishes or not helps:
        return []
    table = points(wishes, helps, apart)
    places = np.minimum([help_.places for help_ in helps], (table > 0).sum(axis=0))
    columns = np.repeat(np.arange(len(helps)), places)
    rows, chosen = linear_sum_assignment(table[:, columns], maximize=True)
    found = ((row, columns[column]) for row, column in zip(rows, chosen, strict=True))
    return [
        (wishes[row].person_id, helps[column].person_id, int(table[row, column]))
        for row, column in found
        if table[row, column]
    ]


def points(
    wishes: Sequence[Wish], helps: Sequence[Help], apart: Collection[tuple[UUID, UUID]] = ()
) -> Any:
    """A table of points, mentees by mentors; 0 where a pair is barred or nothing speaks for it."""
    taught, evident = _skills(wishes, helps)
    steps = [sum(TOP_LEVEL - level for level in wish.wants.values()) for wish in wishes]
    wanted = np.maximum(steps, 1)[:, None]
    made = PLACED + STEPS * taught // wanted + EVIDENCE * evident // wanted
    made += ELSEWHERE * _differ([x.department_id for x in wishes], [x.department_id for x in helps])
    liked = _liked(wishes, helps)
    made += liked
    made[(taught == 0) & (liked == 0)] = 0
    _bar(made, wishes, helps, apart)
    return made


def _skills(wishes: Sequence[Wish], helps: Sequence[Help]) -> tuple[Any, Any]:
    """For each pair: how many steps are taught, and how many of them with evidence."""
    shape = (len(wishes), len(helps))
    taught, evident = (np.zeros(shape, np.int32) for _ in range(2))
    known: dict[UUID, tuple[Any, Any]] = {}
    for place, help_ in enumerate(helps):
        for skill_id, offer in help_.teaches.items():
            empty = (np.zeros(len(helps), np.int32), np.zeros(len(helps), np.int32))
            levels, evidence = known.setdefault(skill_id, empty)
            levels[place], evidence[place] = offer.level, offer.proven
    for row, wish in enumerate(wishes):
        for skill_id, level in wish.wants.items():
            if skill_id in known:
                levels, evidence = known[skill_id]
                steps = np.maximum(levels - level, 0)
                taught[row] += steps
                evident[row] += steps * evidence
    return taught, evident


def _differ(one: Sequence[UUID], other: Sequence[UUID]) -> Any:
    known = {key: number for number, key in enumerate({*one, *other})}
    left, right = (np.array([known[key] for key in side]) for side in (one, other))
    return left[:, None] != right[None, :]


def _liked(wishes: Sequence[Wish], helps: Sequence[Help]) -> Any:
    places = {help_.person_id: place for place, help_ in enumerate(helps)}
    made = np.zeros((len(wishes), len(helps)), np.int32)
    for row, wish in enumerate(wishes):
        for person_id, rank in wish.likes.items():
            if person_id in places:
                made[row, places[person_id]] = PREFERRED[rank]
    return made


def _bar(
    made: Any,
    wishes: Sequence[Wish],
    helps: Sequence[Help],
    apart: Collection[tuple[UUID, UUID]],
) -> None:
    """No points for whoever is never proposed to each other, as `fit.barred` says."""
    rows = {wish.person_id: row for row, wish in enumerate(wishes)}
    places = {help_.person_id: place for place, help_ in enumerate(helps)}
    never = set(apart)
    for wish in wishes:
        others = {wish.person_id, wish.manager_id, *wish.never}
        never |= {(wish.person_id, other) for other in others if other is not None}
    for help_ in helps:
        others = {help_.manager_id, *help_.never}
        never |= {(other, help_.person_id) for other in others if other is not None}
    for mentee_id, mentor_id in never:
        if mentee_id in rows and mentor_id in places:
            made[rows[mentee_id], places[mentor_id]] = 0
    made[_strangers([x.speaks for x in wishes], [x.speaks for x in helps])] = 0


def _strangers(one: Sequence[int], other: Sequence[int]) -> Any:
    """Who have no language in common, where both named some."""
    left, right = (np.array(side, np.int64) for side in (one, other))
    both: Any = np.outer(left != 0, right != 0)
    return both & (left[:, None] & right[None, :] == 0)
