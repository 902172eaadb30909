"""The seven moments: each comes when it should, is answered with one tap, and can be silenced."""

from datetime import timedelta

import pytest

from portal import clock
from portal.checkins.models import CheckIn
from portal.db import db, transaction
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.people.models import Person, Silence
from portal.prompts import queries, rules
from portal.prompts.moments import MOMENTS
from portal.prompts.words import WORDS
from portal.skills.freshness import stale
from portal.skills.models import PersonSkill
from portal.validation.models import Validation
from tests.profile.making import fresh, has, role, skill

pytestmark = pytest.mark.one_database

LONG_AGO = timedelta(days=800)


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


def names(person):
    db.session.rollback()
    return [prompt.name for prompt in queries.waiting(person.id)]


def settled(person):
    """Somebody of whom nothing is to ask."""
    role(person, "Fee calculation")
    has(person, "First aid")
    db.session.add(CheckIn(person_id=person.id, energy="good"))
    db.session.commit()


def mentored(cast, *, days=5):
    """Ada's mentorship with Mei, complete since some days, about first aid."""
    known = skill("Listening")
    then = clock.now() - timedelta(days=200)
    db.session.add(Mentor(id=cast.mei.id))
    db.session.flush()
    asked = MentorshipRequest(
        mentor_id=cast.mei.id, mentee_id=cast.ada.id, state="accepted", message="x" * 30,
        sent_at=then, ended_at=then,
    )  # fmt: skip
    asked.skills = [known]
    db.session.add(asked)
    db.session.flush()
    ended = clock.now() - timedelta(days=days)
    pair = Mentorship(
        mentor_id=cast.mei.id, mentee_id=cast.ada.id, request_id=asked.id, state="completed",
        started_at=then, ends_on=ended.date(), ended_at=ended,
    )  # fmt: skip
    db.session.add(pair)
    db.session.commit()
    return pair


def test_every_moment_has_its_words():
    assert set(MOMENTS) == set(WORDS)


def test_somebody_new_is_asked_for_role_and_skills(ada, cast):
    assert names(cast.ada) == ["no_role", "no_skills", "check_in"]
    page = text(ada.get("/me"))
    assert "Which role is closest to your job?" in page
    assert "Your list is empty." in page
    home = text(ada.get("/"))
    assert "Which role is closest to your job?" in home
    assert "Your list is empty." not in home, "one on home"


def test_nothing_is_asked_where_all_is_there(ada, cast):
    settled(cast.ada)
    assert names(cast.ada) == []
    assert "prompts-h" not in text(ada.get("/me"))


def test_a_role_without_skills_is_told_once(ada, cast):
    mine = role(cast.ada)
    has(cast.ada, "First aid")
    assert names(cast.ada) == ["role_without_skills", "check_in"]
    assert "Tell them" in text(ada.get("/me"))
    ada.post("/me/role/no-skills")
    assert names(cast.ada) == ["check_in"]
    assert queries.asked_for_skills() == {mine.id: 1}
    ada.post(f"/me/prompts/{queries.ASKED}/ask-again?ref={mine.id}")
    assert names(cast.ada) == ["role_without_skills", "check_in"]


def test_skills_without_a_level_are_asked_about_and_not_yet_is_a_word(ada, cast):
    settled(cast.ada)
    has(cast.ada, "Knots", 0)
    has(cast.ada, "Sailing", 0, interest="learn")
    has(cast.ada, "Rowing", 0, interest="less")
    assert names(cast.ada) == ["no_level"]
    assert "How well do you do Knots?" in text(ada.get("/me"))


def test_what_is_old_is_looked_over_with_one_tap_that_can_be_taken_back(ada, cast):
    settled(cast.ada)
    then = clock.now() - LONG_AGO
    for name in ("Knots", "Sailing"):
        has(cast.ada, name, reviewed_at=then, created_at=then)
    has(cast.ada, "In use", reviewed_at=then, last_used_on=clock.today())
    has(cast.ada, "Unsaid", 0, interest="less", reviewed_at=then)
    assert names(cast.ada) == ["stale"]
    page = text(ada.get("/me"))
    assert "Are Knots and 1 more still right?" in page
    ada.post("/me/skills/still-right")
    assert names(cast.ada) == []
    answer = text(ada.get("/me"))
    assert "2 skills are up to date." in answer
    undo = answer.partition('action="/me/skills/undo-step')[2].partition('"')[0]
    ada.post(f"/me/skills/undo-step{undo}")
    assert names(cast.ada) == ["stale"]


def test_stale_in_sql_is_stale_in_python(cast):
    settled(cast.ada)
    cases = [(days, used) for days in (1, 400, 549, 560, 900) for used in (None, 1, 400, 540, 900)]
    for n, (days, used) in enumerate(cases):
        has(
            cast.ada, f"Skill {n}", reviewed_at=clock.now() - timedelta(days=days),
            last_used_on=clock.today() - timedelta(days=used) if used else None,
        )  # fmt: skip
    db.session.rollback()
    old = sum(stale(row) for row in db.session.query(PersonSkill))
    [prompt] = queries.waiting(cast.ada.id)
    assert f"{old - 1} more" in prompt.title


