"""Finding a mentor where thousands teach what is looked for: on both databases."""

from itertools import combinations
from types import SimpleNamespace
from uuid import uuid4

import pytest

from portal.db import db, lock, transaction
from portal.mentorship.mentors import finding, ranking, tallies, wanted
from portal.mentorship.mentors import rules as mentors
from portal.mentorship.mentors.offering import LANGUAGES
from portal.mentorship.mentors.wish import Wish
from portal.mentorship.models import Mentor, mentor_skill
from portal.skills.models import PersonSkill
from tests.mentorship.conftest import crowd, mentor, skill
from tests.mentorship.test_views import names


@pytest.fixture
def many(monkeypatch, cast):
    """Two dozen mentors, each with some of what Ada wants to grow, or none; a page has one."""
    crafts = [skill(f"Craft {letter}", (cast.ada, 0)) for letter in "ABCD"]
    for row in db.session.query(PersonSkill):
        row.interest = "learn"
    db.session.commit()
    some = [set_ for size in range(5) for set_ in combinations(crafts, size)]
    people = crowd(cast.parks, 24)
    for place, who in enumerate(people):
        mentor(who, skills=some[-1 - place % len(some)])
    monkeypatch.setattr(finding, "PER_PAGE", 1)
    return people


def first_pages(ada):
    return [name for page in (1, 2, 3, 4, 5) for name in names(ada.get(f"/mentors?page={page}"))]


def test_the_best_are_the_same_where_there_are_too_many_to_look_at_all(monkeypatch, many, ada):
    few = first_pages(ada)
    assert len(few) == 5
    monkeypatch.setattr(tallies, "MOST_COUNTED", 3)
    monkeypatch.setattr(ranking, "POOL", 20)
    assert first_pages(ada) == few
    assert ada.statements <= 8
    # Whoever stops is gone at once, and everybody else moves up.
    with transaction():
        stops = next(who for who in many if who.name == few[1])
        mentors.change_state(lock(Mentor, stops.id), "closed")
    assert first_pages(ada)[:4] == [few[0], *few[2:]]


def test_who_teaches_most_is_counted_across_skills(monkeypatch, many, cast):
    goals = wanted.goals_of(cast.ada.id)
    monkeypatch.setattr(ranking, "POOL", 20)
    assert goals.many
    assert sorted(goals.skills.values()) == sorted(
        db.session.query(mentor_skill).filter_by(skill_id=key).count() for key in goals.skills
    )
    for page, least in ((1, 3), (3, 3), (4, 2)):
        among = goals.first(page * finding.PER_PAGE)
        shared = goals.teachers.values()
        assert len(among) == sum(number >= least for number in shared)
    monkeypatch.setattr(ranking, "POOL", 2)
    assert len(goals.first(3)) == 2


def test_others_to_ask_are_the_same_among_those_who_teach_most(monkeypatch, many, cast):
    reader, goals = SimpleNamespace(id=cast.ada.id), wanted.goals_of(cast.ada.id)
    found = []
    for enough in (True, False):
        monkeypatch.setattr(finding, "_enough", lambda *_, enough=enough: enough)
        found.append([one.mentor.id for one in finding.others(reader, many[0].id, goals, 4)])
    assert found[0] == found[1]
    assert len(found[0]) == 4
    assert many[0].id not in found[0]


def test_who_teaches_one_skill_is_met_where_too_few_teach_several():
    few, most = "a" * 32, "b" * 32
    one = wanted.Goals({uuid4(): 2}, [f"{most},{few}"])
    assert one.first(1) == [few, most]
    several = wanted.Goals({uuid4(): 2, uuid4(): 1}, [f"{few},{most}", most])
    assert several.first(1) == [most, few], "three are looked at for a place, and all teach some"
    assert wanted.Goals({}, [most, most, f"{most},{few}"]).teachers == {most: 3, few: 1}


def test_skills_to_choose_are_the_same_by_those_who_were_counted(monkeypatch, many, cast):
    """They are counted once for the page: all of them, or the first where there are many."""
    reader = SimpleNamespace(id=cast.ada.id)
    asked = finding.asking(reader, Wish(), {})
    for most in (10, 120):
        monkeypatch.setattr(tallies, "MOST_COUNTED", most)
        tallies._by_the_first.cache_clear()
        tally = tallies.tally(Wish(), asked, skills=True)
        assert tally.total == min(most + 1, len(many))
        by_those = tallies.offered_skills(reader, Wish(), tally)
        assert by_those == tally.skills
        assert by_those == tallies.offered_skills(reader, Wish(), tallies.Tally(0))
        assert len(by_those) == 4
    tallies._by_the_first.cache_clear()
    narrow = Wish(elsewhere=True)
    asked = finding.asking(SimpleNamespace(id=cast.ada.id, department_id=None), narrow, {})
    tally = tallies.tally(narrow, asked)
    assert not tally.total
    chosen = tallies.offered_skills(reader, narrow, tally)
    assert chosen == by_those, "what can be chosen hangs on no other choice"


def test_languages_to_choose_are_those_of_open_mentors(many, cast):
    said = ("en", "cy"), ("en", "cy"), ("sign",), ("af", "en"), ()
    rows = db.session.query(Mentor).order_by(Mentor.id).all()
    for row, languages in zip(rows, said, strict=False):
        row.languages = LANGUAGES.number(languages)
    closed = rows[len(said)]
    closed.languages, closed.state = LANGUAGES.number(["tr"]), "paused"
    db.session.commit()
    assert list(tallies.languages("")) == ["en", "af", "cy", "sign"]
    assert list(tallies.languages("yo")) == ["en", "yo", "af", "cy", "sign"]
