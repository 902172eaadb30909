"""The formula of routes, for any map and any skills."""

from itertools import pairwise, permutations
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from portal.careers.cost import FEWEST_MONTHS, Edge, Place, months_of
from portal.careers.ways import MOST_MOVES, Ground, Standing, best, walked
from portal.pathways.gap import Need

pytestmark = pytest.mark.one_database

ROLES = [UUID(int=n + 1) for n in range(6)]
SKILLS = [UUID(int=n + 100) for n in range(4)]
START, TARGET = ROLES[0], ROLES[-1]

places = some.fixed_dictionaries(
    {
        key: some.builds(
            Place,
            some.just(key),
            some.integers(1, 5),
            some.sampled_from([UUID(int=7), UUID(int=8)]),
        )
        for key in ROLES
    }
)
edge = some.builds(
    Edge,
    people=some.sampled_from([None, 5, 10]),
    months=some.sampled_from([None, 6, 24]),
    typical=some.booleans(),
    likeness=some.floats(0, 1),
)
# Cycles, moves into oneself and roles that lead nowhere are all in it.
edges = some.dictionaries(
    some.sampled_from(ROLES), some.dictionaries(some.sampled_from(ROLES), edge, max_size=6)
)
need = some.builds(
    Need, some.sampled_from(SKILLS), some.just(""), some.integers(1, 4), some.booleans()
)
needs = some.fixed_dictionaries(
    {key: some.lists(need, max_size=4, unique_by=lambda one: one.skill_id) for key in ROLES}
)
levels = some.dictionaries(some.sampled_from(SKILLS), some.integers(0, 4))


def ways(edges, places, start, target):
    return Ground(edges, places).ways(start, target)


def costed(way, edges, places, needs, levels):
    return Standing(needs, levels).costed(way, walked(way, edges, places))


def every(edges):
    """All ways there are, by trying."""
    between = ROLES[1:-1]
    for length in range(MOST_MOVES):
        for middle in permutations(between, length):
            way = (START, *middle, TARGET)
            if all(b in edges.get(a, {}) for a, b in pairwise(way)):
                yield way


@settings(max_examples=100, deadline=None)
@given(edges, places)
def test_every_way_is_found_once_and_none_goes_in_a_circle(edges, places):
    found = ways(edges, places, START, TARGET)
    assert sorted(found) == sorted(every(edges))
    assert all(len(set(way)) == len(way) for way in found)


@settings(max_examples=100, deadline=None)
@given(edges, places, needs, levels, some.sampled_from(SKILLS), some.integers(1, 4))
def test_a_useful_skill_never_makes_a_route_longer(edges, places, needs, levels, skill, level):
    found = ways(edges, places, START, TARGET)
    more = levels | {skill: max(level, levels.get(skill, 0))}
    before = [costed(way, edges, places, needs, levels) for way in found]
    after = [costed(way, edges, places, needs, more) for way in found]
    for had, has in zip(before, after, strict=True):
        assert has.points <= had.points + 1e-9
        assert has.steps <= had.steps
    if found:
        assert best(after)[0].points <= best(before)[0].points + 1e-9


@settings(max_examples=100, deadline=None)
@given(edges, places, needs, levels)
def test_the_first_route_is_the_best_and_each_other_one_goes_by_another_role(
    edges, places, needs, levels
):
    listed = [
        costed(way, edges, places, needs, levels) for way in ways(edges, places, START, TARGET)
    ]
    shown = best(listed)
    if not listed:
        assert shown == []
        return
    assert shown[0].points == min(one.points for one in listed)
    for n, one in enumerate(shown):
        for other in shown[:n]:
            assert one.between != other.between
            assert not other.between or not one.between >= other.between


@given(needs, levels)
def test_what_is_grown_on_the_way_is_had_by_then(needs, levels):
    """All steps of a way are those from today to the highest level any of its roles asks for."""
    places = {key: Place(key, 1, UUID(int=7)) for key in ROLES}
    edges = {a: {b: Edge()} for a, b in pairwise(ROLES)}
    steps = costed(tuple(ROLES), edges, places, needs, levels).steps
    highest: dict = {}
    for key in ROLES[1:]:
        for one in needs[key]:
            highest[one.skill_id] = max(one.level, highest.get(one.skill_id, 0))
    assert steps == sum(max(0, top - levels.get(key, 0)) for key, top in highest.items())


def test_of_two_ways_the_trodden_one_is_better_and_a_likeness_alone_is_last():
    by = [UUID(int=n) for n in (11, 12, 13)]
    places = {key: Place(key, 2, UUID(int=7)) for key in (START, *by, TARGET)}
    moves = [Edge(people=5), Edge(typical=True), Edge(likeness=0.9)]
    edges = {START: dict(zip(by, moves, strict=True))} | {
        key: {TARGET: one} for key, one in zip(by, moves, strict=True)
    }
    shown = best(costed(way, edges, places, {}, {}) for way in ways(edges, places, START, TARGET))
    assert [one.way[1] for one in shown] == by


def test_months_are_those_people_took_or_three_for_each_step():
    assert months_of(Edge(months=24), 9) == 24
    assert months_of(Edge(), 9) == 27
    assert months_of(Edge(), 0) == FEWEST_MONTHS
    real, typical = Edge(people=5, months=18), Edge(typical=True, months=12)
    for one in (real.with_more(typical), typical.with_more(real)):
        assert (one.people, one.months, one.typical) == (5, 18, True)
