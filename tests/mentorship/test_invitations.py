"""Sessions in calendars: what a letter carries, once for each change, to whoever wants letters."""

import re
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock, ical, work
from portal.db import db, lock, transaction
from portal.mentorship import rules
from portal.mentorship.models import Mentorship, MentorshipEvent
from portal.mentorship.together import inviting, sessions
from portal.mentorship.together.models import MentorshipInvitation, MentorshipSession
from portal.notices import choices, posting
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.people.models import Person
from tests.mentorship.test_race import click
from tests.mentorship.test_together import (
    a_time,
    at,
    planned,
    row,
    together,  # noqa: F401 - a fixture
)
from tests.notices.test_mail import Server
from tests.plans.test_calendar import plain, read
from tests.racing import at_once

pytestmark = pytest.mark.one_database

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120)
AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


@given(
    place=WORDS,
    name=WORDS,
    begins=st.integers(600_000_000, 7_000_000_000),
    minutes=st.integers(5, 480),
    sequence=st.integers(0, 2**31),
    cancelled=st.booleans(),
)
def test_whatever_is_invited_to_is_read_again(place, name, begins, minutes, sequence, cancelled):
    starts = datetime.fromtimestamp(begins, UTC)
    meeting = ical.Meeting(
        key=UUID(int=9), title="Mentoring session", begins=starts,
        ends=starts + timedelta(minutes=minutes), changed_at=AT, version=sequence,
        by=ical.Party("City; of, Port", "aspire@example.org"),
        guest=ical.Party(name, "ada+one@example.org"), place=place, cancelled=cancelled,
    )  # fmt: skip
    lines = read(ical.invitation(meeting, "aspire.example"))
    found = {name.partition(";")[0]: value for name, value in lines}
    assert plain(found.get("LOCATION", "")) == place
    assert found["UID"] == f"{UUID(int=9)}@aspire.example"
    assert found["SEQUENCE"] == str(sequence)
    assert found["METHOD"] == ("CANCEL" if cancelled else "REQUEST")
    assert found["STATUS"] == ("CANCELLED" if cancelled else "CONFIRMED")
    for end, moment in (("DTSTART", meeting.begins), ("DTEND", meeting.ends)):
        assert datetime.strptime(f"{found[end]}+0000", "%Y%m%dT%H%M%SZ%z") == moment
    whole = [line for line in _unfolded(ical.invitation(meeting, "x")) if "ATTENDEE" in line]
    [attendee] = whole
    said = re.fullmatch(r'ATTENDEE;CN="([^"]*)";(.*):mailto:ada\+one@example\.org', attendee)
    assert said[1] == " ".join(name.replace('"', "'").split())
    assert said[2] == "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"


def _unfolded(text):
    return text.decode().replace("\r\n ", "").split("\r\n")


@pytest.fixture
def server(app, monkeypatch):
    """A mail server on this machine."""
    monkeypatch.setitem(posting._resting, "until", 0.0)
    with Server() as one:
        threading.Thread(target=one.serve_forever, daemon=True).start()
        settings = replace(app.config["SETTINGS"], smtp_url=one.url)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield one
        one.shutdown()


def letters(server):
    """What the server took since it was asked last: (to, method, sequence, uid, whole)."""
    found = []
    for raw in server.taken:
        message = message_from_bytes(raw, policy=default)
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                text = "\r\n".join(part.get_content().splitlines()).replace("\r\n ", "")
                said = dict(line.partition(":")[::2] for line in text.split("\r\n"))
                assert part.get_param("method") == said["METHOD"]
                found.append(
                    (message["To"], said["METHOD"], said["SEQUENCE"], said["UID"], message)
                )
    server.taken.clear()
    return sorted(found, key=lambda one: one[0])


def kinds(found):
    return [(to, method, sequence) for to, method, sequence, _, _ in found]


ADA, MEI = "ada@example.org", "mei@example.org"


