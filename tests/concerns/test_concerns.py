"""What is reported is read by those named for it alone, on no surface by anybody else."""

import json
from datetime import timedelta

import pytest

from portal import clock
from portal.audit import AuditEvent
from portal.concerns import queries
from portal.concerns.models import Concern, ConcernEvent, Safeguarding
from portal.concerns.timed import tick
from portal.db import db, transaction
from portal.mentorship import apart, rules
from portal.mentorship.models import Mentorship, MentorshipEvent, MentorshipRequest
from portal.mentorship.timed import tick as mentorship_tick
from portal.notices.models import Notice
from portal.people.models import Person
from portal.personal.erasing import erase
from tests.cast import person
from tests.checking import Browser
from tests.mentorship.conftest import asked, hall, mentor
from tests.mentorship.test_guards import do
from tests.mentorship.test_journey import worker
from tests.mentorship.test_race import click
from tests.racing import at_once

pytestmark = pytest.mark.one_database

__all__ = ["hall"]
SECRET = "He shouted at me, zanzibar."


@pytest.fixture
def ruth(cast):
    """Ruth and Omar are named to read concerns."""
    people = [person("Ruth Reads", cast.parks), person("Omar Reads", cast.parks)]
    db.session.add_all([Safeguarding(person_id=p.id, at=clock.now()) for p in people])
    db.session.commit()
    return people[0]


@pytest.fixture
def pair(cast, hall):
    do(rules.accept, asked(hall.mentor, cast.ada))
    return db.session.query(Mentorship).one()


def text(answer):
    return answer.get_data(as_text=True)


def report(browser, pair):
    browser.post(f"/mentorship/{pair.id}/concern", {"words": SECRET})
    return db.session.query(Concern).one()


def test_a_report_ends_it_at_once_and_reads_like_an_end_by_hand(app, cast, pair, ada, mei, ruth):
    shown = text(ada.get(f"/mentorship/{pair.id}/concern"))
    assert "Ruth Reads" in shown
    assert "Omar Reads" in shown
    assert "I would rather only leave" in shown
    concern = report(ada, pair)
    assert (concern.about_id, concern.state) == (cast.mei.id, "open")
    assert db.session.get(Mentorship, pair.id).state == "ended"
    last = db.session.query(MentorshipEvent).order_by(MentorshipEvent.id.desc()).first()
    assert (last.event, last.actor_id, last.reason) == ("ended", cast.ada.id, "")
    assert apart.apart(cast.ada.id, cast.mei.id)
    worker()
    told = {n.person_id: n.words for n in db.session.query(Notice).filter(Notice.read_at.is_(None))
            if n.kind in ("mentorship.ended", "concern.reported")}  # fmt: skip
    omar = db.session.query(Person).filter_by(name="Omar Reads").one()
    assert told == {
        cast.mei.id: "Your mentorship with Ada Okafor has ended",
        ruth.id: "Somebody has reported a concern",
        omar.id: "Somebody has reported a concern",
    }
    again = text(ada.get(f"/mentors/{cast.mei.id}/ask"))
    assert "does not mentor at present" in again


@pytest.mark.one_database
def test_nobody_else_sees_anything_of_it_on_any_surface(app, cast, pair, ada, mei, ruth):
    concern = report(ada, pair)
    worker()
    for who in (cast.mei, cast.manu, cast.hana, cast.alex, cast.sam):
        browser = Browser(app).sign_in(who)
        browser.get(f"/concerns/{concern.id}", status=404)
        browser.get("/concerns", status=403)
        for act in ("take", "close", "reopen", "note", "add"):
            browser.post(f"/concerns/{concern.id}/{act}", {"words": "x"}, status=404)
        assert SECRET not in text(browser.get("/concerns/mine"))
    for path in ("/", "/mentorship", "/notifications", "/me/data/read", f"/people/{cast.ada.id}",
                 "/search?q=zanzibar"):  # fmt: skip
        shown = text(mei.get(path))
        assert "reported" not in shown.replace("What I reported", ""), path
        assert "zanzibar." not in shown, path
    alex = Browser(app).sign_in(cast.alex)
    for path in ("/admin", "/admin/log", "/admin/accounts", "/admin/safeguarding"):
        assert "concern." not in text(alex.get(path))
    exported = text(mei.get(f"/mentorship/{pair.id}"))
    assert "concern" not in exported.replace("/concern", "").replace("Report a concern", "")
    assert db.session.query(ConcernEvent).count() == 0


