"""What is found in a CV, and where."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.cv import dates, read_json, resume
from portal.cv.dates import Month
from portal.cv.findings import look
from portal.cv.receiving import Content, from_text
from portal.db import db
from portal.people.models import Experience
from portal.people.rules import Deed, add_experience
from portal.skills.finding import likeness
from portal.skills.finding.likeness import Near
from portal.skills.models import PersonSkill, Skill
from tests.checking import counting
from tests.profile.making import has, skill

pytestmark = pytest.mark.one_database

TEXT = """Ada Okafor
ada@example.org

Profile
Ten years of project
management and of budgeting; R. J. Okafor & Sons.

Permits Officer, City of Port Ashby   Mar 2019 – present
- Budgeting and public speaking, first-aid at work
2015 - 2018
Harbour clerk | Ashby Ferries

Skills: Python, R, C#, case-work
"""


def names(found):
    return [one.name for one in found.skills]


@pytest.fixture
def taxonomy(cast):
    skill("Budgeting")
    skill("Project management", "Managing projects")
    skill("Management")
    skill("R")
    skill("C#")
    skill("Python", "Snake language")
    skill("Case work", "Handling cases")
    skill("First aid", "First aid at work")
    skill("J")
    skill("Retired speaking", "Public speaking", status="deprecated")
    skill("Reading", "Letters")
    skill("Writing", "Letters")
    return cast


def test_skills_are_found_by_name_and_by_other_words(taxonomy):
    found = look(from_text(TEXT), taxonomy.ada.id)
    assert names(found) == [
        "Project management", "Budgeting", "First aid", "Python", "R", "C#", "Case work",
    ]  # fmt: skip
    lines = {one.name: one.line for one in found.skills}
    assert lines["R"] == lines["Python"] == "Skills: Python, R, C#, case-work"
    assert all(one.said is None for one in found.skills)


def test_a_word_for_two_skills_names_neither(taxonomy):
    assert names(look(from_text("I like letters of every kind and size"), taxonomy.ada.id)) == []


def test_words_that_are_near_are_guesses_and_say_so(taxonomy, monkeypatch):
    budget = db.session.query(Skill).filter_by(name="Budgeting").one().id
    first_aid = db.session.query(Skill).filter_by(name="First aid").one().id
    near = {"budgets": Near(budget, "Budgeting", 0.9, "the same words in another form"),
            "aid of dogs": Near(first_aid, "First aid", 0.5, "far off"),
            "keeping budgets": Near(budget, "Budgeting", 0.8, "spelt alike")}  # fmt: skip
    monkeypatch.setattr(
        likeness, "near", lambda words, limit: [near[words]] if words in near else []
    )
    text = "I can: Python, budgets, aid of dogs, keeping budgets, a@b, 12 years of swimming"
    found = look(from_text(text), taxonomy.ada.id)
    assert [(one.name, one.guess) for one in found.skills] == [
        ("Python", ""), ("Budgeting", "You wrote “budgets”: the same words in another form."),
    ]  # fmt: skip
    has(taxonomy.ada, "Budgeting")
    assert names(look(from_text(text), taxonomy.ada.id)) == ["Python"]


def test_what_i_have_is_not_found_again(taxonomy):
    has(taxonomy.ada, "Budgeting")
    has(taxonomy.mei, "Python")
    found = look(from_text(TEXT), taxonomy.ada.id)
    assert "Budgeting" not in names(found)
    assert "Python" in names(found)
    assert found.held == 1


def test_a_long_cv_takes_two_statements(taxonomy):
    words = " ".join(f"word{n} other{n % 977}" for n in range(8000))
    counter = type("Counter", (), {"statements": 0})()
    ada = taxonomy.ada.id
    with counting(counter):
        look(from_text(words + "\n\n" + TEXT), ada)
    assert counter.statements <= 2
    db.session.rollback()


@pytest.mark.parametrize(
    ("said", "month"),
    [
        ("March 2019", Month(2019, 3)),
        ("Sept. 2001", Month(2001, 9)),
        ("03/2019", Month(2019, 3)),
        ("15.03.2019", Month(2019, 3)),
        ("2019-03-15", Month(2019, 3)),
        ("2019-03", Month(2019, 3)),
        ("2019", Month(2019)),
        ("2019-13", Month(2019)),
        ("1901", None),
        ("soon", None),
        ("", None),
    ],
)
def test_months_are_read_as_people_write_them(said, month):
    assert dates.month(said) == month


def test_entries_have_dates_and_words():
    officer, clerk = dates.entries(TEXT)
    assert (officer.title, officer.organisation) == ("Permits Officer", "City of Port Ashby")
    assert (officer.started, officer.ended) == (Month(2019, 3), None)
    assert "Mar 2019" in officer.line
    assert (clerk.started, clerk.ended) == (Month(2015), Month(2018))


@pytest.mark.parametrize(
    ("text", "title", "organisation"),
    [
        ("Bus driver at City Transit\n01/2010 - 06/2012", "Bus driver", "City Transit"),
        ("2010-01 to 2012-06\tGardener\tParks", "Gardener", "Parks"),
        ("Gardener (since May 2012)", "Gardener", ""),
        ("- Kept the books\n2001 - 2004\nClerk | Harbour Books", "Clerk", "Harbour Books"),
        ("2001 - 2004\n\nNurse", "", ""),
        ("Nurse — General Hospital, 2001–2004", "Nurse", "General Hospital"),
    ],
)
def test_titles_and_places_are_told_apart(text, title, organisation):
    found = [(entry.title, entry.organisation) for entry in dates.entries(text)]
    assert found == ([(title, organisation)] if title else [])


@pytest.mark.parametrize(
    "text",
    [
        "phone 2010-2012-33",
        "2012 - 2010\nBackwards",
        "12 2010 - 2012 34",
        "from 1890 to 1901, Ghost",
    ],
)
def test_numbers_are_not_all_dates(text):
    assert not [entry for entry in dates.entries(text) if entry.title == "Ghost"]
    assert not [entry for entry in dates.entries(text) if entry.title == "Backwards"]


def test_a_line_made_to_be_slow_is_not():
    list(dates.entries(("Jan " * 60 + "2010 - " * 30 + "\n") * 200))


def test_what_i_listed_is_not_found_again(taxonomy):
    done = Deed(
        title="permits officer", organisation="", started_on=date(2019, 1, 1), ended_on=None,
        description="",
    )  # fmt: skip
    add_experience(taxonomy.ada.id, done)
    found = look(from_text(TEXT), taxonomy.ada.id)
    assert [deed.started for deed in found.deeds] == [Month(2015)]


RESUME = {
    "work": [
        {"name": "Ashby Ferries", "position": "Clerk", "startDate": "2015-02", "endDate": "2018-01",
         "summary": "Budgeting for ferries", "highlights": ["On time", 7]},
        {"position": "No beginning"}, "nonsense", None,
    ],
    "skills": [
        {"name": "Python", "level": "Expert", "keywords": ["R", "Juggling", {"no": "text"}]},
        {"name": "Management", "level": "wizard"}, {"name": ["x"]}, 5,
    ],
    "languages": [{"language": "Case work", "fluency": "B2"}],
    "certificates": {"not": "a list"},
    "interests": [{"name": "Wants to learn", "keywords": ["Project management"]}],
}  # fmt: skip


def test_a_json_resume_says_levels_and_wishes(taxonomy):
    found = look(Content(resume=RESUME), taxonomy.ada.id)
    assert {one.name: one.said for one in found.skills} == {
        "Python": 4, "R": None, "Management": None, "Case work": 2, "Project management": 0,
        "Budgeting": None,
    }  # fmt: skip
    assert found.unknown == ("Juggling",)
    (deed,) = found.deeds
    assert (deed.title, deed.organisation) == ("Clerk", "Ashby Ferries")
    assert deed.description == "Budgeting for ferries\nOn time"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(
        ["Python", "2019-03", "C1", "Wants to learn", "\ud800", "\0x", "R" * 5000, "<b>"]
    ),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["name", "level", "keywords", "position", "startDate", "endDate",
                         "highlights", "summary", "language", "fluency"]), inner, max_size=5),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from([*read_json.SECTIONS]), VALUES, max_size=4))
def test_any_json_is_read_or_passed_over(cast, resume):
    found = look(Content(resume=json.loads(json.dumps(resume))), cast.ada.id)
    for words in [*found.unknown, *(d.title + d.description for d in found.deeds)]:
        words.encode()


def test_a_profile_comes_back_from_its_own_export(taxonomy):
    """Out as JSON Resume and in again: the same skills, levels, wishes and deeds."""
    kept = {"Python": 4, "Budgeting": 1, "First aid": 3, "R": 2}
    for name, level in kept.items():
        has(taxonomy.ada, name, level)
    has(taxonomy.ada, "Writing", 0, interest="learn")
    has(taxonomy.ada, "Reading", 0)
    db.session.add(
        Experience(person_id=taxonomy.ada.id, title="Clerk", organisation="Ferries",
                   started_on=date(2015, 2, 1), ended_on=date(2018, 1, 1), description="All of it")
    )  # fmt: skip
    db.session.commit()
    rows = db.session.query(PersonSkill).all()
    done = db.session.query(Experience).all()
    made = resume.made(taxonomy.ada, "ada@example.org", rows, done)
    found = look(Content(resume=made), taxonomy.mei.id)
    assert {one.name: one.said for one in found.skills} == kept | {"Writing": 0}
    (deed,) = found.deeds
    assert (deed.title, deed.organisation, deed.description) == ("Clerk", "Ferries", "All of it")
    assert (deed.started, deed.ended) == (Month(2015, 2), Month(2018, 1))
    assert not found.unknown
