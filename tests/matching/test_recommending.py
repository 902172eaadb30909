"""Roles for a person: near, varied, with reasons, without what they put aside."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portal import clock, work
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.db import db, transaction
from portal.opportunities.models import Opportunity
from portal.pathways import recommending
from portal.pathways.queries import levels_of
from portal.pathways.recommending import Standing
from portal.pathways.wishes import Wishes
from portal.people.models import Location, Person
from portal.roles.likeness import kindred, sums
from portal.roles.models import Family, Role, RoleSkill
from portal.saved.models import NotInterested
from portal.skills.models import PersonSkill, Skill
from tests.opportunities.conftest import made

ROLES = (
    ("Permit officer", "Permits", 2, {0: 2, 1: 2, 2: 2}),
    ("Senior permit officer", "Permits", 3, {0: 3, 1: 3, 2: 2}),
    ("Licence officer", "Permits", 2, {0: 2, 1: 2, 3: 2}),
    ("Planning officer", "Planning", 2, {1: 2, 2: 2, 4: 2}),
    ("Planning lead", "Planning", 4, {1: 4, 2: 4, 4: 4}),
    ("Gardener", "Parks", 2, {5: 3, 6: 3}),
    ("Clerk", "Permits", 1, {0: 2, 1: 2}),
)


@pytest.fixture
def city(app, cast):
    """Seven roles in three fields; Ada is a permit officer who can do what the role asks for."""
    with transaction():
        skills = [Skill(name=f"Skill {n}", folded=f"skill {n}") for n in range(7)]
        families = {name: Family(name=name) for _, name, *_ in ROLES}
        db.session.add_all([*skills, *families.values()])
        db.session.flush()
        made = {}
        for title, family, level, asks in ROLES:
            made[title] = Role(title=title, family_id=families[family].id, level=level)
            made[title].skills = [
                RoleSkill(skill_id=skills[n].id, level=steps) for n, steps in asks.items()
            ]
        db.session.add_all(made.values())
        db.session.flush()
        for n in range(3):
            db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=skills[n].id, level=2))
        cast.ada.role_id, cast.ada.level = made["Permit officer"].id, 2
        ids = {title: role.id for title, role in made.items()}
    return ids


def prepare():
    sums.prepare()
    kindred.prepare()


def shown(cast, city, aims=(), without=()):
    who = Standing(cast.ada.id, city["Permit officer"], 2)
    found, total = recommending.for_person(who, levels_of(cast.ada.id), aims, without, limit=9)
    assert total == len(found)
    return {one.role.title: one for one in found}


def test_kinds_of_moves_come_in_turn_with_reasons(cast, city):
    prepare()
    found = shown(cast, city)
    assert list(found)[:3] == ["Senior permit officer", "Licence officer", "Planning officer"]
    assert "Permit officer" not in found, "one's own role"
    assert "Clerk" not in found, "below one's level"
    assert "Gardener" not in found, "nothing in common"
    first = found["Senior permit officer"].reasons
    assert first[0] == "It is like Permit officer, your role today"
    assert first[1] == "Asks two steps more, in Skill 0 and Skill 1"


def test_who_would_rather_stay_finds_what_is_there_higher_and_all_the_rest(ada, cast, city):
    prepare()
    who = Standing(cast.ada.id, None, 2)
    before = recommending.in_order(who).role_ids
    first, second, *_ = before
    with transaction() as session:
        town, shore = Location(name="Town"), Location(name="Shore")
        session.add_all([town, shore])
        session.get(Role, first).locations = [shore]
        session.get(Role, second).locations = [shore, town]
        session.get(Person, cast.ada.id).location = town
        session.add(AspirationProfile(person_id=cast.ada.id, relocation="no"))
        session.flush()
        stays = who._replace(wishes=Wishes(stays_at=town.id))
    assert recommending.in_order(who).role_ids == before, "without the wish nothing changes"
    after = recommending.in_order(stays).role_ids
    assert after == [second, first, *before[2:]]
    found, _ = recommending.for_person(stays, levels_of(cast.ada.id), limit=9)
    told = ["Can be done where you work now", "Not where you work now"]
    assert [one.place for one in found][:3] == [*told, ""]
    for page in ("/", "/roles/for-you"):
        assert told[0] in ada.get(page).get_data(as_text=True)


def test_an_opening_as_one_wishes_it_raises_a_role_and_is_said(ada, cast, city):
    prepare()
    planning = db.session.get_one(Role, city["Planning officer"]).family_id
    aims = [Aspiration(family_id=planning, state="active", kind="role")]

    def order(**wishes):
        who = Standing(cast.ada.id, None, 2, Wishes(**wishes))
        return recommending.in_order(who, aims).role_ids[2:4]

    wished = {"work_mode": "home", "hours": "part"}
    before, raised = order(**wished)
    made(cast.manu.id, kind="opening", role_id=raised, hours=20, work_mode="home")
    assert order(**wished) == [before, raised], "HR looks at it first"
    with transaction() as session:
        session.execute(update(Opportunity).values(state="published"))
        session.add(AspirationProfile(person_id=cast.ada.id, **wished))
    assert order(**wished) == [raised, before]
    assert order(work_mode="site", hours="full") == [before, raised]
    said = "An opening for it is part-time and mostly at home, as you wish"
    assert ada.get("/roles/for-you").get_data(as_text=True).count(said) == 1
    with transaction() as session:
        session.execute(update(Opportunity).values(apply_by=clock.today() - timedelta(days=1)))
    assert order(**wished) == [before, raised], "it is too late to apply"


def test_what_was_put_aside_or_aimed_for_or_retired_is_left_out(cast, city):
    prepare()
    with transaction() as session:
        session.get(Role, city["Planning lead"]).status = "retired"
    aim = Aspiration(role_id=city["Senior permit officer"], state="active", kind="role")
    found = shown(cast, city, [aim], {city["Licence officer"]})
    assert list(found) == ["Planning officer"]


def test_an_aim_brings_up_what_is_like_it_and_is_named(cast, city):
    prepare()
    aim = Aspiration(role_id=city["Planning lead"], state="active", kind="role", move_type="field")
    found = shown(cast, city, [aim])
    assert next(iter(found)) == "Planning officer"
    assert found["Planning officer"].reasons[0] == "Fits your aspiration: it is like Planning lead"


def test_before_anything_is_prepared_the_largest_part_counts(cast, city):
    found = shown(cast, city)
    assert "Senior permit officer" in found
    assert found["Senior permit officer"].reasons


def test_without_numpy_the_roles_that_resemble_me_come_first(cast, city):
    sums.prepare()
    found = shown(cast, city)
    assert next(iter(found)) == "Senior permit officer"
    assert found["Senior permit officer"].reasons[0] == "Your skills resemble what it asks for"


def test_the_page_shows_them_and_leaves_out_what_was_put_aside(ada, cast, city):
    work.once()
    page = ada.get("/roles/for-you").get_data(as_text=True)
    assert "Licence officer" in page
    assert "It is like Permit officer, your role today" in page
    with transaction() as session:
        session.add(NotInterested(person_id=cast.ada.id, role_id=city["Licence officer"]))
    assert "Licence officer" not in ada.get("/roles/for-you").get_data(as_text=True)
    assert "Licence officer" not in ada.get("/").get_data(as_text=True)
    assert "nothing on this page" in ada.get("/roles/for-you?page=9").get_data(as_text=True)


def test_whoever_has_no_skills_is_asked_for_some(mei):
    assert "No roles to show yet" in mei.get("/roles/for-you").get_data(as_text=True)
