"""The pages: a whole conversation through them, what strangers see, two windows, and words."""

import re
from datetime import timedelta

import pytest

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.audience import Audience
from portal.conversations import rules
from portal.conversations.models import Conversation, ConversationGoal, ConversationOwnNote
from portal.db import db
from portal.people.models import Person
from portal.plans.models import PlanStep
from portal.roles.models import Family, Role
from portal.skills.models import PersonSkill, Skill
from tests.checking import Browser
from tests.conversations.conftest import do, when

pytestmark = pytest.mark.one_database


@pytest.fixture
def manu(app, cast):
    return Browser(app).sign_in(cast.manu)


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


def form(days=3, **more):
    at = (clock.now() + timedelta(days=days)).date().isoformat()
    return {"day": at, "time": "15:00", "minutes": "45", "place": "Harbour walk"} | more


def one_row():
    db.session.rollback()
    return db.session.query(Conversation).one()


def version(answer, section):
    part = text(answer).partition(f'id="{section}"')[2]
    return re.search(r'name="version" value="(\w+)"', part)[1]


def test_two_talk_through_the_pages(ada, manu, cast):
    """Everything once, by both."""
    assert "It is time for the next one" in text(ada.get("/conversations"))
    ada.get(f"/conversations/with/{cast.ada.id}/propose")
    wrong = text(ada.post(f"/conversations/with/{cast.ada.id}/propose", form(-3), status=422))
    assert "This time is over" in wrong
    assert "Harbour walk" in wrong, "nothing typed is lost"
    ada.post(f"/conversations/with/{cast.ada.id}/propose", form(agenda="A step up"))
    one = one_row()
    at = f"/conversations/{one.id}"
    assert "Waits for your word" in text(manu.get("/conversations"))
    assert "proposes this time" in text(manu.get(at))
    assert "It waits for an answer from Manu Reyes" in text(ada.get(at))
    manu.get(at + "/move")
    manu.post(at + "/move", form(4, version="0"))
    assert "Saved now" in text(ada.post(at + "/move", form(5, version="0"), status=409))
    ada.post(at + "/accept")
    assert "said yes to the time" in text(ada.follow(ada.post(at + "/accept"))), "a stale click"
    goal = {"words": "Lead a hearing", "employee_does": "Prepare one", "manager_does": ""}
    refused = text(ada.post(at + "/goals/add", goal, status=422))
    assert "an owner on both sides" in refused
    ada.post(at + "/goals/add", goal | {"manager_does": "Find a date"})
    db.session.rollback()
    made = db.session.query(ConversationGoal).one()
    manu.post(f"/conversations/goals/{made.id}/done")
    shown = text(ada.get("/conversations"))
    assert "Lead a hearing" in shown
    assert "Find a date" in shown
    ada.post(f"/conversations/goals/{made.id}/drop")
    ada.post(f"/conversations/goals/{made.id}/take-up")
    ada.get(f"/conversations/goals/{made.id}")
    stale = goal | {"manager_does": "Ask Hana", "version": "0"}
    assert "Find a date" in text(ada.post(f"/conversations/goals/{made.id}", stale, status=409))
    do(one.id, rules.move, cast.ada, when(hours=1))
    manu.post(at + "/open")
    manu.post(at + "/close")
    assert "Did you talk?" in text(ada.get(at))
    ada.post(at + "/object")
    assert "It does not count" in text(manu.get(at))
    ada.post(at + "/agree")
    assert "It counts" in text(ada.get(at))
    assert "Manu Reyes closed it" in text(ada.get(at + "/history"))
    assert "STATUS:CONFIRMED" in ada.get(at + "/conversation.ics").get_data(as_text=True)
    team = manu.get("/team")
    assert "100%" in text(team)
    assert 'href="/team" aria-current="page"' in team.text
    assert 'href="/team"' not in ada.get("/").text
    assert "Lead a hearing" in text(manu.get(f"/conversations/with/{cast.ada.id}"))
    manu.post(f"/conversations/with/{cast.ada.id}/rhythm", {"days": "30"})
    assert "You last talked" in text(manu.get(f"/conversations/with/{cast.ada.id}"))


def test_two_windows_lose_nothing(ada, manu, cast, planned):
    at = f"/conversations/{planned}"
    mine = version(ada.get(at), "both")
    manu.post(at + "/notes", {"notes": "From Manu", "version": mine})
    beside = text(ada.post(at + "/notes", {"notes": "From Ada", "version": mine}, status=409))
    assert "From Manu" in beside
    assert "From Ada" in beside
    ada.post(at + "/notes", {"notes": "From Manu", "version": mine})  # the same is no conflict
    old = version(ada.get(at), "talk")
    ada.post(at + "/agenda", {"agenda": "One", "version": old})
    assert "One" in text(manu.post(at + "/agenda", {"agenda": "Two", "version": old}, status=409))
    ada.post(at + "/agenda", {"agenda": "x" * 4001, "version": "9"}, status=422)
    ada.post(at + "/own-note", {"words": "For me", "version": "0"})
    own = text(ada.post(at + "/own-note", {"words": "Other", "version": "0"}, status=409))
    assert "For me" in own
    assert "For me" not in text(manu.get(at)), "it is nobody else's"


