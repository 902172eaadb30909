"""What a mentor offers, who finds them by it, and why in this order."""

import re
from datetime import timedelta
from itertools import product
from types import SimpleNamespace

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from portal import clock
from portal.db import db, transaction
from portal.mentorship import apart
from portal.mentorship.mentors import answering, documents, finding, said, tallies
from portal.mentorship.mentors import rules as mentors
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS
from portal.mentorship.mentors.wish import Wish
from portal.mentorship.models import Mentor, MentorshipEvent, MentorshipRequest
from portal.people.models import Person
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.models import Evidence, PersonSkill, Skill
from tests.checking import Browser
from tests.mentorship.conftest import crowd, mentor, skill
from tests.mentorship.test_views import names, text

pytestmark = pytest.mark.one_database

OFFERED = {
    "state": "open", "capacity": "2", "offer": "Bring one real question.", "times": "Fridays",
    "topics": ["return", "interview"], "formats": ["video", "group"], "languages": ["en", "cy"],
}  # fmt: skip


@pytest.fixture
def sam(app, cast):
    return Browser(app).sign_in(cast.sam)


def test_a_number_of_a_list_is_the_set_it_was_made_of():
    for listed in (TOPICS, FORMATS, LANGUAGES):
        assert len(listed.words) <= 62
        assert listed.codes(listed.number(listed.words)) == [*listed.words]
    assert TOPICS.said(TOPICS.number(["moving", "direction"])) == [
        "Finding a direction", "Moving to another department"
    ]  # fmt: skip
    # Codes keep their places for ever: numbers in the database mean them.
    places = (TOPICS.bits["leading"], FORMATS.bits["video"], LANGUAGES.bits["en"])
    assert places == (8, 4, 1)


def test_what_is_known_stands_in_the_form_and_the_preview_saves_nothing(cast, sam):
    budgets = skill("Budgets", (cast.sam, 3))
    skill("Secrets", (cast.sam, 4))
    db.session.query(PersonSkill).filter_by(level=4).one().audience = 0
    welsh = skill("Welsh", (cast.sam, 4))
    welsh.kind = "language"
    db.session.commit()
    page = text(sam.get("/mentorship/mentor"))
    ticked = re.findall(r'value="([\w-]+)" checked', page)
    assert {str(budgets.id), "cy", "one", "video", "person"} <= {*ticked}
    assert str(db.session.query(Skill).filter_by(name="Secrets").one().id) not in ticked
    shown = sam.post("/mentorship/mentor", OFFERED | {"preview": "y"}, status=200)
    assert "Returning after leave" in text(shown)
    assert "Nothing is saved yet" in text(shown)
    assert db.session.get(Mentor, cast.sam.id) is None
    sam.post("/mentorship/mentor", OFFERED | {"skills": str(budgets.id)})
    row = db.session.get(Mentor, cast.sam.id)
    assert (TOPICS.codes(row.topics), LANGUAGES.codes(row.languages)) == (
        ["return", "interview"], ["en", "cy"]
    )  # fmt: skip


def test_others_read_the_offer_and_who_is_kept_apart_reads_of_none(app, cast, ada, sam):
    sam.post("/mentorship/mentor", OFFERED)
    page = text(ada.get(f"/mentors/{cast.sam.id}"))
    for words in ("Returning after leave", "In a group, by video", "Welsh", "Ask Sam"):
        assert words in page
    assert "by the clocks of" not in page
    db.session.get(Person, cast.sam.id).time_zone = "Asia/Ho_Chi_Minh"
    db.session.commit()
    page = text(ada.get(f"/mentors/{cast.sam.id}"))
    assert "Fridays, by the clocks of Asia/Ho Chi Minh" in page
    assert ada.statements <= 10
    assert "This is how others see you" in text(sam.get(f"/mentors/{cast.sam.id}"))
    with transaction():
        apart.keep(cast.ada.id, cast.sam.id)
    page = text(ada.get(f"/mentors/{cast.sam.id}"))
    assert "Sam does not mentor at present" in page
    assert "Welsh" not in page
    assert names(ada.get("/mentors")) == []
    db.session.get(Person, cast.sam.id).left_on = clock.today()
    db.session.commit()
    ada.get(f"/mentors/{cast.sam.id}", status=404)


