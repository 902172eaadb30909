"""The way on the page of a role: what it shows, and one click into a plan."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.db import db
from portal.learning.models import Budget, Enrolment
from portal.pathways import people, reading
from portal.people.models import Move
from portal.plans.models import Plan, PlanStep
from portal.roles.models import MoveCount
from tests.checking import Browser
from tests.learning.catalogue import held, item, provider
from tests.pathways.catalogue import Town
from tests.racing import at_once

pytestmark = pytest.mark.one_database


class Taught(Town):
    """Speaking is taught by a course that builds on another one; events only for money of mine."""

    def __init__(self, cast) -> None:
        super().__init__(cast)
        centre = provider()
        self.first = item("Find your voice", centre, hours=Decimal(2))
        self.speak = item("Speak up", centre, {self.speaking.id: 2}, hours=Decimal(8))
        self.speak.needs = [self.first]
        self.fair = item(
            "Run a fair", centre, {self.events.id: 2}, cost=Decimal(90), payer="budget"
        )
        self.video = item("Events on film", centre, {self.events.id: 1}, hours=Decimal(1))
        held(self.fair, 20, places=6)
        today = clock.today()
        db.session.add(
            Budget(
                department_id=cast.ada.department_id,
                starts_on=today - timedelta(days=9),
                ends_on=today + timedelta(days=99),
                amount=Decimal(9000),
                each=Decimal(500),
            )
        )
        db.session.commit()


@pytest.fixture
def taught(cast):
    return Taught(cast)


def page(browser, role):
    return browser.get(f"/roles/{role.id}").get_data(as_text=True)


def add(browser, role, step="all", **more):
    return browser.post(f"/roles/{role.id}/plan", {"step": step}, **more)


def titles():
    steps = select(PlanStep.title).join(Plan).order_by(PlanStep.position)
    return list(db.session.scalars(steps))


def test_the_page_shows_the_way_with_its_totals(ada, taught):
    text = page(ada, taught.coordinator)
    assert ada.statements <= 10
    for words in (
        "A way to get there", "16 hours", "£90, leaves £410", "Find your voice",
        "Needed before Speak up", "Run a fair", "6 places left", "Other ways to learn this",
        "Up to Learning only", "Add all 3 steps to my plan",
    ):  # fmt: skip
        assert words in text, words
    assert text.index("Find your voice") < text.index("Speak up")


def test_one_click_makes_the_plan_and_a_second_one_nothing_more(ada, cast, taught):
    answer = add(ada, taught.coordinator)
    assert answer.location.endswith(f"/roles/{taught.coordinator.id}#path")
    add(ada, taught.coordinator)
    plan = db.session.scalars(select(Plan)).one()
    assert (plan.person_id, plan.role_id) == (cast.ada.id, taught.coordinator.id)
    assert plan.aspiration_id is None
    assert titles() == ["Find your voice", "Run a fair", "Speak up"]  # in the order of their days
    text = page(ada, taught.coordinator)
    assert text.count("In my plan") == 3
    assert "make this role one of your aims" in text
    assert "to my plan</button>" not in text
    assert ada.statements <= 10


def test_clicked_twice_at_once_each_step_is_there_once(app, cast, taught):
    """In two windows: the same click would be one by its key already."""

    def click():
        browser = Browser(app).sign_in(cast.ada)
        data = {"csrf_token": browser.token(), "step": "all"}
        return lambda: browser.client.post(f"/roles/{role}/plan", data=data).status_code

    role = taught.coordinator.id
    assert at_once([click() for _ in range(3)]) == [303] * 3
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Plan)) == 1
    assert len(titles()) == 3


def test_one_step_is_added_in_place_with_what_it_builds_on(ada, cast, taught):
    db.session.add(Aspiration(person_id=cast.ada.id, role_id=taught.coordinator.id))
    db.session.commit()
    step = f"learning:{taught.speak.id}"
    text = add(ada, taught.coordinator, step, htmx=True).get_data(as_text=True)
    assert text.lstrip().startswith("<section")
    assert text.count("In my plan") >= 2
    assert "Add the other 1" not in text
    assert titles() == ["Find your voice", "Speak up"]
    assert db.session.scalars(select(Plan)).one().aspiration_id is not None
    add(ada, taught.coordinator, f"learning:{taught.video.id}")  # one of the other ways
    assert titles()[-1] == "Events on film"


def test_a_step_that_is_not_on_the_way_changes_nothing(ada, taught):
    for step in ("", "learning:no", f"learning:{uuid4()}", f"mentor:{uuid4()}"):
        add(ada, taught.coordinator, step)
    assert titles() == []
    add(ada, taught.coordinator, f"learning:{uuid4()}", htmx=True, status=409)
    ada.post(f"/roles/{uuid4()}/plan", {"step": "all"}, status=404)


def test_nobody_plans_for_a_role_that_is_no_longer_used(ada, taught):
    taught.coordinator.status = "retired"
    db.session.commit()
    assert "A way to get there" not in page(ada, taught.coordinator)
    add(ada, taught.coordinator)
    assert titles() == []


def test_a_mentor_leads_where_nothing_teaches(ada, cast, taught):
    for one in (taught.speak, taught.fair, taught.video):
        one.status = "retired"
    db.session.commit()
    text = page(ada, taught.coordinator)
    assert "Nothing here teaches all of these yet:" in text
    add(ada, taught.coordinator)
    assert titles() == ["Ask somebody to be my mentor"]


def test_what_was_learned_is_not_needed_again(app, cast, taught):
    done = Enrolment(person_id=cast.ada.id, item_id=taught.first.id, state="completed")
    db.session.add(done)
    db.session.commit()
    found = reading.pathway(cast.ada.id, taught.coordinator.id, taught.officer.id)
    assert [stage.offer.title for stage in found.way.stages] == ["Speak up", "Run a fair"]


def test_what_is_no_longer_offered_is_not_needed_either(app, cast, taught):
    taught.first.status = "retired"
    db.session.commit()
    found = reading.pathway(cast.ada.id, taught.coordinator.id, taught.officer.id)
    assert [stage.offer.title for stage in found.way.stages] == ["Speak up", "Run a fair"]


def test_what_comes_first_says_when_it_is_held(app, cast, taught):
    day = held(taught.first, 5, places=4).starts_at.date()
    db.session.commit()
    found = reading.pathway(cast.ada.id, taught.coordinator.id, taught.officer.id)
    first = found.way.stages[0].offer
    assert (first.title, first.starts_on, first.places_left) == ("Find your voice", day, 4)


def test_what_i_learn_for_my_own_role_counts_beside_another_one_too(app, cast, taught):
    """Though nothing on the way to that one is about it."""
    wide = item("All about permits", provider("Hall"), {taught.rules.id: 2})
    for _ in range(5):  # each asks less of the learner
        item("Permits in an hour", wide.provider, {taught.rules.id: 2}, hours=Decimal(1))
    for asked in taught.officer.skills:
        asked.level = 4
    plan = Plan(person_id=cast.ada.id, title="Permits")
    plan.steps = [PlanStep(position=1, kind="learning", title="Permits", item_id=wide.id)]
    db.session.add(plan)
    db.session.commit()

    def leaves_open():
        found = reading.pathway(cast.ada.id, taught.coordinator.id, taught.officer.id)
        return [sign.words for sign in found.health.signs if "Your plan leaves" in sign.words]

    assert "Permit rules" not in "".join(leaves_open())
    plan.steps[0].item = taught.first
    db.session.commit()
    assert "Permit rules" in "".join(leaves_open())


def test_what_i_have_a_place_in_says_so_and_can_still_be_planned(ada, cast, taught):
    place = Enrolment(person_id=cast.ada.id, item_id=taught.fair.id, state="enrolled")
    db.session.add(place)
    db.session.commit()
    text = page(ada, taught.coordinator)
    assert "I have a place" in text
    assert "Add all 3 steps to my plan" in text


def test_things_that_need_one_another_lead_nowhere_but_do_no_harm(app, cast, taught):
    taught.first.needs = [taught.speak]
    db.session.commit()
    found = reading.pathway(cast.ada.id, taught.coordinator.id, taught.officer.id)
    assert [stage.offer.title for stage in found.way.stages][:2] == ["Find your voice", "Speak up"]


def test_my_own_role_shows_how_i_stand_and_no_way_to_it(ada, taught):
    text = page(ada, taught.officer)
    assert "Am I still meeting my role?" in text
    assert "All 2 skills at the level asked for" in text
    assert "A licence to try: not on your profile yet" in text
    assert "There is nothing left to grow" in text


def test_a_newcomer_without_a_role_sees_a_way(app, cast, taught):
    text = page(Browser(app).sign_in(cast.sam), taught.coordinator)
    assert "A way to get there" in text
    assert "Am I still meeting my role?" not in text


def moved(person, taught):
    db.session.add(
        Move(
            person_id=person.id,
            kind="promotion",
            effective_on=date(2025, 5, 1),
            from_role_id=taught.officer.id,
            to_role_id=taught.coordinator.id,
        )
    )
    db.session.commit()


def test_who_made_the_move_is_there_only_after_they_said_so(app, ada, cast, taught):
    moved(cast.mei, taught)
    before = page(ada, taught.coordinator)
    assert "Came from" not in before
    assert "made this move" not in before
    mei = Browser(app).sign_in(cast.mei)
    mei.post("/me/visibility/counting", {"moves": "yes"})
    assert db.session.get_one(AspirationProfile, cast.mei.id).open_about_moves
    text = page(ada, taught.coordinator)
    assert "Came from Permit Officer" in text
    assert "people made this move" not in text  # a single one is no figure
    mei.post("/me/visibility/counting", {"moves": "no"})
    assert "Came from" not in page(ada, taught.coordinator)


def test_who_left_or_moved_otherwise_is_not_asked(app, cast, taught):
    for person in (cast.lee, cast.manu):
        db.session.add(AspirationProfile(person_id=person.id, open_about_moves=True))
    moved(cast.lee, taught)
    found = people.helpers(cast.ada.id, taught.coordinator.id, taught.officer.id, [])
    assert found.movers == []


def test_a_number_of_people_is_said_only_as_it_was_prepared(ada, taught):
    pair = {"from_role_id": taught.officer.id, "to_role_id": taught.coordinator.id}
    db.session.add(MoveCount(**pair, people=None, months=None, marks=b""))
    db.session.commit()
    assert "made this move" not in page(ada, taught.coordinator)
    db.session.get_one(MoveCount, tuple(pair.values())).people = 10
    db.session.commit()
    text = page(ada, taught.coordinator)
    assert "About 10 people made this move" in text
    assert "about 10 people moved" in text
