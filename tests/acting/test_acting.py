"""What HR does next, planning a course from a demand, and the launch kit."""

import pytest
from sqlalchemy import select

from portal.acting.models import LaunchTick
from portal.aspirations.models import Aspiration
from portal.db import db
from portal.learning.drip.models import DripUnit
from portal.learning.models import LearningItem, LearningSkill, Provider
from portal.roles.models import RoleSkill
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill
from tests.checking import Browser
from tests.enrolling.conftest import item
from tests.insights.organisation import snapshot, town

pytestmark = pytest.mark.one_database

FORM = {"provider": "City Academy", "format": "course", "payer": "nobody", "cost": "", "hours": "3",
        "currency": "GBP", "language": "English", "status": "active", "level": "3"}  # fmt: skip


@pytest.fixture
def here(app, cast):
    """24 aim for Data Analyst; ten of them want statistics, three want diving."""
    made = town()
    skills = [
        Skill(name=name, folded=fold(name), kind="technical") for name in ("Statistics", "Diving")
    ]
    db.session.add_all([*skills, Provider(name="City Academy")])
    db.session.flush()
    made.statistics, made.diving = (one.id for one in skills)
    analyst = made.roles["Data Analyst"]
    made.analyst, analyst.critical = analyst.id, True
    db.session.add(RoleSkill(role_id=analyst.id, skill_id=made.statistics, level=3))
    aims = select(Aspiration.person_id).where(Aspiration.role_id == analyst.id)
    for n, person_id in enumerate(list(db.session.scalars(aims))[:10]):
        kept = [made.statistics, *([made.diving] if n < 3 else [])]
        db.session.add_all(
            PersonSkill(person_id=person_id, skill_id=key, level=0, interest="learn")
            for key in kept
        )
    db.session.commit()
    snapshot(made)
    return made


@pytest.mark.parametrize("who", ["ada", "manu", "alex"])
def test_only_hr_acts_on_figures(app, cast, who):
    browser = Browser(app).sign_in(getattr(cast, who))
    for path in ("/insights/next", "/insights/launch-kit", "/insights/launch-kit/everybody.txt"):
        browser.get(path, status=403)
    for path in ("/insights/launch-kit/people/done", "/insights/launch-kit/course"):
        browser.post(path, status=403)


def test_the_three_steps_say_published_figures_only(hana, here):
    text = hana.get("/insights/next").get_data(as_text=True)
    assert f"/curate/learning/add?skill={here.statistics}" in text
    assert "Wanted by about 10" in text
    assert "Diving" not in text, "three people are too few"
    assert "For 1 of 1 critical roles too few people are ready" in text
    assert hana.statements <= 10


def test_before_the_first_count_there_is_the_launch_kit(hana, cast):
    assert "/insights/launch-kit" in hana.get("/insights/next").get_data(as_text=True)


def test_a_course_is_planned_from_a_demand_and_suggested_to_whom_it_helps(hana, here):
    path = f"/curate/learning/add?skill={here.statistics}"
    text = hana.get(path).get_data(as_text=True)
    assert "Want to learn it: about 10 people" in text
    assert 'value="Statistics"' in text
    text = hana.post(path, FORM | {"title": ""}, status=422).get_data(as_text=True)
    assert "about 10 people" in text
    hana.post(path, FORM | {"title": "Statistics for all"})
    row = db.session.scalars(select(LearningItem)).one()
    assert db.session.get_one(LearningSkill, (row.id, here.statistics)).level == 3
    onward = f"/learning/{row.id}/suggest?skill={here.statistics}"
    assert onward in hana.get(f"/curate/learning/{row.id}").get_data(as_text=True)
    text = hana.get(onward).get_data(as_text=True)
    first = "Want to learn or use the skill more", "Aim for a role that needs the skill"
    order = [text.index(words) for words in (*first, "Data Analyst", "Aim for a field")]
    assert order == sorted(order)


def test_a_skill_that_is_not_there_is_refused_in_words(hana, here):
    hana.get("/curate/learning/add?skill=nonsense", status=400)
    hana.get(f"/curate/learning/add?skill={here.analyst}", status=400)
    db.session.get_one(Skill, here.diving).status = "deprecated"
    course = item("Dive").id
    db.session.commit()
    hana.get(f"/curate/learning/add?skill={here.diving}", status=400)
    hana.get(f"/learning/{course}/suggest?skill=nonsense", status=400)


def test_steps_are_ticked_once_and_opened_again(hana, cast):
    for _ in range(2):
        hana.post("/insights/launch-kit/people/done")
    assert [(one.step, one.person_id) for one in db.session.scalars(select(LaunchTick))] == [
        ("people", cast.hana.id)
    ]
    assert "1 of 10 done" in hana.get("/insights/launch-kit").get_data(as_text=True)
    hana.post("/insights/launch-kit/people/open")
    assert "0 of 10 done" in hana.get("/insights/launch-kit").get_data(as_text=True)
    hana.post("/insights/launch-kit/nonsense/done", status=404)


def test_texts_are_filled_in_and_can_be_saved(hana, app, cast):
    text = hana.get("/insights/launch-kit").get_data(as_text=True)
    for name in ("everybody", "managers", "council", "mentors"):
        saved = hana.get(f"/insights/launch-kit/{name}.txt").get_data(as_text=True)
        assert app.config["ORGANISATION"] in saved
        assert "{" not in saved
        assert f"{name}.txt" in text
    hana.get("/insights/launch-kit/nonsense.txt", status=404)


def test_the_course_for_managers_is_added_once_as_a_draft(hana, cast):
    for _ in range(2):
        hana.post("/insights/launch-kit/course")
    row = db.session.scalars(select(LearningItem)).one()
    assert (row.status, row.format) == ("draft", "drip")
    days = list(db.session.scalars(select(DripUnit.day).order_by(DripUnit.day)))
    assert len(days) == 7
    assert days[0] == 1
    assert "Open the course" in hana.get("/insights/launch-kit").get_data(as_text=True)
