"""The pages of opportunities, as people walk through them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from portal import clock
from portal.db import db, transaction
from portal.opportunities.models import Application, Opportunity
from portal.opportunities.posting.rules import Asked
from portal.plans.models import PlanStep
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.models import Evidence, PersonSkill, Skill
from portal.work import once
from tests.checking import Browser
from tests.opportunities.conftest import WORDS, applies, made, state

pytestmark = pytest.mark.one_database


def form(**more):
    today = clock.today()
    days = {"apply_by": 10, "starts_on": 20, "ends_on": 33}
    return {
        "kind": "stretch", "title": "Tidy the berth register", "places": "1", "hours": "2",
        "summary": "Check every berth against the map.", "work_mode": "mixed", "publish": "y",
        "learned_0": "Map reading", "learned_0_level": "2",
        **{name: str(today + timedelta(days=n)) for name, n in days.items()},
    } | more  # fmt: skip


@pytest.fixture
def skill(app):
    row = Skill(name="Map reading", folded="map reading")
    db.session.add(row)
    db.session.commit()
    return row.id


def only(model, **by):
    """The one row there is now."""
    db.session.rollback()
    return db.session.query(model).filter_by(**by).one()


def walk(app, who):
    return Browser(app).sign_in(who)


def test_from_the_form_to_the_note_that_search_finds(app, cast, skill, ada):
    manu = walk(app, cast.manu)
    assert "Secondment" in manu.get("/opportunities/new").text
    assert "No skill is called “Juggling”" in manu.post(
        "/opportunities/new", form(learned_0="Juggling"), status=422
    ).text  # fmt: skip
    early = form(ends_on=str(clock.today()))
    assert "ends before it starts" in manu.post("/opportunities/new", early, status=422).text
    manu.post("/opportunities/new", form())
    key = only(Opportunity).id
    once()
    page = ada.get("/opportunities?q=berth").text
    assert "<mark>berth</mark> register" in page
    assert "Map reading" in page
    assert "<mark>berth</mark> register" in ada.get("/search?q=berth").text
    here = f"/opportunities/{key}"
    assert "your manager is only told" in ada.get(here).text
    assert "A little more" in ada.post(f"{here}/apply", {"words": "Please"}, status=422).text
    ada.post("/plan/opportunities", {"opportunity": str(key)})
    assert only(PlanStep).opportunity_id == key
    ada.post(f"{here}/apply", {"words": WORDS})
    mine = only(Application).id
    row = f"/opportunities/applications/{mine}"
    assert WORDS in manu.get(f"{here}/applications").text
    walk(app, cast.sam).get(row, status=404)
    manu.post(f"{row}/offer", {})
    assert "Accept the place" in ada.get(row).text
    ada.post(f"{row}/accept", {})
    late = ada.follow(ada.post(f"{row}/accept", {})).text
    assert "accepted on" in late
    manu.post(f"{here}/start", {})
    manu.post(f"{here}/complete", {"learned": "The register forgot the ferry pier."})
    assert state(mine) == "completed"
    assert "What it means for your skills" in ada.get(row).text
    ada.post(f"{row}/skills", {"skill": str(skill)})
    held = only(PersonSkill, person_id=cast.ada.id, skill_id=skill)
    assert held.level == 2
    assert only(Evidence).title == "Tidy the berth register"
    ada.post(f"{row}/words", {"words": "Thank you for your patience."})
    assert "Thank you for your patience." in manu.get(row).text
    once()
    assert "1 opportunity" in ada.get("/opportunities?show=done&q=pier").text


def test_whoever_applied_takes_it_back_and_nobody_else_does(app, cast, ada):
    key = applies(made(cast.manu.id), cast.ada.id)
    row = f"/opportunities/applications/{key}"
    manu = walk(app, cast.manu)
    manu.post(f"{row}/withdraw", {"note": "Not for them"}, status=404)
    walk(app, cast.sam).post(f"{row}/withdraw", status=404)
    assert only(Application).state == "submitted"
    assert "Take it back" in ada.get(row).text
    ada.post(f"{row}/withdraw", {"note": "I have another in mind."})
    assert only(Application).state == "withdrawn"
    assert "You took it back." in ada.get(row).text
    ada.post(f"{row}/withdraw", {"note": ""})  # a stale click
    assert only(Application).state == "withdrawn"
    manu.post(f"{row}/offer")
    assert only(Application).state == "withdrawn"


def test_large_ones_wait_for_hr_and_the_manager_is_asked(app, cast, skill, ada, hana, mei):
    """Anybody may offer what takes only their own time, and nothing else."""
    assert "Secondment" not in mei.get("/opportunities/new").text
    mei.post("/opportunities/new", form(), status=422)
    mei.post("/opportunities/new", form(kind="training", hours="8", places="2"))
    key = only(Opportunity).id
    here = f"/opportunities/{key}"
    ada.get(here, status=404)
    assert "8 hours a week" in hana.get("/opportunities/approvals").text
    hana.post(f"{here}/ask-changes", {"words": "Say where you meet."})
    assert "Say where you meet." in mei.get(here).text
    mei.post(f"{here}/publish", {})
    hana.post(f"{here}/approve", {})
    assert state(key, Opportunity) == "published"
    mine = applies(key, cast.ada.id)
    row = f"/opportunities/applications/{mine}"
    manu = walk(app, cast.manu)
    manu.get(row, status=404)
    mei.post(f"{row}/offer", {})
    ada.post(f"{row}/accept", {})
    page = manu.get(row).text
    assert "Can you let them go?" in page
    assert WORDS not in page
    assert "Tidy" in manu.get("/applications").text
    assert manu.client.get("/opportunities/mine").location.endswith("/applications")
    manu.post(f"{row}/refuse", {"note": "Two of us are away until May."})
    assert "Two of us are away until May." in ada.get(row).text


def test_the_page_of_a_role_leads_over_what_teaches_it_by_doing(app, cast, skill, ada):
    family = Family(name="Harbour", id=uuid4())
    role = Role(family_id=family.id, title="Harbour Pilot", level=3)
    db.session.add_all([family, role])
    db.session.flush()
    db.session.add(RoleSkill(role_id=role.id, skill_id=skill, level=3, essential=True, weight=1))
    db.session.commit()
    path, asked = f"/roles/{role.id}", [Asked(skill_id=skill, use="learned", level=2)]
    assert "Tidy" not in ada.get(path).text
    key = made(cast.manu.id, skills=asked)
    made(cast.manu.id, title="Another one", hours=9, skills=asked, publish=False)
    browser = Browser(app).sign_in(cast.ada)
    text = ada.get(f"/opportunities/{key}").text
    assert "It asks for no skill in particular; it teaches 2 steps" in text
    assert "% match" not in text
    page = browser.get(path).text
    assert browser.statements <= 10
    for words in ("Not yet to Working", "4 hours in 2 weeks", "apply by", "1 place left"):
        assert words in page, words
    assert "Another one" not in page
    ada.post(f"{path}/plan", {"step": "all"})
    step = only(PlanStep)
    assert (step.kind, step.opportunity_id, step.hours) == ("opportunity", key, 4)
    ada.post(f"/opportunities/{key}/apply", {"words": WORDS})
    assert "Sent" in ada.get(path).text
    with transaction():
        db.session.get_one(Opportunity, key).state = "closed"
    assert "Tidy" in ada.get(path).text
    assert "Tidy the berth" not in Browser(app).sign_in(cast.mei).get(path).text
