"""The order roles are shown in: what raises it, and what it is made of."""

from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pathways.gap import Need, match
from portal.pathways.ordering import Sums, in_turn, next_rung, places, weights
from portal.pathways.wishes import HOURS_MET, MODE_MET, STAY, Wishes, factor

LEVELS = st.dictionaries(st.integers(0, 9), st.integers(1, 4), max_size=8)
RARITY = st.lists(st.floats(0.1, 9), min_size=10, max_size=10)


def sums(asked, had, rarity):
    return Sums(
        sum(rarity[key] * min(level, had.get(key, 0)) for key, level in asked.items()),
        sum(rarity[key] * level for key, level in asked.items()),
        sum(rarity[key] * level for key, level in had.items()),
    )


@given(LEVELS, LEVELS, RARITY, st.data())
def test_adding_a_needed_skill_or_level_never_lowers_the_match(asked, had, rarity, data):
    if not asked:
        return
    key = data.draw(st.sampled_from(sorted(asked)))
    more = had | {key: min(4, had.get(key, 0) + data.draw(st.integers(1, 4)))}
    needs = [Need(UUID(int=key), str(key), level) for key, level in asked.items()]
    before, after = (
        match(needs, {UUID(int=key): level for key, level in held.items()}) for held in (had, more)
    )
    assert after.have >= before.have
    assert after.pct >= before.pct
    assert sums(asked, more, rarity).readiness >= sums(asked, had, rarity).readiness - 1e-9


@given(LEVELS, LEVELS, RARITY)
def test_everything_lies_between_nought_and_one(asked, had, rarity):
    found = sums(asked, had, rarity)
    for part in (found.resemblance, found.readiness, found.asks_for_more, next_rung(1.0, found)):
        assert -1e-9 <= part <= 1 + 1e-9


def test_a_role_that_asks_for_nothing_more_is_hardly_a_next_rung():
    same, above = Sums(10, 10, 10), Sums(10, 12, 10)
    assert same.asks_for_more == 0
    assert next_rung(0.5, above) > next_rung(0.9, same)


@pytest.mark.parametrize("met", range(4))
def test_a_wish_that_is_met_never_lowers_a_role_and_moves_it_only_a_little(met):
    for more in (MODE_MET, HOURS_MET):
        for there in (None, True, False):
            assert factor(there, met | more) >= factor(there, met)
    assert factor(True, met) > factor(None, met) > factor(False, met)
    assert 1 / STAY <= factor(False, met) <= factor(True, met) < 1.6


@pytest.mark.parametrize(
    ("kind", "hours", "met"),
    [
        ("gig", 4, ["Where you work now", "Within the 4 hours a week you wish for"]),
        ("gig", 5, ["Where you work now"]),
        ("opening", 34, ["Where you work now", "Part-time, as you wish"]),
        ("opening", 35, ["Where you work now"]),
    ],
)
def test_the_wishes_an_opportunity_meets_are_lines_of_their_own(kind, hours, met):
    town = UUID(int=1)
    one = SimpleNamespace(kind=kind, hours=hours, work_mode="site", location_id=town)
    wishes = Wishes(stays_at=town, work_mode="mixed", hours="part", gig_hours=4)
    assert wishes.met_by(one) == met
    assert wishes._replace(work_mode="site").met_by(one) == [
        "At a place of work, as you wish",
        *met,
    ]
    assert Wishes().met_by(one) == []


def test_half_the_weight_is_for_the_role_one_has():
    one, two = UUID(int=1), UUID(int=2)
    assert weights({one: 0.5, two: 0.1})[one] > 0.99
    found = weights({one: 0.5}, own=two)
    assert found == {one: 0.5, two: 0.5}
    assert weights({}, own=two) == {two: 1.0}
    assert weights({}) == {}


def test_what_is_like_the_roles_one_resembles_comes_first_and_says_why():
    one, two, three, four = (UUID(int=n) for n in range(1, 5))
    ties = [(one, one, 1.0), (one, three, 0.8), (two, four, 0.9), (two, three, 0.5)]
    found = places(ties, {one: 0.7, two: 0.3})
    assert [place.role_id for place in found] == [one, three, four]
    assert [source for _, source, _ in found[1].near] == [one, two]
    assert found[1].affinity == pytest.approx(0.7 * 0.64 + 0.3 * 0.25)


def test_kinds_of_moves_come_in_turn():
    assert in_turn([[1, 2, 3], [], [4]]) == [1, 4, 2, 3]
    assert in_turn([]) == []
