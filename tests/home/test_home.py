"""The first page: for somebody new, for somebody under way, for a manager, for HR."""

from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from portal import clock
from portal.aspirations.models import Aspiration, AspirationProfile
from portal.audience import Audience
from portal.db import db
from portal.home.views import greeting
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.models import Evidence, PersonSkill, Skill
from tests.cast import person
from tests.checking import Browser

pytestmark = pytest.mark.one_database


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


@pytest.fixture
def town(app, cast):
    """Ada's role, four others, skills for them; committed."""
    family = Family(name="Permits")
    skills = [Skill(name=f"Skill {n}", folded=f"skill {n}") for n in range(8)]
    db.session.add_all([family, *skills])
    db.session.flush()
    roles = [Role(family_id=family.id, title=f"Role {n}", level=2 + n % 2) for n in range(5)]
    db.session.add_all(roles)
    db.session.flush()
    for n, role in enumerate(roles):
        for skill in skills[n : n + 4]:
            db.session.add(RoleSkill(role_id=role.id, skill_id=skill.id, level=2))
    cast.ada.role_id = roles[0].id
    db.session.commit()
    return SimpleNamespace(family=family, skills=skills, roles=roles)


def rate(who, skills, level=2):
    for skill in skills:
        db.session.add(PersonSkill(person_id=who.id, skill_id=skill.id, level=level))
    db.session.commit()


def aim(who, role=None, **more):
    row = Aspiration(person_id=who.id, role_id=role.id if role else None, **more)
    db.session.add(row)
    db.session.commit()
    return row


def test_somebody_new_is_told_three_steps(ada, cast, town):
    page = text(ada.get("/"))
    assert "Three steps to where you want to go" in page
    assert "Say what you can do" in page
    assert "Roles that are close to you will stand here" in page
    assert "Find a mentor" in page
    assert "You have 0 of 8 steps for Role 0" in page
    rate(cast.ada, town.skills[:5])
    page = text(ada.get("/"))
    assert "Say where I would like to go" in page
    assert "You meet all 4 skills for Role 0" in page


def test_under_way_the_path_and_the_next_steps_are_shown(ada, cast, town):
    rate(cast.ada, town.skills[:5])
    row = aim(cast.ada, town.roles[3], review_on=clock.today())
    page = text(ada.get("/"))
    assert "Your path to" in page
    assert "50%" in page
    assert "You have 4 of the<br>8 skill steps" in page
    assert f"/roles/{town.roles[3].id}" in page
    assert "Is Role 3 still on your list?" in page
    assert "Rate 2 skills that the role you aim for asks for" in page
    assert "Find somebody who can teach you Skill 5" in page
    assert "About 7 minutes in all" in page
    shelf = page[page.index("Matches for you") :]
    assert "Role 1" in shelf
    assert "Role 3" not in shelf, "what I aim for already is not suggested"
    row.state, row.review_on = "draft", None
    db.session.commit()
    assert "Save Role 3 so that it counts" in text(ada.get("/"))


def test_a_direction_in_own_words_leads_to_the_search(ada, cast, town):
    aim(cast.ada, words="Work with <trees>")
    page = text(ada.get("/"))
    assert "Your direction" in page
    assert "Work with &lt;trees&gt;" in page
    assert "/roles?q=Work" in page


def test_mentoring_shows_both_sides(ada, mei, cast):
    db.session.add(Mentor(id=cast.mei.id))
    db.session.flush()
    request = MentorshipRequest(
        mentor_id=cast.mei.id,
        mentee_id=cast.ada.id,
        message="Please show me how you do it.",
        sent_at=clock.now(),
    )
    db.session.add(request)
    db.session.commit()
    assert "no answer yet" in text(ada.get("/"))
    page = text(mei.get("/"))
    assert "Answer Ada Okafor, who asks you to be a mentor" in page
    db.session.delete(request)
    db.session.add(
        Mentorship(
            mentor_id=cast.mei.id, mentee_id=cast.ada.id, started_at=clock.now(),
            ends_on=clock.today() + timedelta(days=90),
        )
    )  # fmt: skip
    db.session.commit()
    assert "Your mentor, until" in text(ada.get("/"))
    assert "You guide them, until" in text(mei.get("/"))