@pytest.mark.one_database
def test_its_readers_work_on_it_and_every_look_is_written_down(app, cast, pair, ada, ruth):
    concern = report(ada, pair)
    ruths = Browser(app).sign_in(ruth)
    listed = text(ruths.get("/concerns"))
    assert "Ada" not in listed
    assert "Mei" not in listed
    assert SECRET in text(ruths.get(f"/concerns/{concern.id}"))
    ruths.get(f"/concerns/{concern.id}")
    looks = db.session.query(AuditEvent).filter_by(action="concern.see", actor_id=ruth.id)
    assert looks.count() == 2
    path = f"/concerns/{concern.id}/"
    ruths.post(path + "take")
    assert "took it in hand" in text(ruths.follow(ruths.post(path + "take")))  # late, told so
    ruths.post(path + "note", {"words": "Spoke to nobody yet."})
    ruths.post(path + "note", {"words": "Thank you, Ada.", "to": "reporter"})
    ruths.post(path + "note", {"words": ""}, status=422)
    mine = text(ada.get("/concerns/mine"))
    assert "Thank you, Ada." in mine
    assert "Spoke to nobody yet." not in mine
    assert "In hand" in mine
    ada.post(path + "add", {"words": "There was a letter too."})
    assert "There was a letter too." in text(ruths.get(path[:-1]))
    ruths.post(path + "close")
    assert db.session.get(Concern, concern.id).closed_at is not None
    ruths.post(path + "reopen")
    kinds = {n.kind for n in db.session.query(Notice).filter_by(person_id=cast.ada.id)}
    assert "mentorship.news" in kinds


@pytest.mark.one_database
def test_a_session_that_reads_concerns_ends_after_half_an_hour(app, cast, ruth, ada):
    ruths = Browser(app).sign_in(ruth)
    clock.fix(clock.now() + timedelta(minutes=31))
    ruths.get("/concerns", status=303)
    ada.get("/concerns/mine")


@pytest.mark.one_database
def test_who_is_named_never_reads_what_is_about_them_or_from_them(app, cast, pair, ada, mei):
    db.session.add_all(
        [Safeguarding(person_id=p.id, at=clock.now()) for p in (cast.mei, cast.ada, cast.sam)]
    )
    db.session.commit()
    shown = text(ada.get(f"/mentorship/{pair.id}/concern"))
    assert "Sam Stranger" in shown
    assert "<b>Mei" not in shown
    concern = report(ada, pair)
    for browser in (mei, ada):
        assert f"/concerns/{concern.id}" not in text(browser.get("/concerns"))
        browser.get(f"/concerns/{concern.id}", status=404)
        browser.post(f"/concerns/{concern.id}/close", status=404)
    told = {n.person_id for n in db.session.query(Notice).filter_by(kind="concern.reported")}
    assert told == {cast.sam.id}
    assert "Read by Sam Stranger, never by whom it is about" in text(ada.get("/concerns/mine"))
    db.session.query(Safeguarding).filter_by(person_id=cast.sam.id).delete()
    db.session.commit()
    assert "Nobody else is named to read it at present" in text(ada.get("/concerns/mine"))


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["ada", "mei"])
def test_where_nobody_is_named_nothing_is_sent_and_one_can_still_leave(
    app, cast, hall, who, request
):
    asking = asked(hall.mentor, cast.ada)
    browser = request.getfixturevalue(who)
    path = f"/mentorship/requests/{asking.id}/concern"
    assert "would reach nobody" in text(browser.get(path))
    browser.post(path, {"words": SECRET}, status=422)
    assert db.session.get(MentorshipRequest, asking.id).state == "requested"
    browser.post(path, {"leave": "y"})
    assert db.session.query(Concern).count() == 0
    state = {"ada": "withdrawn", "mei": "closed"}[who]
    assert db.session.get(MentorshipRequest, asking.id).state == state
    assert apart.apart(cast.mei.id, cast.ada.id)


