"""Rating many skills on one screen: only what is answered is written, and nothing is lost."""

import re
from uuid import UUID

import pytest

from portal.db import db, transaction
from portal.people.models import Person
from portal.profile import rating_list
from portal.skills import own
from portal.skills.models import PersonSkill, PersonSkillEvent, Skill
from tests.profile.making import fresh, has, role, skill

pytestmark = pytest.mark.one_database

RATE = "/me/skills/rate"


def text(answer):
    return re.sub(r"\s+", " ", answer.get_data(as_text=True))


def mine(cast):
    db.session.rollback()
    rows = db.session.query(PersonSkill).filter_by(person_id=cast.ada.id)
    return {row.skill.name: (row.level, row.interest) for row in rows}


def fields(page, **levels):
    """The form as the page has it, with these levels (by name of the skill); "+" is the wish."""
    form = {}
    for number, key in re.findall(r'name="(\d+)-skill" value="([^"]+)"', page):
        form[f"{number}-skill"] = key
        version = re.search(rf'name="{number}-version" value="(\d+)"', page)
        if version:
            form[f"{number}-version"] = version[1]
        name = db.session.get_one(Skill, UUID(key)).name
        said = levels.get(name.replace(" ", "_"))
        now = re.search(rf'name="{number}-level" value="(\d?)" checked', page)
        form[f"{number}-level"] = now[1] if said is None and now else (said or "").rstrip("+")
        if said and said.endswith("+"):
            form[f"{number}-wish"] = "on"
    return form


def screen(ada):
    return text(ada.get(RATE))


def test_from_an_empty_list_to_a_rated_one(ada, cast):
    role(cast.ada, "Catering", "First aid", "Knots", "Sailing", "Rowing")
    page = screen(ada)
    assert page.count("Your role asks for it") == 5
    assert "data-offline" in page
    said = {"Catering": "3", "First_aid": "2+", "Knots": "0", "Sailing": "0+"}
    answer = ada.post(RATE, fields(page, **said))
    assert answer.location == "/me#my-skills"
    assert mine(cast) == {
        "Catering": (3, "happy"), "First aid": (2, "more"), "Knots": (0, "less"),
        "Sailing": (0, "learn"),
    }  # fmt: skip
    after = text(ada.get("/me"))
    assert "4 skills rated." in after
    undo = re.search(r'action="(/me/skills/undo-step\?first=\d+)"', after)[1]
    ada.post(undo)
    assert mine(cast) == {}
    again = ada.post(undo)
    assert "taken back" in text(ada.follow(again))


def test_only_what_is_answered_is_written(ada, cast):
    role(cast.ada, "Catering", "First aid")
    rated = has(cast.ada, "Catering", 3, interest="less", can_teach=True)
    has(cast.ada, "Knots", 0)
    page = screen(ada)
    ada.post(RATE, fields(page))
    assert fresh(rated).version == 1
    assert mine(cast) == {"Catering": (3, "less"), "Knots": (0, "happy")}
    assert "Nothing was changed." in text(ada.get("/me"))
    ada.post(RATE, fields(page, Catering="4", Knots="1"))
    assert mine(cast) == {"Catering": (4, "less"), "Knots": (1, "happy")}
    assert fresh(rated).can_teach
    kinds = [event.event for event in db.session.query(PersonSkillEvent)]
    assert sorted(kinds) == ["added", "added", "changed", "changed"]


def test_what_was_saved_elsewhere_meanwhile_is_shown_and_nothing_is_lost(ada, cast):
    role(cast.ada, "First aid", "Rowing")
    row, gone = has(cast.ada, "Knots", 0), has(cast.ada, "Sailing", 0)
    form = fields(screen(ada), Knots="1", Sailing="2", First_aid="3")
    with transaction():
        row = db.session.get_one(PersonSkill, row.id)
        own.change(row, own.Rating(level=4, interest="happy", audience=row.audience))
        own.remove(db.session.get_one(PersonSkill, gone.id))
    page = text(ada.post(RATE, form, status=409))
    assert "In the other place you saved it as Leading." in page
    assert "In the other place you took it off your list." in page
    assert "still here" in page
    assert mine(cast) == {"Knots": (4, "happy")}
    kept = fields(page)
    assert sorted(v for k, v in kept.items() if k.endswith("level")) == ["", "1", "2", "3"]
    ada.post(RATE, kept)
    assert mine(cast) == {
        "Knots": (1, "happy"), "First aid": (3, "happy"), "Sailing": (2, "happy"),
    }  # fmt: skip