def test_a_manager_sees_only_what_is_shared_with_them(app, cast, town):
    manu = Browser(app).sign_in(cast.manu)
    aim(cast.ada, town.roles[2])
    assert "Ada Okafor" in text(manu.get("/"))
    assert "Keeps their aspirations private" in text(manu.get("/"))
    db.session.add(AspirationProfile(person_id=cast.ada.id, roles_audience=Audience.MANAGER))
    cast.ada.shared_with_manager_id = cast.manu.id
    db.session.commit()
    assert "Aims for Role 2" in text(manu.get("/"))
    cast.ada.manager_id = cast.sam.id
    db.session.commit()
    sam = text(Browser(app).sign_in(cast.sam).get("/"))
    assert "Keeps their aspirations private" in sam
    assert "Role 2" not in sam
    assert "Say whether your new line manager sees" in text(Browser(app).sign_in(cast.ada).get("/"))


def test_hr_is_led_to_the_insights_and_others_are_not(ada, hana):
    assert "HR in three steps" in text(hana.get("/"))
    assert "HR in three steps" not in text(ada.get("/"))


def test_a_certificate_that_runs_out_is_said_until_it_is_renewed(cast, town, ada):
    day, skill = clock.today(), town.skills[0]

    def show(title, days):
        until = day + timedelta(days=days)
        db.session.add(Evidence(person_id=cast.ada.id, skill_id=skill.id, kind="certificate",
                                title=title, valid_until=until))  # fmt: skip
        db.session.commit()
        return text(ada.get("/"))

    assert "runs out" not in show("First aid", 61)
    page = show("Crane licence", 30)
    assert "Crane licence</span> runs out on" in page
    assert "Am I still meeting it?" in page
    page = show("Food safety", -1)
    assert "Food safety</span> ran out on" in page
    assert "and 1 more" in page
    page = show("food SAFETY", 400)
    assert "Crane licence</span> runs out on" in page
    assert "1 more" not in page
    cast.ada.role_id = None
    db.session.commit()
    assert "Crane licence</span> runs out on" in text(ada.get("/"))
    assert "runs out" not in text(Browser(ada.app).sign_in(cast.mei).get("/"))


def test_the_page_takes_the_same_statements_whatever_the_size(app, cast, town):
    rate(cast.manu, town.skills[:6])
    cast.manu.role_id = town.roles[0].id
    aim(cast.manu, town.roles[3])
    manu = Browser(app).sign_in(cast.manu)
    manu.get("/")
    manu.get("/")
    few = manu.statements
    for n in range(20):
        report = person(
            f"Report{n} Person",
            cast.permits,
            manager_id=cast.manu.id,
            shared_with_manager_id=cast.manu.id,
        )
        db.session.add(AspirationProfile(person_id=report.id, roles_audience=Audience.MANAGER))
        aim(report, town.roles[n % 5])
    for n in range(5, 45):
        role = Role(family_id=town.family.id, title=f"More {n}", level=3)
        db.session.add(role)
        db.session.flush()
        db.session.add_all(
            RoleSkill(role_id=role.id, skill_id=skill.id, level=3) for skill in town.skills
        )
    db.session.commit()
    answer = manu.get("/")
    assert manu.statements == few
    assert len(answer.data) < 30_000


def test_the_greeting_follows_the_day():
    assert [greeting(hour) for hour in (6, 13, 21)] == [
        "Good morning", "Good afternoon", "Good evening",
    ]  # fmt: skip


def test_the_date_is_written_out(ada):
    clock.fix(datetime.fromisoformat("2026-04-14T09:00:00+00:00"))
    assert "14 April" in text(ada.get("/"))