def test_an_own_note_stays_with_its_author_alone(ada, manu, cast, planned, app):
    at = f"/conversations/{planned}"
    manu.post(at + "/own-note", {"words": "Ask about Fridays", "version": "0"})
    assert "Ask about Fridays" not in text(ada.get(at))
    db.session.get(Person, cast.ada.id).manager_id = cast.mei.id
    db.session.commit()
    manu.get(at, status=404)
    mine = text(manu.get("/conversations/my-notes"))
    assert "Ask about Fridays" in mine
    assert at not in mine
    db.session.rollback()
    note = db.session.query(ConversationOwnNote).one()
    ada.post(f"/conversations/own-notes/{note.id}/remove", status=404)
    manu.post(f"/conversations/own-notes/{note.id}/remove")
    assert "You have written none" in text(manu.get("/conversations/my-notes"))
    shown = text(ada.get(at))
    assert "Only you read this now" in shown
    assert "/agenda" not in shown, "nobody writes on"
    ada.post(at + "/show")
    assert "In your calendar" in text(Browser(app).sign_in(cast.mei).get(at))
    ada.post(at + "/hide")


def test_an_agreed_goal_stands_at_the_role_of_today_and_comes_into_the_plan(
    ada, manu, cast, planned
):
    family = Family(name="Permits")
    db.session.add(family)
    db.session.flush()
    role = Role(family_id=family.id, title="Permit Officer", level=2)
    db.session.add(role)
    db.session.flush()
    db.session.get(Person, cast.ada.id).role_id = role.id
    db.session.commit()
    by = clock.today() + timedelta(days=20)
    goal = {"words": "Lead a hearing", "employee_does": "Prepare one",
            "employee_by": by.isoformat(), "manager_does": "Find a date"}  # fmt: skip
    ada.post(f"/conversations/{planned}/goals/add", goal)
    assert "Agreed in a conversation: Prepare one, until" in text(ada.get(f"/roles/{role.id}"))
    db.session.rollback()
    made = db.session.query(ConversationGoal).one()
    assert f"/goals/{made.id}/plan" in text(ada.get(f"/roles/{role.id}"))
    for _ in range(2):
        ada.post(f"/conversations/goals/{made.id}/plan")
    db.session.rollback()
    [step] = db.session.query(PlanStep).all()
    assert (step.title, step.due_on) == ("Prepare one", by)
    shown = text(ada.get("/plan"))
    assert "Agreed in a conversation: Prepare one" in shown
    assert f"/goals/{made.id}/plan" not in shown, "it is there already"
    assert "Prepare one" not in text(manu.get(f"/roles/{role.id}"))
    manu.post(f"/conversations/goals/{made.id}/plan", status=404)
    assert "#goals" in ada.get(f"/conversations/goals/{made.id}/open", status=303).location
    ada.post(f"/conversations/goals/{made.id}/done")
    assert "Agreed in a conversation" not in text(ada.get(f"/roles/{role.id}"))


def test_nobody_else_finds_anything(app, cast, ada, planned):
    for who in (cast.mei, cast.hana, cast.alex, cast.sam):
        other = Browser(app).sign_in(who)
        for path in ("", "/help", "/history", "/conversation.ics", "/move"):
            other.get(f"/conversations/{planned}{path}", status=404)
        other.post(f"/conversations/{planned}/cancel", status=404)
        other.get(f"/conversations/with/{cast.ada.id}", status=404)
        other.post(f"/conversations/with/{cast.ada.id}/propose", form(), status=404)
        other.get("/team", status=403)
        assert "Ada" not in text(other.get("/conversations"))
    ada.get("/team", status=403)


def test_beside_it_stands_what_the_employee_shares_and_who_could_help(ada, manu, cast, planned):
    at = f"/conversations/{planned}"
    skill = Skill(name="Chairing hearings", folded="chairing hearings", kind="human")
    hidden = Skill(name="Sailing", folded="sailing", kind="human")
    db.session.add_all([skill, hidden])
    db.session.flush()
    grow = {"person_id": cast.ada.id, "level": 0, "interest": "learn"}
    db.session.add_all(
        [
            PersonSkill(skill_id=skill.id, audience=Audience.MANAGER, **grow),
            PersonSkill(skill_id=hidden.id, audience=Audience.NOBODY, **grow),
            AspirationProfile(person_id=cast.ada.id, roles_audience=Audience.MANAGER),
            Aspiration(person_id=cast.ada.id, words="Run the permits desk", aim="next",
                       horizon="year", state="active"),
        ]
    )  # fmt: skip
    db.session.commit()
    assert "Nothing so far" in text(manu.get(at)), "she agreed to nobody yet"
    ada_row = db.session.get(Person, cast.ada.id)
    ada_row.shared_with_manager_id = cast.manu.id
    db.session.commit()
    for who in (ada, manu):
        shown = text(who.get(at))
        assert "Chairing hearings" in shown
        assert "Run the permits desk" in shown
        assert "Sailing" not in shown, "the same for both: what the manager may read"
    assert "Nothing here teaches these skills yet" in text(ada.get(at + "/help"))
    assert "Sailing" not in text(manu.get(at + "/help"))
