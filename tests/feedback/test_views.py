"""The pages: asking, answering, praising, showing; who reads what of it, and who does not."""

from datetime import timedelta

import pytest

from portal import clock
from portal.audience import Audience
from portal.audit import AuditEvent
from portal.db import db
from portal.feedback import rules
from portal.feedback.models import Feedback
from portal.plans.models import PlanStep
from tests.checking import Browser
from tests.feedback.conftest import NEXT, QUESTION, WELL, asked, do, given, praised
from tests.profile.making import has
from tests.profile.test_skills import text

pytestmark = pytest.mark.one_database


@pytest.fixture
def people(app, cast):
    """A browser for each of the cast, signed in."""
    names = ("ada", "mei", "sam", "manu", "hana")
    return {name: Browser(app).sign_in(getattr(cast, name)) for name in names}


def test_asking_leads_from_a_skill_to_words_and_their_place(cast, people, first_aid, caplog):
    ada, mei = people["ada"], people["mei"]
    story = text(ada.get(f"/me/skills/{has(cast.ada, 'Diving').id}/story"))
    assert "/feedback/ask?skill=" in story
    page = text(ada.get("/feedback/ask?q=halvorsen&find=1"))
    assert "Mei Halvorsen" in page
    assert "Manu Reyes" in page
    page = text(ada.get(f"/feedback/ask?to={cast.mei.id}&skill={first_aid.id}"))
    assert f'selected value="skill:{first_aid.id}"' in page
    form = {"to": [str(cast.mei.id), str(cast.sam.id)], "about": f"skill:{first_aid.id}"}
    again = text(ada.post("/feedback/ask", form | {"question": "both", "own": "Why?"}, status=422))
    assert "at least 10 characters" in again
    assert "Why?" in again
    ada.post("/feedback/ask", form | {"question": "both", "own": "How did the evening feel?"})
    row = db.session.query(Feedback).filter_by(by_id=cast.mei.id).one()
    assert "For you to answer" in text(mei.get("/feedback"))
    page = text(mei.get(f"/feedback/{row.id}"))
    assert "How did the evening feel?" in page
    assert QUESTION not in page
    path = f"/feedback/{row.id}/give"
    mei.post(path, {"went_well": ""}, status=422)
    page = text(mei.post(path, {"went_well": "Well done", "next_time": NEXT}, status=422))
    assert "at least 20 characters" in page
    assert NEXT in page
    caplog.clear()
    said = mei.post(path, {"went_well": WELL, "next_time": NEXT, "may_show": "y"}, htmx=True)
    assert "Thank you. Ada Okafor reads it now, and nobody else." in text(said)
    assert WELL not in caplog.text
    assert all(WELL not in event.detail for event in db.session.query(AuditEvent))
    assert WELL[:40] in text(ada.get("/feedback"))
    page = text(ada.get(f"/feedback/{row.id}"))
    assert NEXT in page
    assert "Show it with my skill" in page
    for other in ("sam", "manu", "hana"):
        people[other].get(f"/feedback/{row.id}", status=404)
        people[other].post(f"/feedback/{row.id}/give", {"went_well": WELL}, status=404)
    mei.post(f"/feedback/{row.id}/show", status=404)
    ada.get(f"/feedback/{row.id}/edit", status=404)
    assert WELL not in text(people["manu"].get(f"/people/{cast.ada.id}"))
    ada.post(f"/feedback/{row.id}/show", htmx=True)
    page = text(people["sam"].get(f"/people/{cast.ada.id}"))
    assert WELL in page
    assert NEXT not in page


def test_praise_is_about_what_is_shown_to_the_giver(cast, people, first_aid):
    has(cast.ada, "Quiet craft", audience=Audience.NOBODY)
    sam, path = people["sam"], f"/people/{cast.ada.id}/praise"
    assert path in text(sam.get(f"/people/{cast.ada.id}"))
    page = text(sam.get(path))
    assert "First aid" in page
    assert "Quiet craft" not in page
    sam.post(path, {"about": "", "went_well": WELL}, status=422)
    sam.post(path, {"about": "general", "went_well": WELL}, status=422)
    sam.post(path, {"about": f"skill:{first_aid.id}", "went_well": WELL})
    row = db.session.query(Feedback).one()
    assert "Praise from Sam Stranger" in text(people["ada"].get(f"/feedback/{row.id}"))
    assert WELL[:40] in text(sam.get("/feedback?of=given"))
    sam.get(f"/people/{cast.sam.id}/praise", status=404)
    sam.get(f"/people/{cast.lee.id}/praise", status=404)
    people["ada"].post(f"/feedback/from/{cast.sam.id}", {"wanted": "no"})
    assert "You take no feedback of" in text(people["ada"].get("/feedback"))
    again = sam.post(path, {"about": f"skill:{first_aid.id}", "went_well": WELL}, status=422)
    assert "cannot be reached" in text(again)


