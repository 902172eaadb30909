"""The match in skill steps."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.pathways.gap import Need, match

pytestmark = pytest.mark.one_database

SKILLS = [uuid4() for _ in range(6)]
needs_of = st.lists(
    st.builds(
        Need,
        skill_id=st.sampled_from(SKILLS),
        name=st.sampled_from(["Welding", "Data analysis", "First aid"]),
        level=st.integers(1, 4),
        essential=st.booleans(),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda need: need.skill_id,
)
levels_of = st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 4))


def test_fourteen_of_eighteen_steps_is_77_per_cent_and_says_what_is_to_grow():
    asked = [(3, 3), (3, 2), (3, 3), (3, 1), (2, 2), (2, 2), (2, 1), (0, 0)]
    needs = [
        Need(uuid4(), f"Skill {n}", level, essential=n < 4)
        for n, (level, _) in enumerate(asked)
        if level
    ]
    levels = {need.skill_id: have for need, (_, have) in zip(needs, asked, strict=False)}
    found = match(needs, levels)
    assert (found.have, found.need, found.pct) == (14, 18, 77)
    assert len(found.ready) == 4
    assert [line.in_words for line in found.growing] == [
        "1 step to grow", "2 steps to grow", "1 step to grow",
    ]  # fmt: skip
    assert found.essential == (9, 12)


def test_a_skill_that_is_not_rated_has_no_steps_and_says_so():
    need = Need(SKILLS[0], "Welding", 2)
    assert match([need], {}).lines[0].in_words == "Not rated yet"
    assert match([need], {SKILLS[0]: 0}).lines[0].in_words == "New to you"
    assert match([need], {}).unrated == 1


def test_a_role_without_skills_has_an_empty_match():
    assert match([], {}).pct == 0


def test_the_strip_of_a_role_that_asks_for_much_has_a_cell_for_each_skill():
    needs = [Need(uuid4(), f"Skill {n}", 4) for n in range(12)]
    found = match(needs, {needs[0].skill_id: 4, needs[1].skill_id: 3})
    assert found.cells == [(1, 1)] + [(1, 0)] * 11
    assert match(needs[:7], {}).cells == [(4, 0)] * 7


@given(needs_of, levels_of, st.sampled_from(SKILLS), st.integers(0, 4))
def test_adding_a_skill_or_a_level_never_lowers_a_match(needs, levels, skill, level):
    more = levels | {skill: max(level, levels.get(skill, 0))}
    assert match(needs, more).have >= match(needs, levels).have


@given(needs_of, levels_of)
def test_the_strip_has_a_cell_for_each_step_and_a_whole_match_means_nothing_to_grow(needs, levels):
    found = match(needs, levels)
    assert sum(asked for asked, _ in found.steps) == found.need
    assert sum(had for _, had in found.steps) == found.have <= found.need
    assert (found.pct == 100) == (not found.growing)
    assert len(found.ready) + len(found.growing) == len(needs)