def test_both_calendars_hear_of_each_change_once(app, ada, mei, cast, together, server):  # noqa: F811
    session = planned(ada, together, topic="About my boss", agenda="Secret agenda")
    work.once()
    sent = letters(server)
    assert kinds(sent) == [(ADA, "REQUEST", "0"), (MEI, "REQUEST", "0")]
    for to, _, _, uid, message in sent:
        assert uid == f"{session.id}@localhost"
        whole = message.as_string() + "".join(
            part.get_content() for part in message.walk() if not part.is_multipart()
        )
        assert "About my boss" not in whole
        assert "Secret agenda" not in whole
        assert (MEI if to == ADA else ADA) not in whole, "nobody's address is handed on"
        assert "Room 2" in whole
        assert message["List-Unsubscribe"]
    for ref in (f"{session.id}:{cast.ada.id}:0", f"{session.id}:{cast.mei.id}:0"):
        inviting.send(ref)
    assert letters(server) == [], "never twice"
    where = f"/mentorship/sessions/{session.id}"
    mei.post(f"{where}/move", {"day": (clock.today() + timedelta(days=9)).isoformat(),
             "time": "10:00", "minutes": "60", "place": "", "version": "0"})  # fmt: skip
    mei.post(f"{where}/cancel")
    work.once()
    assert kinds(letters(server)) == [(ADA, "CANCEL", "2"), (MEI, "CANCEL", "2")], (
        "the newest alone"
    )
    ada.post(f"{where}/put-on")
    work.once()
    assert kinds(letters(server)) == [(ADA, "REQUEST", "3"), (MEI, "REQUEST", "3")]
    with transaction():
        rules.end(lock(Mentorship, together.id), db.session.get(Person, cast.mei.id))
    work.once()
    assert kinds(letters(server)) == [(ADA, "CANCEL", "4"), (MEI, "CANCEL", "4")]
    assert db.session.query(OutboxRow).filter_by(kind=sessions.INVITE).count() == 0


def test_who_wants_no_letters_gets_the_file(app, ada, mei, cast, together, server):  # noqa: F811
    with transaction():
        choices.switch_off(cast.ada.id, "mentorship")
    session = planned(mei, together)
    mei.post(f"/mentorship/sessions/{session.id}/cancel")
    work.once()
    assert letters(server) == [], "nobody was told of it before"
    mei.post(f"/mentorship/sessions/{session.id}/put-on")
    work.once()
    assert kinds(letters(server)) == [(MEI, "REQUEST", "2")]
    told = db.session.query(Notice).filter(Notice.kind.like("mentorship.session%")).all()
    assert {(one.person_id, one.kind) for one in told} == {
        (cast.ada.id, "mentorship.session_planned"), (cast.ada.id, "mentorship.session_cancelled"),
    }  # fmt: skip
    assert all(one.mailed_at for one in told), "not mailed as well"
    answer = ada.get(f"/mentorship/sessions/{session.id}/session.ics")
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/calendar"
    assert "METHOD:PUBLISH" in text
    assert "ATTENDEE" not in text
    assert f"UID:{session.id}@localhost" in text


def test_what_the_server_cannot_take_now_is_sent_later(app, ada, cast, together, server):  # noqa: F811
    server.answer = "451 later"
    planned(ada, together)
    work.once()
    assert letters(server) == []
    assert db.session.query(OutboxRow).filter_by(kind=sessions.INVITE).count() == 2
    assert db.session.query(MentorshipInvitation).count() == 0
    server.answer = "250 yes"
    db.session.rollback()
    clock.fix(clock.now() + timedelta(minutes=5))
    work.once()
    assert len(letters(server)) == 2
    assert db.session.query(MentorshipInvitation).count() == 2
    assert row(MentorshipSession).sequence == 0
    assert at(together)


def test_what_both_do_at_once_is_done_once(app, ada, cast, together):  # noqa: F811
    session = planned(ada, together)
    where = f"/mentorship/sessions/{session.id}"
    typed = a_time(9) | {"version": "0"}
    answers = at_once(
        [click(app, who, f"{where}/cancel") for who in (cast.ada, cast.mei)]
        + [click(app, cast.mei, f"{where}/move", **typed)]
    )
    assert all(status in (200, 409) for status, _ in answers), answers
    now = row(MentorshipSession)
    happened = db.session.query(MentorshipEvent.event).filter_by(thing_id=session.id)
    events = [event for (event,) in happened.order_by(MentorshipEvent.id)]
    assert now.state == "cancelled"
    assert events.count("session_cancelled") == 1
    assert now.sequence == len(events) - 1
    refs = [ref for (ref,) in db.session.query(OutboxRow.ref).filter_by(kind=sessions.INVITE)]
    assert len(refs) == len(set(refs)) == 2 * len(events)