def test_one_pauses_and_stops_at_once(cast, ada, sam):
    sam.post("/mentorship/mentor/state", {"state": "paused"}, status=303)
    assert db.session.get(Mentor, cast.sam.id) is None
    mentor(cast.sam)
    for state, found in (("paused", []), ("open", ["Sam Stranger"]), ("closed", [])):
        sam.post("/mentorship/mentor/state", {"state": state})
        assert names(ada.get("/mentors")) == found
    assert "does not mentor at present" in text(ada.get(f"/mentors/{cast.sam.id}"))
    sam.post("/mentorship/mentor/state", {"state": "asleep"}, status=303)


def test_mentors_are_found_by_what_they_offer(app, cast, ada):
    people = crowd(cast.parks, 3)
    offers = (("return", "video", "cy"), ("return", "person", "en"), ("moving", "video", "en"))
    for who, (topic, how, language) in zip(people, offers, strict=True):
        with transaction():
            row = db.session.get(Person, who.id)
            mentors.offer_help(row, mentors.Offer(
                "open", 1, "", [], topics=[topic], formats=[how], languages=[language]
            ))  # fmt: skip
    first, second, third = (who.name for who in people)
    for query, found in (
        ("topic=return", [first, second]),
        ("how=video", [first, third]),
        ("language=cy", [first]),
        ("topic=return&language=en", [second]),
        ("topic=unheard-of", [first, second, third]),
        (f"where={cast.parks.id}&when=now", [first, second, third]),
        ("when=hours", []),
        (
            "topic=return&where=elsewhere",
            [] if cast.ada.department_id == cast.parks.id else [first, second],
        ),
    ):
        assert names(ada.get(f"/mentors?{query}")) == found, query
    page = text(ada.get("/mentors", htmx=True))
    assert ada.statements <= 6
    assert 'href="/mentors?topic=return">Returning after leave <span class="muted">2</span>' in page
    assert names(ada.get("/mentors?where=nowhere")) == [first, second, third]
    noise = f"when={'a' * 3000}&more={'b' * 3000}"
    noisy = ada.get(f"/mentors?{noise}").text
    assert "a" * 40 not in noisy, "it would be, in every link"  # longer than any by chance
    assert "b" * 40 not in noisy
    document = next(iter(documents.of([people[0].id])))
    assert "Returning after leave\nWelsh" in document.body


def test_many_are_counted_only_as_far_as_is_said(monkeypatch, cast, ada):
    people = crowd(cast.parks, 6)
    for who in people:
        mentor(who)
    mentor(cast.sam, state="paused")
    reader = SimpleNamespace(id=cast.ada.id)
    for most, total, listed in ((7, 6, 6), (6, 6, 6), (5, 6, 0), (2, 3, 0)):
        monkeypatch.setattr(tallies, "MOST_COUNTED", most)
        for skills in (False, True):
            found = tallies.tally(Wish(), finding.asking(reader, Wish(), {}), skills=skills)
            assert (found.total, len(found.ids)) == (total, listed)
    assert "More than 2 mentors" in text(ada.get("/mentors"))


def points(level, mine, confirmed, shown, in_role, likes):
    """The published formula, in plain Python."""
    return min(2, max(0, level - mine)) + (confirmed or shown) + in_role + likes


