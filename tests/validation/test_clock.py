"""What the clock does: reminders on days 7 and 21, an end on day 30, what leavers leave open."""

from datetime import timedelta

import pytest

from portal import clock, dates
from portal.db import db, lock, transaction
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.skills import own
from portal.skills.models import PersonSkill
from portal.validation import notices, words
from portal.validation.models import Validation, ValidationEvent
from portal.validation.timed import tick
from tests.validation.conftest import asked, has, mine, offered, skill


@pytest.fixture
def start(cast):
    clock.fix(clock.now())
    return clock.now()


def at(start, days):
    """The clock `days` later, with everything that is due done twice."""
    clock.fix(start + timedelta(days=days))
    tick(clock.now())
    tick(clock.now())
    for row in db.session.query(OutboxRow).filter(OutboxRow.kind.like("notify.validation%")).all():
        notices.HANDLERS[row.kind](row.ref)
        notices.HANDLERS[row.kind](row.ref)
        db.session.delete(row)
    db.session.commit()
    return [
        (n.kind, n.person_id) for n in db.session.query(Notice).order_by(Notice.at, Notice.kind)
    ]


def test_a_question_is_reminded_twice_and_ends_with_whom_else_to_ask(cast, start):
    row = asked(cast.ada, cast.mei, has(cast.ada, "First aid").skill)
    assert at(start, 6) == [("validation.asked", cast.mei.id)]
    assert at(start, 7)[-1] == ("validation.reminded", cast.mei.id)
    assert len(at(start, 20)) == 2
    assert len(at(start, 21)) == 3
    assert len(at(start, 29)) == 3
    assert at(start, 30)[-1] == ("validation.expired", cast.ada.id)
    last = db.session.query(Notice).filter_by(kind="validation.expired").one()
    assert "whom you could ask instead" in last.words
    assert last.path == f"/validation/ask?skill={row.skill_id}"
    assert dates.day(row.expires_on) in " ".join(n.words for n in db.session.query(Notice))
    assert len(at(start, 60)) == 4


def test_a_suggestion_reminds_its_reader_and_ends_without_a_word(cast, start):
    offered(cast.ada, cast.mei, skill("Diving"))
    told = at(start, 22)
    assert told == [("validation.offered", cast.ada.id), ("validation.waits", cast.ada.id)]
    assert at(start, 31) == told
    assert db.session.query(Validation).one().state == "expired"


def test_after_days_of_being_off_it_catches_up_and_sends_one_reminder(cast, start):
    asked(cast.ada, cast.mei, has(cast.ada, "First aid").skill)
    at(start, 25)
    kinds = [event.event for event in db.session.query(ValidationEvent)]
    assert kinds == ["asked", "reminded"]


def test_several_questions_of_one_moment_are_reminded_of_once(cast, start):
    skills = [has(cast.ada, f"Skill {n}").skill for n in range(3)]
    asked(cast.ada, cast.mei, *skills)
    assert [kind for kind, _ in at(start, 8)] == ["validation.asked", "validation.reminded"]


@pytest.mark.parametrize("who", ["ada", "mei"])
def test_what_a_leaver_leaves_open_is_closed_in_neutral_words(cast, start, who):
    row = asked(cast.ada, cast.mei, has(cast.ada, "First aid").skill)
    at(start, 0)
    db.session.get_one(Person, getattr(cast, who).id).left_on = clock.today()
    db.session.commit()
    told = at(start, 1)
    row = db.session.get(Validation, row.id)
    assert (row.state, row.reason) == ("withdrawn", "left")
    assert words.state_line(row, True) == "It is closed."
    assert ("validation.closed", cast.ada.id) in told or who == "ada"
    assert len(told) == (2 if who == "mei" else 1)


def test_a_question_about_a_removed_skill_is_closed_and_nobody_is_told(cast, start):
    known = has(cast.ada, "First aid").skill
    row = asked(cast.ada, cast.mei, known)
    told = at(start, 0)
    with transaction():
        own.remove(lock(PersonSkill, mine(cast.ada, known).id))
    assert at(start, 1) == told
    assert db.session.get(Validation, row.id).state == "withdrawn"


def test_a_confirmation_outlives_its_author(cast, start):
    known = has(cast.ada, "First aid").skill
    row = asked(cast.ada, cast.mei, known)
    with transaction():
        stays = lock(Validation, row.id)
        stays.state, stays.level, stays.answered_at = "confirmed", 2, clock.now()
    db.session.get_one(Person, cast.mei.id).left_on = clock.today()
    db.session.commit()
    at(start, 40)
    assert db.session.get(Validation, row.id).state == "confirmed"
