"""Skills I may have, why, and never those I refused."""

import pytest

from portal.aspirations.models import Aspiration
from portal.db import db
from portal.pathways.completing import BY_TIES
from portal.people.models import Silence
from portal.profile.suggestions import for_person
from portal.roles.likeness import sums
from portal.roles.models import RoleSkill
from portal.skills.finding import vectors
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill, SkillNeighbour
from tests.profile.making import has, role, skill


def named(name):
    return db.session.query(Skill).filter_by(folded=fold(name)).one()


def goes_with(name, other, tells, roles=3, kin=""):
    """Both ways, as they are prepared."""
    ids = [
        (db.session.query(Skill).filter_by(folded=fold(one)).one_or_none() or skill(one)).id
        for one in (name, other)
    ]
    for one, two in (ids, ids[::-1]):
        row = SkillNeighbour(
            skill_id=one, neighbour_id=two, weight=0.5, tells=tells, roles=roles, kin=kin
        )
        db.session.add(row)
    db.session.commit()


def asks(row, name, essential=True):
    known = db.session.query(Skill).filter_by(folded=fold(name)).one_or_none() or skill(name)
    db.session.add(RoleSkill(role_id=row.id, skill_id=known.id, level=2, essential=essential))
    db.session.commit()


def aim(person, row):
    goal = Aspiration(person_id=person.id, kind="role", role_id=row.id, state="active")
    db.session.add(goal)
    db.session.commit()


@pytest.fixture
def world(cast):
    has(cast.ada, "Budgeting", 3)
    has(cast.ada, "Reporting", 2)
    has(cast.ada, "To be rated", 0)
    own = role(cast.ada, "Case work")
    asks(own, "Filing", essential=False)
    asks(own, "Budgeting")
    lead = role(cast.mei, "Leading people", title="Permits Lead")
    asks(lead, "Case work")
    aim(cast.ada, lead)
    goes_with("Budgeting", "Forecasting", 0.5, roles=14)
    goes_with("Reporting", "Forecasting", 0.4, roles=9)
    goes_with("Reporting", "Charts", 0.6, roles=1)
    goes_with("Reporting", "Tables", 0.2, roles=0, kin="related")
    goes_with("To be rated", "Nothing", 0.9)
    goes_with("Budgeting", "Reporting", 0.9)
    return cast


@pytest.mark.one_database
def test_each_has_its_reasons_and_its_place(world):
    found = for_person(world.ada.id, 10)
    assert [(one.name, one.why) for one in found] == [
        (
            "Case work",
            "Your role, Permit Officer, asks for it; Permits Lead, your aim, asks for it.",
        ),
        ("Filing", "Your role, Permit Officer, asks for it."),
        ("Leading people", "Permits Lead, your aim, asks for it."),
        ("Forecasting", "Goes with Budgeting in 14 roles and with Reporting in 9."),
        ("Charts", "Goes with Reporting in 1 role."),
        ("Tables", "Related to Reporting."),
    ]
    assert found[3].total == pytest.approx(BY_TIES * (1 - 0.5 * 0.6))


def test_what_is_named_like_my_own_comes_first_and_says_so(world):
    goes_with("Budgeting", "Municipal budgeting", 0.2, roles=2)
    goes_with("Reporting", "Zoning", 0.2, roles=2)
    before = [one.name for one in for_person(world.ada.id, 10) if not one.asked]
    sums.prepare()
    vectors.build()
    after = {one.name: one for one in for_person(world.ada.id, 10)}
    assert after["Municipal budgeting"].why == (
        "Goes with Budgeting in 2 roles, and is named like Budgeting."
    )
    assert after["Municipal budgeting"].total > after["Zoning"].total
    assert {one.name for one in after.values() if not one.asked} == {*before}


@pytest.mark.one_database
def test_a_newcomer_sees_what_the_role_asks_for_first(cast):
    role(cast.sam, "Mowing", "Planting")
    assert [one.name for one in for_person(cast.sam.id, 4)] == ["Mowing", "Planting"]
    assert for_person(cast.mei.id, 4) == []


@pytest.mark.one_database
def test_what_is_no_longer_used_is_not_suggested(world):
    named("Case work").status = "deprecated"
    named("Charts").status = "proposed"
    db.session.commit()
    names = {one.name for one in for_person(world.ada.id, 10)}
    assert not names & {"Case work", "Charts", "Budgeting", "To be rated", "Nothing"}


@pytest.mark.one_database
def test_not_for_me_lasts_until_i_take_it_back(ada, mei, world):
    forecasting = named("Forecasting").id
    address = f"/me/skills/suggestions/{forecasting}"
    ada.post(f"{address}/not-for-me")
    for page in ("/me", "/me/skills/suggestions"):
        assert "Goes with Budgeting" not in ada.get(page).get_data(as_text=True)
    kept = db.session.query(Silence).one()
    assert (kept.person_id, kept.until) == (world.ada.id, None)
    ada.post(f"{address}/not-for-me")
    ada.post(f"{address}/again")
    assert "Goes with Budgeting" in ada.get("/me/skills/suggestions").get_data(as_text=True)
    assert db.session.query(Silence).count() == 0


@pytest.mark.one_database
def test_one_tap_adds_it_and_asks_for_the_level(ada, world):
    case = named("Case work").id
    answer = ada.post("/me/skills", {"skill_id": str(case)}, htmx=True).get_data(as_text=True)
    assert "How well do you do this today?" in answer
    held = db.session.query(PersonSkill).filter_by(person_id=world.ada.id, skill_id=case)
    assert held.one().level == 0
    assert "Case work" not in [one.name for one in for_person(world.ada.id, 10)]


@pytest.mark.one_database
def test_the_pages_say_why(ada, world):
    page = ada.get("/me").get_data(as_text=True)
    assert "Your role, Permit Officer, asks for it" in page
    assert "Common for" not in page
    gone = ada.post(f"/me/skills/suggestions/{named('Filing').id}/not-for-me", htmx=True).get_data(
        as_text=True
    )
    assert "Filing is not suggested again." in gone


@pytest.mark.one_database
def test_nothing_left_says_so(mei):
    assert "Nothing to suggest now" in mei.get("/me/skills/suggestions").get_data(as_text=True)


@pytest.mark.one_database
def test_an_unknown_skill_is_not_here(ada):
    ada.post(f"/me/skills/suggestions/{'0' * 32}/not-for-me", status=404)
