"""What fits somebody best comes first, and the database orders by what stands beside each."""

import re
from datetime import timedelta
from random import Random

import pytest

from portal import clock
from portal.aspirations.models import AspirationProfile
from portal.db import db, transaction
from portal.opportunities.asking import beside
from portal.opportunities.models import Opportunity, OpportunitySkill
from portal.opportunities.queries import lines_of
from portal.people.models import Person
from portal.roles.models import Family
from portal.search.fitting import by_fit
from portal.search.opportunities import fit_of, wishes
from portal.skills.models import PersonSkill
from tests.index import in_step
from tests.pathways.catalogue import role, skill


def offered(number, owner, skills, chance):
    """One with any skills, hours and place; every fourth is not open, or somebody seeks it."""
    today = clock.today()
    one = Opportunity(
        kind=chance.choice(("gig", "stretch")), title=f"No {number:02}", summary="Words",
        hours=chance.randint(1, 6), work_mode=chance.choice(("site", "home")),
        starts_on=today + timedelta(days=40), ends_on=today + timedelta(days=50),
        apply_by=today + timedelta(days=chance.randint(5, 6)), owner_id=owner.id,
        department_id=owner.department_id, state="paused" if number % 8 == 3 else "published",
        location_id=chance.choice((None, owner.location_id)),
        seeker_id=owner.id if number % 8 == 7 else None,
    )  # fmt: skip
    one.skills = [
        OpportunitySkill(skill_id=row.id, level=chance.randint(1, 4), use=use)
        for row in skills
        if (use := chance.choice(("required", "preferred", "learned", None, None)))
    ]
    return one


@pytest.fixture
def many(app, cast):
    chance = Random(5)
    with transaction() as session:
        family = Family(name="Harbour")
        session.add(family)
        skills = [skill(f"Skill {n}") for n in range(4)]
        for row, level, interest in zip(
            skills, (3, 1, 0), ("happy", "more", "learn"), strict=False
        ):
            mine = PersonSkill(person_id=cast.ada.id, skill_id=row.id, level=level)
            mine.interest = interest
            session.add(mine)
        owner = session.get_one(Person, cast.manu.id)
        owner.location_id = session.get_one(Person, cast.ada.id).location_id = cast.harbour.id
        session.add(
            AspirationProfile(person_id=cast.ada.id, work_mode="home", gig_hours=3, relocation="no")
        )
        rows = [offered(n, owner, skills, chance) for n in range(32)]
        pilot = role("Pilot", family, 2, (skills[0], 4), (skills[1], 2), (skills[3], 1))
        rows += [offered(n, owner, skills[1:2], chance) for n in (33, 34)]
        for row in rows[-2:]:
            row.kind, row.role_id = "opening", pilot.id
        session.add_all(rows)
        session.flush()
        return [row.id for row in rows if row.state == "published" and not row.seeker_id]


def test_steps_come_first_then_growth_then_wishes(cast, many):
    lines, wanted = lines_of(many), wishes(cast.ada.id)

    def place(key):
        fit = fit_of(beside([key], cast.ada.id)[key], wanted.met_by(lines[key]))
        growth = sum(one.level - (one.have or 0) for one in fit.wanted)
        part = fit.match.pct if fit.match.lines else 100
        return -part, -growth, -len(fit.wishes), lines[key].apply_by, lines[key].title

    listed = by_fit(cast.ada.id, wanted)
    assert listed == sorted(many, key=place)
    assert len({place(key)[2] for key in many}) > 2
    assert [len(beside([key], cast.ada.id)[key]) >= 3 for key in many[-2:]] == [True, True]
    db.session.rollback()


@pytest.mark.one_database
def test_the_list_can_be_put_in_that_order(app, ada, cast, many):
    in_step(app.config["SETTINGS"].index_folder)
    page = ada.get("/opportunities?sort=fit", htmx=True)
    assert ada.statements <= 6
    names = re.findall(r"<h3><a [^>]*>(No \d+)", page.text)
    lines = lines_of(many)
    assert names == [lines[key].title for key in by_fit(cast.ada.id, wishes(cast.ada.id))][:6]
    assert "Fits me best" in page.text
    assert "Fits me best" not in ada.get("/opportunities?show=done&sort=fit").text