def test_the_order_is_the_published_formula_and_each_reason_is_said(app, cast, ada):
    wanted = skill("Grant writing", (cast.ada, 1))
    db.session.query(PersonSkill).one().interest = "more"
    family = Family(name="Grants")
    role = Role(title="Grants Officer", family=family, level=1)
    db.session.add_all([family, role])
    db.session.flush()
    db.session.add(RoleSkill(role_id=role.id, skill_id=wanted.id, level=2))
    cases = [*product((1, 2, 4), (False, True), (False, True), (False, True))]
    people = crowd(cast.parks, len(cases))
    for who, (level, shown, in_role, likes) in zip(people, cases, strict=True):
        db.session.add(PersonSkill(
            person_id=who.id, skill_id=wanted.id, level=level, can_teach=likes
        ))  # fmt: skip
        if shown:
            db.session.add(
                Evidence(person_id=who.id, skill_id=wanted.id, kind="project", title="x")
            )
        if in_role:
            db.session.get(Person, who.id).role_id = role.id
    db.session.commit()
    for who in people:
        mentor(who, skills=[wanted])
    worth = {
        who.name: points(level, 1, False, shown, in_role, likes)
        for who, (level, shown, in_role, likes) in zip(people, cases, strict=True)
    }
    found = [name for page in (1, 2, 3) for name in names(ada.get(f"/mentors?page={page}"))]
    assert found == sorted(worth, key=lambda name: (-worth[name], name))
    page = text(ada.get("/mentors"))
    for words in (
        "Leading, two or more levels ahead of you",
        "Shows work that proves it",
        "Part of their job today",
        "Wants to teach it",
    ):
        assert words in page


@pytest.mark.parametrize("full_first", [0, 26])
def test_who_teaches_nothing_looked_for_comes_last_by_place_and_name(app, cast, ada, full_first):
    """However many of the first by name have no free place: not all of them are looked at."""
    wanted = [skill(name, (cast.ada, 1)) for name in ("Grant writing", "Budgets")]
    db.session.query(PersonSkill).update({"interest": "more"})
    people = crowd(cast.parks, 34)
    teaches = {30: wanted, 31: wanted[:1], 33: wanted[1:]}
    full = {*range(full_first), 31}
    for n, who in enumerate(people):
        mentor(who, capacity=int(n not in full), skills=teaches.get(n, []))
    expected = sorted(
        range(len(people)), key=lambda n: (-len(teaches.get(n, [])), n in full, people[n].name)
    )
    found = [name for page in (1, 2, 3, 4) for name in names(ada.get(f"/mentors?page={page}"))]
    assert found == [people[n].name for n in expected]
    ada.get("/mentors", htmx=True)
    assert ada.statements <= 6


@drawn(st.lists(st.floats(0, 20), max_size=12))
def test_how_soon_somebody_answers_is_said_kindly_or_not_at_all(days):
    within = answering.usually(days)
    if len(days) < answering.FEWEST:
        assert within is None
    elif within is not None:
        assert sum(one <= within for one in days) * 2 >= len(days)
    assert "0" not in said.load(0, 2, within)


def test_answers_are_counted_from_events_and_few_say_nothing(app, cast, ada):
    mei = mentor(cast.mei, capacity=9)
    now = clock.now()
    for n, who in enumerate(crowd(cast.parks, 6)):
        asked = MentorshipRequest(
            mentor_id=mei.id, mentee_id=who.id, state="declined", message="x" * 20,
            sent_at=now - timedelta(days=20), ended_at=now,
        )  # fmt: skip
        db.session.add(asked)
        db.session.flush()
        for event, before, after, at in (
            ("asked", "draft", "requested", now - timedelta(days=20)),
            ("declined", "requested", "declined", now - timedelta(days=18 if n else 9)),
        ):
            db.session.add(MentorshipEvent(
                thing_kind="mentorship_request", thing_id=asked.id, event=event,
                from_state=before, to_state=after, at=at,
            ))  # fmt: skip
        db.session.commit()
        answering.prepare(now)
        db.session.expire_all()
        assert db.session.get(Mentor, mei.id).answers_within == (3 if n >= 4 else None)
    db.session.rollback()
    assert "Usually answers within 3 days" in text(ada.get("/mentors"))
