"""Skills that go together are prepared from the roles that ask for both, and from the taxonomy."""

from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal import timed, work
from portal.db import db, transaction
from portal.roles import kin, neighbours
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.models import Skill, SkillNeighbour


def together(asked, count):
    """`asked`: for each role the numbers of its skills."""
    pairs = [(role, skill) for role, skills in enumerate(asked) for skill in skills]
    roles = np.array([role for role, _ in pairs], dtype=np.int32)
    return neighbours.Together(roles, np.array([s for _, s in pairs], dtype=np.int32), count)


def test_the_weight_is_the_cosine_shrunk_where_few_roles_say_so():
    found = together([{0, 1}, {0, 1}, {0, 2}, {3}, {3}], 4)
    weight = 2 / sqrt(3 * 2) * 2 / (2 + neighbours.DOUBT)
    assert found.of(0, {})[1][:2] == (round(weight, 3), 2)
    assert found.of(1, {})[0][:2] == found.of(0, {})[1][:2]
    assert 3 not in found.of(0, {})


def test_what_meets_no_more_often_than_chance_is_no_neighbour():
    assert together([{0, 1}, {0}, {0}, {0, 1}], 2).of(0, {}) == {}
    assert together([], 2).of(0, {}) == {}


def test_what_the_taxonomy_says_joins_in():
    found = together([{0, 1}, {0, 1}, {2}], 4).of(0, {1: 0.2, 3: 0.3})
    alone = 1 * 2 / (2 + neighbours.DOUBT)
    assert found[1][:2] == (round(1 - (1 - alone) * 0.8, 3), 2)
    assert found[3][:2] == (0.3, 0)
    assert found[3].tells == pytest.approx(0.3 * neighbours.KIN_TELLS)


def test_of_two_neighbours_that_say_the_same_each_tells_half():
    asked = [{0, 1, 2}] * 20 + [{3}] * 60
    both, alone = together(asked, 4).of(0, {}), together([{0, 1}] * 20 + [{3}] * 60, 4).of(0, {})
    assert both[1].weight == alone[1].weight
    assert both[1].tells == both[2].tells == pytest.approx(20 / (40 + neighbours.RIDGE))
    assert alone[1].tells == pytest.approx(20 / (20 + neighbours.RIDGE), abs=0.001)


def test_a_role_that_asks_for_everything_says_nothing():
    everything = set(range(neighbours.MOST_ASKED + 1))
    assert together([everything, {0, 1}, {2}], len(everything)).of(0, {}).keys() == {1}


@given(st.lists(st.sets(st.integers(0, 29), max_size=12), max_size=20), st.integers(0, 29))
def test_a_skill_has_few_neighbours_with_weights_that_order_them(asked, skill):
    found = together(asked, 30).of(skill, {})
    assert len(found) <= neighbours.MOST
    assert skill not in found
    for other, (weight, both, tells) in found.items():
        assert 0 < weight <= 1
        assert 0 <= tells <= 1
        assert both == sum({skill, other} <= set(skills) for skills in asked)


@pytest.fixture
def skills(app):
    """Four skills; two roles ask for the first two, one for the third."""
    with transaction():
        made = [Skill(name=f"Skill {n}", folded=f"skill {n}") for n in range(4)]
        family = Family(name="Transit")
        db.session.add_all([*made, family])
        db.session.flush()
        for title, wanted in (("A", made[:2]), ("B", made[:2]), ("C", made[2:3])):
            role = Role(title=title, family_id=family.id, level=1)
            role.skills = [RoleSkill(skill_id=skill.id, level=2) for skill in wanted]
            db.session.add(role)
    return made


def rows():
    db.session.rollback()
    row = SkillNeighbour
    found = db.session.execute(select(row.skill_id, row.neighbour_id, row.roles, row.kin))
    return {(one, other): (roles, said) for one, other, roles, said in found}


def test_neighbours_are_prepared_kept_and_taken_out(skills):
    one, two, _three, four = (skill.id for skill in skills)
    with transaction() as session:
        weight = kin.WEIGHT[kin.BROADER]
        session.add(SkillNeighbour(skill_id=one, neighbour_id=four, weight=weight, kin="broader"))
    assert neighbours.prepare() == 3
    assert rows() == {(one, two): (2, ""), (two, one): (2, ""), (one, four): (0, "broader")}
    assert neighbours.prepare() == 0
    with transaction() as session:
        session.get(Skill, two).status = "deprecated"
        session.get(Skill, four).status = "deprecated"
    neighbours.prepare()
    assert rows() == {(one, four): (0, "broader")}  # it comes back with the skill
    assert db.session.scalar(select(SkillNeighbour.weight)) == 0


def test_an_import_asks_for_them_and_the_worker_prepares_them(app, skills):
    neighbours.prepare()
    timed.ran(kin.NEIGHBOURS)
    with transaction() as session:
        session.execute(SkillNeighbour.__table__.delete())
        kin.weigh_soon()
    work.once()
    assert len(rows()) == 2
