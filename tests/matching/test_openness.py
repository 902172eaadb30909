"""People open to approaches beside a role: deny by default, and only what they show the reader."""

import pytest
from sqlalchemy import select, update

from portal import clock
from portal.aspirations.models import AspirationProfile, HrConsent
from portal.audience import Audience
from portal.conditions import Actor
from portal.db import db, transaction
from portal.pathways import openness
from portal.people.models import NamedReader, Person
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.models import PersonSkill, Skill
from tests.cast import person


@pytest.fixture
def role(app, cast):
    """A role that asks for two skills; Ada has both, at the level asked for."""
    with transaction():
        skills = [Skill(name=f"Skill {n}", folded=f"skill {n}") for n in range(2)]
        family = Family(name="Transit")
        db.session.add_all([*skills, family])
        db.session.flush()
        made = Role(title="Conductor", family_id=family.id, level=2)
        made.skills = [RoleSkill(skill_id=skill.id, level=3) for skill in skills]
        db.session.add(made)
        for skill in skills:
            db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=skill.id, level=3))
        db.session.add(AspirationProfile(person_id=cast.ada.id))
        db.session.add(HrConsent(person_id=cast.ada.id, purpose="next", until=clock.today()))
    return made.id


def opens(cast, open_=True, **audiences):
    with transaction() as session:
        profile = session.get(AspirationProfile, cast.ada.id)
        profile.open_to_approaches = open_
        profile.preferences_audience = audiences.get("preferences", Audience.NOBODY)
        if "skills" in audiences:
            session.execute(update(PersonSkill).values(audience=audiences["skills"]))


def asked(cast, role):
    return f"/roles/{role}/people?department={cast.ada.department_id}"


def seen(browser, cast, role):
    page = " ".join(browser.get(asked(cast, role)).get_data(as_text=True).split())
    return page if "Ada Okafor</b>" in page else ""


def test_nobody_is_found_who_did_not_say_so_to_the_reader(hana, cast, role):
    assert not seen(hana, cast, role)
    opens(cast)
    assert not seen(hana, cast, role), "open to approaches, but to nobody by name"
    opens(cast, open_=False, preferences=Audience.EVERYONE)
    assert not seen(hana, cast, role), "what they wish is open, but they are not open to approaches"
    opens(cast, preferences=Audience.MANAGER)
    assert not seen(hana, cast, role), "open to the line manager is not open to HR"
    opens(cast, preferences=Audience.HR)
    assert "6 of 6" in seen(hana, cast, role)


def test_only_skills_that_are_shown_count(hana, cast, role):
    opens(cast, preferences=Audience.HR, skills=Audience.MENTORS)
    assert not seen(hana, cast, role), "nothing is shown, so the person is not either"
    with transaction() as session:
        one = session.scalars(select(PersonSkill)).first()
        one.audience = Audience.HR
    page = seen(hana, cast, role)
    assert "3 of 6" in page


def test_a_line_manager_sees_what_is_shared_with_them_and_no_other_does(app, cast, role):
    def found(reader, **more):
        fits, _ = openness.open_to(
            role, as_actor(reader, **more), cast.ada.department_id, start=0, limit=5
        )
        return [fit.person.id for fit in fits]

    opens(cast, preferences=Audience.MANAGER)
    with transaction() as session:
        ada = session.get(Person, cast.ada.id)
        ada.manager_id, ada.shared_with_manager_id = cast.manu.id, cast.manu.id
    assert found(cast.manu) == [cast.ada.id]
    assert found(cast.hana, hr=True) == []
    with transaction() as session:
        session.get(Person, cast.ada.id).shared_with_manager_id = cast.hana.id
    assert found(cast.manu) == [], "a share that was made for another waits"
    opens(cast, preferences=Audience.NAMED)
    assert found(cast.manu) == []
    with transaction() as session:
        session.add(NamedReader(person_id=cast.ada.id, reader_id=cast.manu.id))
    assert found(cast.manu) == [cast.ada.id]
    with transaction() as session:
        session.get(Person, cast.ada.id).role_id = role
    assert found(cast.manu) == [], "who has the role already is left out"


def as_actor(who, hr=False):
    return Actor(
        id=who.id, account_id=who.id, session_id=who.id, name=who.name, job_title="",
        department_id=who.department_id, manager_id=None, role_id=None, level=None, hr=hr,
        admin=False, leads=True, theme="",
    )  # fmt: skip


def test_only_who_leads_people_and_hr_may_ask(ada, mei, hana, cast, role):
    hana.get(f"/roles/{role}/people")
    mei.get(f"/roles/{role}/people", status=404)
    hana.get(f"/roles/{role}/people?department=nowhere", status=400)
    assert "open to approaches" not in mei.get(f"/roles/{role}").get_data(as_text=True)
    assert "See who is open to approaches" in hana.get(f"/roles/{role}").get_data(as_text=True)


def test_the_list_is_cut_into_pages(hana, cast, role):
    with transaction() as session:
        skill = session.scalar(select(RoleSkill.skill_id))
        for n in range(25):
            other = person(f"P{n:02} Person", cast.permits)
            session.add(PersonSkill(person_id=other.id, skill_id=skill, level=1 + n % 3))
            session.add(
                AspirationProfile(
                    person_id=other.id, open_to_approaches=True,
                    preferences_audience=Audience.EVERYONE,
                )
            )  # fmt: skip
    first = hana.get(asked(cast, role)).get_data(as_text=True)
    assert "P02 Person" in first
    assert "Next page" in first
    last = hana.get(asked(cast, role) + "&page=2").get_data(as_text=True)
    assert last.count(" Person</b>") == 5
