"""How alike roles are, how rare skills: prepared by the worker, from what roles ask for."""

from math import log1p

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from portal import timed, work
from portal.db import db, transaction
from portal.roles import kin
from portal.roles.likeness import alike, kindred, sums
from portal.roles.likeness.alike import Alike, Asked, Described
from portal.roles.models import Family, Role, RoleNeighbour, RoleSkill, RoleSum, SkillRarity
from portal.skills.models import Skill

TEXTS = ("Bus driver", "Coach driver", "Librarian", "Archivist", "Gardener")


def compared(asked, texts=TEXTS, table=None):
    pairs = [(role, skill) for role, skills in enumerate(asked) for skill in sorted(skills)]
    lines = Asked(
        np.array([role for role, _ in pairs], np.int32),
        np.array([skill for _, skill in pairs], np.int32),
        np.ones(len(pairs), np.float32),
    )
    names = [f"skill {n}" for n in range(30)]
    return dict(Alike([Described(one, "") for one in texts], lines, names, table).nearest())


def test_who_asks_for_the_same_is_near():
    found = compared([{0, 1, 2}, {0, 1, 3}, {4, 5}, {4, 5}, {6}])
    assert [role for role, _ in found[0]] == [1]
    assert found[2][0][0] == 3
    assert found[4] == []


def test_a_role_that_asks_for_nothing_is_near_by_its_words_and_nobodys_neighbour():
    found = compared([{0}, set(), {1}, {2}, {3}])
    assert [role for role, _ in found[1]] == [0], "both drive"
    assert all(role != 1 for near in found.values() for role, _ in near)


@given(st.lists(st.sets(st.integers(0, 29), max_size=8), min_size=1, max_size=5))
def test_likeness_is_between_nought_and_one_and_the_same_both_ways(asked):
    found = compared(asked, TEXTS[: len(asked)])
    for role, near in found.items():
        assert len(near) <= alike.MOST
        for other, likeness in near:
            assert 0 < likeness <= 1
            if asked[role]:
                assert dict(found[other])[role] == pytest.approx(likeness, abs=1e-5)


@pytest.fixture
def roles(app):
    """Two drivers, a librarian, and a role that asks for nothing."""
    with transaction():
        made = [Skill(name=f"Skill {n}", folded=f"skill {n}") for n in range(4)]
        family = Family(name="Transit")
        db.session.add_all([*made, family])
        db.session.flush()
        roles = []
        for title, wanted in (
            ("Bus driver", made[:2]), ("Coach driver", made[:2]), ("Librarian", made[2:]),
            ("Tram driver", []),
        ):  # fmt: skip
            role = Role(title=title, family_id=family.id, level=1)
            role.skills = [RoleSkill(skill_id=skill.id, level=2) for skill in wanted]
            db.session.add(role)
            roles.append(role)
    return [role.id for role in roles]


def near():
    db.session.rollback()
    row = RoleNeighbour
    found = db.session.execute(select(row.role_id, row.neighbour_id, row.skills))
    return {(one, other): skills for one, other, skills in found}


def test_neighbours_of_roles_are_prepared_and_taken_out(roles):
    bus, coach, _library, tram = roles
    assert kindred.prepare() > 0
    found = near()
    assert found[bus, coach] == found[coach, bus] == 2
    assert (tram, bus) in found
    assert (bus, tram) not in found
    assert kindred.prepare() == 0
    with transaction() as session:
        session.get(Role, coach).status = "retired"
    kindred.prepare()
    assert not any(coach in pair for pair in near())


def test_rarity_and_sums_are_what_roles_in_use_ask_for(roles):
    assert sums.prepare() == 4 + 3
    rare, common = log1p(3 / 1), log1p(3 / 2)
    bus, _coach, library, _tram = roles
    weights = dict(db.session.execute(select(RoleSum.role_id, RoleSum.weight)).all())
    assert weights == {
        bus: pytest.approx(4 * common, abs=1e-3),
        roles[1]: pytest.approx(4 * common, abs=1e-3),
        library: pytest.approx(4 * rare, abs=1e-3),
    }
    assert sums.prepare() == 0
    with transaction() as session:
        session.get(Role, library).status = "retired"
    sums.prepare()
    db.session.rollback()
    assert len(db.session.scalars(select(RoleSum)).all()) == 2
    assert len(db.session.scalars(select(SkillRarity)).all()) == 2


def test_the_worker_prepares_all_of_it(roles):
    with transaction():
        timed.ran(kin.NEIGHBOURS)
        kin.weigh_soon()
    work.once()
    assert near()
    assert db.session.scalars(select(RoleSum)).all()


def test_what_waits_is_done_between_two_blocks_of_long_work(roles):
    taken = []
    with timed.letting_in(lambda: taken.append(db.session().in_transaction())):
        kindred.prepare()
    assert taken == [False]
    kindred.prepare()
    assert len(taken) == 1
