"""Skills wanted, needed and held, beside what teaches them; and who could step in where."""

import pytest
from sqlalchemy import select

from portal.aspirations.models import Aspiration, AspirationProfile
from portal.audience import Audience
from portal.db import db
from portal.insights.models import SnapshotCell
from portal.people.models import Person
from portal.roles.models import Role, RoleSkill
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill
from tests.checking import Browser
from tests.insights.organisation import snapshot, town


@pytest.fixture
def here(app, cast):
    """24 aim for Data Analyst and its statistics: 10 want it, 7 have it, 6 keep theirs."""
    made = town()
    skills = {
        name: Skill(name=name, folded=fold(name), kind="technical")
        for name in ("Statistics", "Diving")
    }
    db.session.add_all(skills.values())
    db.session.flush()
    analyst = made.roles["Data Analyst"]
    db.session.add(RoleSkill(role_id=analyst.id, skill_id=skills["Statistics"].id, level=3))
    aims = select(Aspiration.person_id).where(Aspiration.role_id == analyst.id)
    people = list(db.session.scalars(select(Person).where(Person.id.in_(aims))))
    for n, person in enumerate(people[:23]):
        level, interest = (0, "learn") if n < 10 else (3, "happy")
        quiet = Audience.NOBODY if n >= 17 else Audience.EVERYONE
        db.session.add(
            PersonSkill(
                person_id=person.id, skill_id=skills["Statistics"].id, level=level,
                interest=interest, audience=quiet,
            )
        )  # fmt: skip
    for person in people[:3]:
        db.session.add(PersonSkill(person_id=person.id, skill_id=skills["Diving"].id, level=4))
    analyst.critical = True
    db.session.commit()
    return made


def shown(view: str) -> dict[str, int | None]:
    rows = db.session.execute(
        select(SnapshotCell.label, SnapshotCell.shown).where(SnapshotCell.view == view)
    )
    return {label: figure for label, figure in rows}


def test_what_skills_say_is_counted_without_those_kept_to_oneself(here):
    assert snapshot(here).published
    assert shown("wanted")["Statistics"] == 10
    assert shown("growing")["Statistics"] == 10  # 24 less the 13 at level 3
    assert shown("held")["Statistics"] == 5
    assert "Diving" not in shown("held"), "three people are too few"
    assert shown("ready") == {"Data Analyst": 5}
    assert shown("nearly") == {"Data Analyst": 5}


def test_people_who_do_not_count_do_not_count_by_their_skills(here):
    for profile in db.session.scalars(select(AspirationProfile)):
        profile.counted = False
    db.session.commit()
    snapshot(here)
    assert set(shown("wanted").values()) == {None}
    assert set(shown("growing").values()) == {None}


def test_hr_sees_what_to_offer_and_marks_critical_roles(hana, here):
    snapshot(here)
    text = hana.get("/insights/training").get_data(as_text=True)
    assert "Statistics" in text
    assert "Nothing yet" in text
    assert hana.statements <= 10
    text = hana.get("/insights/strength").get_data(as_text=True)
    assert "Data Analyst" in text
    assert hana.statements <= 10
    leader = here.roles["Team Leader"].id
    assert "Mark as critical" in hana.get(f"/roles/{leader}").get_data(as_text=True)
    hana.post(f"/insights/critical/{leader}", {"on": "1"})
    assert db.session.get_one(Role, leader, populate_existing=True).critical
    hana.post(f"/insights/critical/{leader}", {"back": "strength"})
    assert not db.session.get_one(Role, leader, populate_existing=True).critical


@pytest.mark.parametrize("path", ["/insights/training", "/insights/strength"])
def test_nobody_else_reads_them_and_nothing_is_asked_of_them(app, cast, hana, here, path):
    for who in ("ada", "manu", "alex"):
        Browser(app).sign_in(getattr(cast, who)).get(path, status=403)
    snapshot(here)
    hana.get(f"{path}?group=level:2", status=400)
