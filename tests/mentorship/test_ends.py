"""The pages about the course of a mentorship and its end."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.mentorship import apart, rules
from portal.mentorship.models import Mentorship, MentorshipEvent
from portal.mentorship.timed import tick
from portal.mentorship.turns import feedback
from portal.mentorship.turns import rules as turns
from portal.mentorship.turns.models import Feedback, Turn
from portal.notices.models import Notice
from portal.people.models import Person
from portal.skills.models import Evidence, PersonSkill
from tests.checking import Browser
from tests.mentorship.conftest import asked
from tests.mentorship.test_guards import do
from tests.mentorship.test_journey import worker
from tests.mentorship.test_race import click
from tests.racing import at_once


@pytest.fixture
def pair(app, cast, hall):
    clock.fix(clock.now())
    request = asked(hall.mentor, cast.ada, skills=[hall.meetings])
    do(rules.accept, request)
    return db.session.query(Mentorship).one()


def text(answer):
    return answer.get_data(as_text=True)


def page(browser, pair):
    return text(browser.get(f"/mentorship/{pair.id}"))


@pytest.mark.one_database
def test_a_break_a_longer_time_and_the_end_without_a_script(app, cast, pair, ada, mei):
    path = f"/mentorship/{pair.id}/"
    assert "60 days at most" in text(ada.get(path + "pause"))
    ada.post(path + "pause", {"until": "2001-01-01"}, status=422)
    until = clock.today() + timedelta(days=21)
    ada.post(path + "pause", {"until": until.isoformat()})
    assert "You take a break until" in page(mei, pair)
    mei.post(path + "resume")
    ada.get(path + "longer")
    ada.post(path + "longer", {"months": "2"})
    assert "Take it back" in page(ada, pair)
    mei.post(path + "longer", {"months": "2"}, status=422)  # one thing at a time
    assert "Yes, go on" in page(mei, pair)
    mei.post(path + "agree")
    ada.post(path + "finish")
    mei.post(path + "not-now")
    assert "Bring it to an end" in text(mei.get(path + "finish"))
    mei.post(path + "end", {"reason": "Thank you, Ada."})
    assert "Thank you, Ada." in page(ada, pair)
    assert "Go on after all" not in page(ada, pair)
    mei.post(path + "reopen")
    assert db.session.get(Mentorship, pair.id).state == "active"
    worker()
    told = [n.kind for n in db.session.query(Notice).filter_by(person_id=cast.ada.id)]
    wanted = ("pair_resumed", "longer_agreed", "not_now", "ended", "reopened")
    assert {f"mentorship.{what}" for what in wanted} <= set(told)
    Browser(app).sign_in(cast.sam).get(path + "pause", status=404)


def ended(pair, who):
    with transaction():
        rules.end(lock(Mentorship, pair.id), db.session.get(Person, who.id))
    db.session.expire_all()


def test_either_reads_the_other_only_when_both_have_spoken_or_after_14_days(
    app, cast, pair, ada, mei
):
    path = f"/mentorship/{pair.id}/feedback"
    ada.post(path, {"again": "yes"}, status=422)  # before the end
    ended(pair, cast.ada)
    said = {"helped": ["listening", "honesty"], "again": "yes", "word": "You asked so well."}
    ada.post(path, {"again": "", "word": "kept"}, status=422)
    ada.post(path, said)
    ada.post(path, said | {"word": "You asked well."})  # changed while nobody reads it
    assert "You asked" not in page(mei, pair)
    mei.post(path, {"helped": ["openness"], "again": "no", "word": "Good luck."})
    assert "You asked well." in page(mei, pair)
    assert "would gladly do it again" in page(mei, pair)
    shown = page(ada, pair)
    assert "Good luck." in shown
    assert "Rather not" not in shown
    ada.post(path, said, status=422)  # it may have been read
    assert db.session.query(Notice).filter_by(kind="mentorship.feedback").count() == 1


@pytest.mark.one_database
def test_after_14_days_one_word_alone_is_read(app, cast, pair, ada, mei):
    ended(pair, cast.mei)
    ada.post(f"/mentorship/{pair.id}/feedback", {"again": "no", "word": "It was much to do."})
    clock.fix(clock.now() + timedelta(days=13))
    assert "much to do" not in page(mei.sign_in(cast.mei), pair)
    clock.fix(clock.now() + timedelta(days=1))
    assert "much to do" in page(mei.sign_in(cast.mei), pair)


@pytest.mark.one_database
def test_a_word_is_shown_only_while_both_want_it(app, cast, pair, ada, mei):
    ended(pair, cast.ada)
    path = f"/mentorship/{pair.id}/feedback"
    ada.post(path, {"again": "yes", "word": "A great listener."})
    mei.post(path, {"again": "yes"})
    mei.post(path + "/show", {"shown": "y"})
    assert not db.session.query(Feedback).filter_by(shown=True).count()
    ada.post(path + "/allow", {"may": "y"})
    mei.post(path + "/show", {"shown": "y"})
    assert [word.word for word in feedback.shown_of(cast.mei.id)] == ["A great listener."]
    ada.post(path + "/show", {"shown": "y"}, status=404)
    ada.post(path + "/allow", {"may": "n"})
    assert feedback.shown_of(cast.mei.id) == []


@pytest.mark.one_database
def test_nothing_said_after_a_parting_reaches_the_other(app, cast, pair, ada, mei):
    ended(pair, cast.ada)
    with transaction():
        apart.keep(cast.ada.id, cast.mei.id)
    assert "Say what helped" in page(mei, pair)  # as at any other end
    assert "Say what helped" not in page(ada, pair)
    path = f"/mentorship/{pair.id}/feedback"
    mei.post(path, {"again": "yes", "word": "Come back."})
    ada.post(path, {"again": "no", "word": "Never."})
    clock.fix(clock.now() + timedelta(days=20))
    assert "Come back." not in page(ada.sign_in(cast.ada), pair)
    assert "Never." not in page(mei.sign_in(cast.mei), pair)
    assert not db.session.query(Notice).filter_by(kind="mentorship.feedback").count()


@pytest.mark.one_database
def test_it_shows_a_skill_only_with_the_mentees_yes_and_names_nobody(
    app, cast, hall, pair, ada, mei
):
    db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=hall.meetings.id, level=2))
    db.session.commit()
    path = f"/mentorship/{pair.id}/evidence"
    assert "still under way" in text(ada.get(path))
    ended(pair, cast.mei)
    assert db.session.query(Evidence).count() == 0
    assert f"/people/{cast.ada.id}/suggest?skill={hall.meetings.id}" in page(mei, pair)
    mei.get(path, status=404)
    ada.post(path, {}, status=422)
    ada.post(path, {"skills": [str(hall.meetings.id)], "note": "Chaired two meetings."})
    ada.post(path, {"skills": [str(hall.meetings.id)]}, status=422)  # not twice
    row = db.session.query(Evidence).one()
    assert (row.kind, row.note) == ("mentorship", "Chaired two meetings.")
    assert "Mei" not in row.title


def test_whose_mentor_leaves_is_led_to_others_for_the_same(app, cast, hall, pair):
    db.session.get(Person, cast.mei.id).left_on = clock.today()
    db.session.commit()
    tick(clock.now())
    worker()
    told = db.session.query(Notice).filter_by(person_id=cast.ada.id, kind="mentorship.go_on").one()
    assert told.path == f"/mentors?skill={hall.meetings.id}"
    db.session.get(Person, cast.mei.id).left_on = None
    db.session.commit()
    tick(clock.now())
    db.session.expire_all()
    assert db.session.get(Mentorship, pair.id).state == "ended by system"


@pytest.mark.parametrize(("verb", "event"), [("end", "ended"), ("pause", "paused")])
def test_a_yes_and_something_else_at_once_come_one_after_the_other(app, cast, pair, verb, event):
    with transaction():
        row = lock(Mentorship, pair.id)
        turns.ask_longer(row, db.session.get(Person, cast.ada.id), 2)
    before, path = pair.ends_on, f"/mentorship/{pair.id}/"
    until = (clock.today() + timedelta(days=10)).isoformat()
    answers = at_once(
        [
            click(app, cast.mei, path + "agree"),
            click(app, cast.ada, path + verb, until=until),
            click(app, cast.mei, path + "agree"),
        ]
    )
    assert {status for status, _ in answers} == {200}
    db.session.rollback()
    db.session.expire_all()
    events = [e.event for e in db.session.query(MentorshipEvent).filter_by(thing_id=pair.id)]
    assert events.count(event) == 1
    assert events.count("longer_agreed") <= 1
    longer = (pair.ends_on - before).days
    if verb == "pause":
        assert (pair.state, events.count("longer_agreed")) == ("paused", 1)
        assert longer in range(10 + 59, 10 + 63)
    else:
        assert pair.state == "ended"
        assert (longer > 0) == ("longer_agreed" in events)
        assert db.session.get(Turn, pair.id).proposed == ""