def test_a_finished_mentorship_leads_to_the_right_form(ada, cast):
    settled(cast.ada)
    pair = mentored(cast)
    assert "Rate what you learnt" in text(ada.get("/me"))
    row = has(cast.ada, "Listening")
    page = text(ada.get("/me"))
    assert "Your mentoring with Mei Halvorsen is complete" in page
    link = page.partition(f'href="/me/skills/{row.id}/evidence')[2].partition('"')[0]
    address = f"/me/skills/{row.id}/evidence{link}".replace("&amp;", "&")
    assert "Mentoring with Mei Halvorsen" in text(ada.get(address))
    ada.post(address, {"title": "Mentoring with Mei Halvorsen"})
    assert names(cast.ada) == []
    with transaction():
        rules.ask_again(cast.ada.id, "after_mentorship", pair.id)
    assert names(cast.ada) == ["after_mentorship"]
    clock.fix(clock.now() + timedelta(days=80))
    assert names(cast.ada) == []


def test_a_suggestion_that_waits_comes_first(ada, cast):
    known = skill("Listening")
    offered = Validation(
        person_id=cast.ada.id, skill_id=known.id, by_id=cast.manu.id, origin="offered",
        state="offered", level=3, expires_on=clock.today() + timedelta(days=9),
    )  # fmt: skip
    db.session.add(offered)
    db.session.commit()
    assert names(cast.ada)[0] == "suggested"
    assert "Manu Reyes suggests Listening for your list" in text(ada.get("/me"))
    offered.state = "withdrawn"
    db.session.commit()
    assert names(cast.ada)[0] == "no_role"


def test_not_now_lasts_three_months_and_never_lasts(ada, cast):
    for number, form, words in ((0, {}, "in 3 months"), (1, {"for-good": "1"}, "not asked this")):
        name = ("no_role", "no_skills")[number]
        answer = text(ada.post(f"/me/prompts/{name}/silence", form, htmx=True))
        assert words in answer
        assert name not in names(cast.ada)
    assert {(row.prompt, row.until is None) for row in db.session.query(Silence)} == {
        ("no_role", False), ("no_skills", True),
    }  # fmt: skip
    clock.fix(clock.now() + timedelta(days=93))
    assert names(cast.ada) == ["no_role", "check_in"]
    clock.fix(None)
    ada.post("/me/prompts/no_skills/ask-again")
    ada.post("/me/prompts/no_role/ask-again")
    assert names(cast.ada) == ["no_role", "no_skills", "check_in"]


@pytest.mark.parametrize("path", ["x/silence", "no_role/silence?ref=x", "x/ask-again"])
def test_a_prompt_that_is_none_is_not_found(ada, cast, path):
    ada.post(f"/me/prompts/{path}", status=404)


def test_all_is_found_in_one_statement(ada, cast):
    taken = []
    for number in range(0, 40, 20):
        for n in range(number, number + 20):
            has(cast.ada, f"Skill {n}", n % 2, reviewed_at=clock.now() - LONG_AGO)
        ada.get("/me")
        taken.append(ada.statements)
        ada.get("/")
    assert taken[1] <= taken[0] <= 11


def test_silences_are_ones_own(cast):
    with transaction():
        rules.silence(cast.sam.id, "no_role")
    assert names(cast.ada) == ["no_role", "no_skills", "check_in"]


def test_one_names_a_role_where_nobody_gave_one(ada, cast):
    other = role(cast.sam, "Fee calculation", title="Grants Officer")
    role(cast.mei, title="Grants Manager")
    assert "Grants Officer" in text(ada.get("/me/role/find?role=grants", htmx=True))
    assert "Which of these is it" in text(ada.post("/me/role", {"role": "grants"}, status=422))
    assert "We know no role" in text(ada.post("/me/role", {"role": "zzz"}, status=422))
    assert "Write the name" in text(ada.post("/me/role", {"role": ""}, status=422))
    assert ada.post("/me/role", {"role": "grants officer"}).location == "/me/skills/rate"
    mine = fresh(cast.ada)
    assert (mine.role_id, mine.chosen_role_id) == (other.id, other.id)
    assert "Fee calculation" in text(ada.get("/me/skills/rate"))
    assert "You said: Grants Officer." in text(ada.get("/me/role"))
    ada.post("/me/role", {"none": "1"})
    assert fresh(cast.ada).role_id is None


def test_a_role_hr_gave_is_not_mine_to_change(ada, cast):
    other = role(cast.sam, title="Grants Officer")
    role(cast.ada, title="Permit Officer")
    with transaction():
        db.session.get_one(Person, cast.ada.id).chosen_role_id = other.id
    assert "HR has written it down" in text(ada.get("/me/role"))
    ada.post("/me/role", {"role": "Grants Officer"}, status=200)
    assert fresh(cast.ada).role_id != other.id


def test_the_curators_see_how_many_miss_the_skills_of_a_role(ada, hana, cast):
    mine, other = role(cast.ada, title="Zoo keeper"), role(cast.sam, title="Archivist")
    ada.post("/me/role/no-skills")
    page = text(hana.get("/curate/hygiene/roles"))
    assert "1 person who has it asks for them." in page
    assert page.index(str(mine.id)) < page.index(str(other.id)), "what is missed comes first"
