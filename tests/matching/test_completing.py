"""What goes with a list of skills: what the nearest roles tell, out of the file of the worker."""

import numpy as np
import pytest

from portal import work
from portal.db import db, transaction
from portal.pathways import telling
from portal.pathways.completing import goes_with
from portal.roles import asked
from portal.roles.likeness import sums
from portal.roles.lines import HELPS
from portal.roles.models import Role, RoleSkill
from portal.skills.finding import vectors
from portal.skills.fold import fold
from portal.skills.models import Skill
from search_index import meaning
from tests.profile.making import has, role, skill

WANTED = {
    "Gardener": {"Pruning": True, "Planting": True, "Mowing": True, "Driving": False},
    "Head gardener": {"Pruning": True, "Planting": True, "Leading a team": True},
    "Tree surgeon": {"Pruning": True, "Climbing": True, "First aid": True, "Driving": False},
    "Bookkeeper": {"Ledgers": True, "Payroll": True, "Spreadsheets": False},
    "Driver": {"Driving": True, "First aid": True},
}


@pytest.fixture
def catalogue(cast):
    """Roles that ask for skills, and what the worker makes of them."""
    with transaction() as session:
        first = role(cast.sam)
        for title, wanted in WANTED.items():
            row = Role(title=title, family_id=first.family_id, level=2)
            session.add(row)
            for name, essential in wanted.items():
                known = session.query(Skill).filter_by(folded=fold(name)).one_or_none()
                one = known or skill(name)
                session.flush()
                session.add(
                    RoleSkill(role_id=row.id, skill_id=one.id, level=2, essential=essential)
                )
        has(cast.ada, "Pruning", 2)
        has(cast.ada, "Planting", 1)
    prepared()
    return cast


def prepared():
    sums.prepare()
    vectors.build()
    asked.build()


def voted(person):
    return {one.name: one.roles for one in goes_with(person.id) if one.roles}


def of(name):
    return db.session.query(Skill).filter_by(folded=fold(name)).one()


def test_the_nearest_roles_say_what_goes_with_my_skills(catalogue):
    found = goes_with(catalogue.ada.id)
    names = [one.name for one in found]
    assert names[0] in {"Mowing", "Leading a team"}
    assert not {"Pruning", "Planting"} & {*names}
    assert "Ledgers" not in names[:4]
    first = {one.name: one for one in found}["Mowing"]
    assert first.why.startswith("1 role that your skills resemble asks for it")
    assert {one.name: one.votes for one in found}["Driving"] < first.votes


def test_each_tells_as_much_as_the_ridge_says(catalogue):
    """The same figures, worked out with whole matrices."""
    lines, labels = asked.held(), vectors.held()
    skills = sorted({name for wanted in WANTED.values() for name in wanted})
    names = labels.names([of(name).id for name in skills])
    needs = np.array([[wanted.get(name) is True for name in skills] for wanted in WANTED.values()])
    helps = np.array([[wanted.get(name) is False for name in skills] for wanted in WANTED.values()])
    rare = np.log1p(len(WANTED) / (needs + helps).sum(axis=0))
    own = np.isin(skills, ["Pruning", "Planting"])
    rows = np.vstack([needs + HELPS * helps, own])

    def unit(of):
        return of / np.linalg.norm(of, axis=1, keepdims=True)

    listed, named = unit(rows * np.sqrt(rare)), unit((rows * rare) @ names)
    alike = (listed @ listed.T) ** 2 + telling.NAMES * np.maximum(named @ named.T, 0) ** 4
    told = np.linalg.solve(alike[:-1, :-1] + telling.RIDGE * np.eye(len(WANTED)), alike[:-1, -1])
    wanted = dict(zip(skills, told @ (needs + telling.HELPFUL * helps), strict=True))
    found = telling.shares(lines, [of("Pruning").id, of("Planting").id], labels.names, 50)
    others = {name for name, much in wanted.items() if much > 1e-6} - {"Pruning", "Planting"}
    assert {*found} == {of(name).id for name in others}
    for key, share in found.items():
        name = db.session.get(Skill, key).name
        assert share.share == pytest.approx(wanted[name], abs=0.01)  # names are whole numbers


def test_only_as_many_are_asked_as_vote(catalogue, monkeypatch):
    monkeypatch.setattr(telling, "VOTERS", 1)
    assert len(voted(catalogue.ada)) < 4


def test_a_skill_no_longer_used_is_left_out_at_once(catalogue):
    with transaction():
        of("Mowing").status = "deprecated"
    assert "Mowing" not in voted(catalogue.ada)


def test_a_role_no_longer_used_says_nothing_after_the_night(catalogue):
    assert "Leading a team" in voted(catalogue.ada)
    with transaction() as session:
        session.query(Role).filter_by(title="Head gardener").one().status = "retired"
    asked.build()
    assert "Leading a team" not in voted(catalogue.ada)


def test_without_the_file_each_role_votes_by_itself(catalogue):
    with_it = voted(catalogue.ada)
    asked.ASKED.file.unlink()
    assert {"Mowing", "Leading a team"} <= {*voted(catalogue.ada)} <= {*with_it}


def test_without_numpy_or_table_each_role_votes_by_itself(catalogue, monkeypatch):
    monkeypatch.setattr(meaning, "tools", lambda: None)
    assert {"Mowing", "Leading a team"} <= {*voted(catalogue.ada)}
    asked.build()
    asked.Keeper().mend()


@pytest.mark.parametrize("spoil", [lambda b: b"", lambda b: b[:-9], lambda b: b[:-9] + bytes(9)])
def test_a_damaged_file_is_built_again(catalogue, spoil):
    file = asked.ASKED.file
    whole = file.read_bytes()
    file.write_bytes(spoil(whole))
    assert asked.held() is None
    assert "Mowing" in voted(catalogue.ada)
    asked.Keeper().mend()
    assert file.read_bytes() == whole


def test_the_worker_builds_it_and_again_for_another_database(catalogue):
    asked.ASKED.file.unlink()
    work.once()
    assert asked.held() is not None
    with transaction() as session:
        for name in ("Payroll", "Ledgers"):
            session.query(RoleSkill).filter_by(skill_id=of(name).id).delete()
        bookkeeper = session.query(Role).filter_by(title="Bookkeeper").one()
        for name in ("Mowing", "Climbing"):
            session.add(RoleSkill(role_id=bookkeeper.id, skill_id=of(name).id, level=1))
    before = len(asked.held().ids)
    work.once()
    assert len(asked.held().ids) == before - 2


def test_nothing_is_asked_for_yet(cast):
    prepared()
    assert asked.held() is not None
    assert goes_with(cast.ada.id) == []