def test_administrators_name_others_and_never_leave_nobody(app, cast, ruth):
    alex, hana = (Browser(app).sign_in(one) for one in (cast.alex, cast.hana))
    assert "cannot name yourself" in text(alex.get("/admin/safeguarding"))
    alex.post("/admin/safeguarding", {"email": "alex@example.org"}, status=422)
    alex.post("/admin/safeguarding", {"email": "lee@example.org"}, status=422)
    alex.post("/admin/safeguarding", {"email": "Sam@example.org"})
    assert cast.sam.id in [p.id for p in queries.readers()]
    for row in queries.named()[:2]:
        alex.post(f"/admin/safeguarding/{row.id}/end")
    left = queries.named()
    assert len(left) == 1
    alex.post(f"/admin/safeguarding/{left[0].id}/end")
    assert "Name somebody else first" in text(alex.get("/admin/safeguarding"))
    assert len(queries.named()) == 1
    hana.get("/admin/safeguarding", status=403)


@pytest.mark.one_database
def test_two_kept_apart_suggest_and_ask_nothing_of_each_other(app, cast, hall, ada, mei):
    with transaction():
        apart.keep(cast.ada.id, cast.mei.id)
    path = f"/people/{cast.ada.id}/suggest"
    said = {"skill": "Public meetings", "level": "3", "word": SECRET}
    assert "cannot be asked at present" in text(mei.post(path, said, status=422))
    path = f"/validation/ask/{cast.ada.id}"
    asking = {"skills": [str(hall.meetings.id)], "message": SECRET}
    assert "cannot be asked at present" in text(mei.post(path, asking, status=422))


def test_both_ways_round_ends_and_those_who_wait_to_be_read_are_remembered(
    app, cast, pair, ada, ruth
):
    back = mentor(cast.ada)
    do(rules.accept, asked(back, cast.mei))
    concern = report(ada, pair)
    mentorship_tick(clock.now())
    db.session.expire_all()
    assert {row.live for row in db.session.query(Mentorship)} == {False}
    for _ in range(2):
        tick(concern.at + timedelta(days=7))
    waits = db.session.query(Notice).filter_by(kind="concern.waits", person_id=ruth.id)
    assert waits.count() == 1


def test_it_is_the_reporters_in_their_export_and_outlasts_erasing_either(
    app, cast, pair, ada, mei, ruth
):
    concern = report(ada, pair)
    mine = json.loads(text(ada._raw("GET", "/me/data/export.json")))
    assert SECRET in json.dumps(mine, ensure_ascii=False)
    theirs = text(mei._raw("GET", "/me/data/export.json"))
    assert "zanzibar" not in theirs
    with transaction():
        erase(cast.mei.id, by=None)
        erase(cast.ada.id, by=None)
    kept = db.session.get(Concern, concern.id)
    assert (kept.words, kept.about.name) == (SECRET, "Former colleague")
    assert not apart.apart(cast.ada.id, cast.mei.id)


def test_a_yes_at_the_same_moment_leaves_nobody_together(app, cast, hall, ruth):
    asking = asked(hall.mentor, cast.ada)
    path = f"/mentorship/requests/{asking.id}/"
    answers = at_once(
        [
            click(app, cast.mei, path + "accept"),
            click(app, cast.ada, path + "concern", words=SECRET),
        ]
    )
    assert {status for status, _ in answers} == {200}
    db.session.rollback()
    db.session.expire_all()
    assert db.session.query(Concern).count() == 1
    assert not any(row.live for row in db.session.query(Mentorship))
    assert not db.session.get(MentorshipRequest, asking.id).open