def test_what_is_left_as_it_was_overwrites_nothing_said_elsewhere(ada, cast):
    role(cast.ada, "Catering", "First aid")
    ada.post(RATE, fields(screen(ada), Catering="2", First_aid="2"))
    opened = screen(ada)
    form = fields(opened, First_aid="4") | dict(
        re.findall(r'name="(\d+-was)" value="([^"]+)"', opened)
    )
    ada.post(RATE, fields(screen(ada), Catering="3+"))
    ada.post(RATE, form)
    assert mine(cast) == {"Catering": (3, "more"), "First aid": (4, "happy")}


def test_the_same_from_two_tabs_is_no_conflict(ada, cast):
    role(cast.ada, "First aid")
    form = fields(screen(ada), First_aid="3")
    ada.post(RATE, form)
    ada.post(RATE, form)
    assert mine(cast) == {"First aid": (3, "happy")}


@pytest.mark.parametrize("level", ["5", "-1", "x", "³", "01"])
def test_a_level_that_is_none_is_said_and_the_rest_is_kept(ada, cast, level):
    role(cast.ada, "First aid", "Knots")
    page = text(ada.post(RATE, fields(screen(ada), First_aid=level, Knots="2"), status=422))
    assert "Choose one of the levels" in page
    assert 'value="2" checked' in page
    assert mine(cast) == {}


def test_a_form_that_is_none_of_ours_changes_nothing(ada, cast):
    known = skill("Old", status="deprecated")
    ada.post(RATE, {"0-skill": "x", "0-level": "2"}, status=400)
    ada.post(RATE, {"0-skill": str(known.id), "0-level": "2"}, status=422)
    ada.post(RATE, {"0-skill": str(cast.ada.id), "0-level": "2"}, status=422)
    ada.post(RATE, {"999-skill": str(known.id), "999-level": "2"})
    assert mine(cast) == {}


def test_somebody_without_a_role_is_shown_two_ways_on(ada, cast):
    page = screen(ada)
    assert "/me/role" in page
    assert "/me#add" in page


def test_a_role_without_skills_offers_what_similar_roles_ask_for(ada, cast):
    other = role(cast.sam, "Catering", "Knots", title="Cook")
    empty = role(cast.ada, title="Second cook")
    empty.family_id = other.family_id
    db.session.commit()
    assert screen(ada).count("Similar roles ask for it") == 2


def test_sixty_skills_cost_few_statements_and_little_html(ada, cast):
    role(cast.ada, *[f"Skill number {n}" for n in range(70)])
    for n in range(20):
        has(cast.ada, f"Skill number {n}", n % 3)
    page = ada.get(RATE)
    assert ada.statements <= 7
    assert len(page.data) < 65_000
    assert page.data.count(b"-skill") == 60
    form = fields(text(page), **{f"Skill_number_{n}": "3" for n in range(70)})
    ada.post(RATE, form)
    assert sum(level == 3 for level, _ in mine(cast).values()) == 60


def test_too_many_is_refused_and_kept_on_the_screen(ada, cast, monkeypatch):
    monkeypatch.setattr(own, "MOST", 1)
    role(cast.ada, "First aid", "Knots")
    page = text(ada.post(RATE, fields(screen(ada), First_aid="3", Knots="2"), status=422))
    assert "Rate fewer, or remove some before." in page
    assert mine(cast) == {}


def test_nobody_takes_back_a_step_of_another(ada, mei, cast):
    role(cast.ada, "First aid")
    ada.post(RATE, fields(screen(ada), First_aid="3"))
    first = db.session.query(PersonSkillEvent.id).scalar()
    for path in (f"?first={first}", "?first=x", "", "?first=99999999"):
        mei.post(f"/me/skills/undo-step{path}", status=404)
    assert mine(cast) == {"First aid": (3, "happy")}


def test_the_list_is_the_role_without_what_is_rated_twice(cast):
    role(cast.ada, "First aid", "Knots")
    has(cast.ada, "Knots", 0)
    ada = db.session.get_one(Person, cast.ada.id)
    names = [line.name for line in rating_list.of(ada, 60)]
    assert names == ["Knots", "First aid"]