def test_what_was_given_can_be_changed_for_a_day_and_taken_back(app, cast, people, first_aid):
    row = given(cast.ada, cast.mei, first_aid)
    mei, path = people["mei"], f"/feedback/{row.id}"
    version = str(row.version)
    assert WELL in text(mei.get(f"{path}/edit"))
    mei.post(f"{path}/edit", {"went_well": WELL + " One.", "version": version})
    page = mei.post(f"{path}/edit", {"went_well": WELL + " Two.", "version": version}, status=409)
    assert "One." in text(page)
    assert "Two." in text(page)
    clock.fix(clock.now() + timedelta(hours=25))
    mei = Browser(app).sign_in(cast.mei)
    assert "Change it" not in text(mei.get(path))
    assert "gone for good" in text(mei.get(f"{path}/take-back"))
    mei.post(f"{path}/take-back")
    page = text(Browser(app).sign_in(cast.ada).get(path))
    assert "took back what stood here" in page
    assert "One." not in page


def test_aside_and_back_is_between_me_and_the_page(cast, people, first_aid):
    row = praised(cast.ada, cast.mei, first_aid)
    ada, path = people["ada"], f"/feedback/{row.id}"
    said = ada.post(f"{path}/put-aside", htmx=True)
    assert "Mei Halvorsen is not told" in text(said)
    assert WELL[:40] not in text(ada.get("/feedback"))
    assert WELL[:40] in text(ada.get("/feedback?of=aside"))
    assert WELL[:40] in text(people["mei"].get("/feedback?of=given"))
    ada.post(f"{path}/bring-back", htmx=True)
    assert WELL[:40] in text(ada.get("/feedback"))
    ada.get("/feedback?of=nonsense", status=400)


def test_words_of_somebody_else_can_be_removed_and_not_rewritten(cast, people, first_aid):
    row = do(rules.show, given(cast.ada, cast.mei, first_aid, may_show=True))
    ada, path = people["ada"], f"/me/evidence/{row.evidence_id}"
    ada.get(f"{path}/edit", status=404)
    ada.post(f"{path}/edit", {"title": "Feedback from the mayor"}, status=404)
    ada.post(f"{path}/remove")
    db.session.rollback()
    assert db.session.get(Feedback, row.id).evidence_id is None


def test_no_is_kind_and_expires_what_waits(cast, people):
    row = asked(cast.ada, cast.mei)
    mei = people["mei"]
    mei.post(f"/feedback/{row.id}/decline", {"reason": "bored"}, status=422)
    mei.post(f"/feedback/{row.id}/decline", {"reason": "no time", "word": "In spring?"}, htmx=True)
    page = text(people["ada"].get(f"/feedback/{row.id}"))
    assert "I have no time at present." in page
    assert "In spring?" in page
    late = people["ada"].post(f"/feedback/{row.id}/withdraw", htmx=True)
    assert "Nothing was changed now" in text(late)


def test_a_step_of_a_plan_leads_to_the_question(cast, people, first_aid):
    ada = people["ada"]
    ada.post("/plan/begin", {"title": "Lead a team", "first": "Read a book"})
    plan_id = db.session.query(PlanStep.plan_id).scalar()
    page = text(ada.get(f"/plan/{plan_id}/add?kind=feedback"))
    assert "First aid" in page
    form = {"kind": "feedback", "title": "Ask about first aid", "skill": str(first_aid.id)}
    ada.post(f"/plan/{plan_id}/add", form)
    step = db.session.query(PlanStep).filter_by(kind="feedback").one()
    assert step.skill_id == first_aid.id
    page = text(ada.get(f"/feedback/ask?step={step.id}&to={cast.mei.id}"))
    assert f'selected value="step:{step.id}"' in page
    do(rules.give, asked(cast.ada, cast.mei, step=step.id), rules.Said(WELL))
    db.session.rollback()
    assert db.session.get(PlanStep, step.id).done_on == clock.today()
