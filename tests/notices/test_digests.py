"""Digests and quiet hours: by the clocks of the reader, once, and never of what was read."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from uuid import UUID, uuid5

import pytest

from portal import clock, outbox, work
from portal.db import db, transaction
from portal.notices import choices, digests, rhythm
from portal.notices.models import DIGEST, MAIL, Notice, Rhythm
from portal.notices.rhythm import AT_ONCE, DAILY, WEEKLY, Chosen, next_due, quiet_end
from portal.notices.rules import read, tell
from portal.outbox import OutboxRow
from tests.notices.test_mail import files, server  # noqa: F401 - a fixture
from tests.racing import at_once

pytestmark = pytest.mark.one_database

BERLIN = "Europe/Berlin"
TUESDAY = datetime(2026, 7, 7, 9, tzinfo=UTC)  # eleven o'clock in Berlin


def chosen(how=DAILY, hour=8, weekday=0, quiet=(None, None), zone=BERLIN):
    return Chosen(how, hour, weekday, *quiet, zone)


@pytest.mark.parametrize(
    ("how", "after", "due"),
    [
        (chosen(), TUESDAY, datetime(2026, 7, 8, 6, tzinfo=UTC)),
        (chosen(hour=12), TUESDAY, datetime(2026, 7, 7, 10, tzinfo=UTC)),
        (chosen(hour=11), TUESDAY, datetime(2026, 7, 8, 9, tzinfo=UTC)),  # later, not now
        (chosen(WEEKLY, weekday=1), TUESDAY, datetime(2026, 7, 14, 6, tzinfo=UTC)),
        (chosen(WEEKLY, weekday=4), TUESDAY, datetime(2026, 7, 10, 6, tzinfo=UTC)),
        (chosen(AT_ONCE), TUESDAY, None),
        # The clocks go forward on 29 March 2026 at two, and back on 25 October at three.
        (chosen(), datetime(2026, 3, 28, 8, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),
        (chosen(), datetime(2026, 10, 24, 8, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC)),
        (chosen(hour=2), TUESDAY - timedelta(days=101), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (chosen(zone="Pacific/Auckland"), TUESDAY, datetime(2026, 7, 7, 20, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_digest_is_due_by_the_clocks_of_its_reader(how, after, due):
    assert next_due(how, after) == due


@pytest.mark.parametrize(
    ("quiet", "hours", "over"),
    [
        ((20, 7), 0, None),
        ((10, 12), 0, datetime(2026, 7, 7, 10, tzinfo=UTC)),
        ((20, 7), 10, datetime(2026, 7, 8, 5, tzinfo=UTC)),
        ((20, 7), 17, datetime(2026, 7, 8, 5, tzinfo=UTC)),
        ((20, 7), 20, None),
        ((None, None), 12, None),
    ],
)
def test_quiet_goes_over_midnight_and_ends(quiet, hours, over):
    assert quiet_end(chosen(quiet=quiet), TUESDAY + timedelta(hours=hours)) == over


@pytest.fixture
def at(app):
    """Hold the clock at so many hours after Tuesday, eleven in Berlin, and let the worker work."""

    def hold(hours, work_too=True):
        clock.fix(TUESDAY + timedelta(hours=hours))
        if work_too:
            digests.tick(clock.now())
            for key, kind, ref in outbox.due(OutboxRow.kind.in_([MAIL, DIGEST])):
                work._do(key, kind, ref)
        return files(app)

    clock.fix(TUESDAY)
    yield hold
    clock.fix(None)


def likes(who, how):
    with transaction():
        rhythm.move(who.id, how.time_zone)
        rhythm.choose(who.id, how)


def told(to, key, kind="mentorship.accepted", **names):
    with transaction():
        tell(to.id, key=key, kind=kind, path=f"/mentorship#{key}", mentor=key, **names)


def test_a_digest_has_what_is_unread_once(app, cast, at):
    likes(cast.ada, chosen())
    for key in ("Mei", "Tomas", "Ben"):
        told(cast.ada, key)
    told(cast.ada, "gone", "learning.waived", who="HR", title="Diving")
    told(cast.ada, "off", "taxonomy.active", skill="Diving")
    with transaction():
        read(db.session.query(Notice).filter_by(key="Ben").one())
    assert at(20) == []  # seven o'clock
    [letter] = at(21.1)
    assert letter["Subject"] == "3 things wait for you in Aspire"
    plain, rich = (part.get_content() for part in letter.iter_parts())
    for said in (plain, rich):
        assert said.index("Mentoring") < said.index("Tomas said yes") < said.index("Learning")
        assert "http://localhost/mentorship#Mei" in said
        assert "Ben" not in said
        assert "which you proposed" not in said
    assert "one-click" in letter["List-Unsubscribe-Post"].casefold()
    assert len(at(21.2)) == 1
    assert len(at(46)) == 1  # nothing new, no letter
    assert digests.tick in [timed.run for timed in work.TIMED]
    assert db.session.query(OutboxRow).filter_by(kind=DIGEST).count() == 0


@pytest.mark.one_database
def test_much_at_the_same_moment_is_one_letter_also_for_who_is_told_at_once(app, cast, at):
    for number in range(5):
        told(cast.ada, f"M{number}")
    for number in range(3):
        told(cast.mei, f"A{number}")
    at(0)
    letters = at(0.1)  # and nothing twice
    of_ada = [letter["Subject"] for letter in letters if letter["To"].startswith("ada")]
    assert of_ada == ["5 things wait for you in Aspire"]
    assert len(letters) == 4


def test_after_days_of_being_off_there_is_one_digest_and_alone_it_is_a_letter(app, cast, at):
    likes(cast.ada, chosen())
    likes(cast.mei, chosen(WEEKLY, weekday=1))
    told(cast.mei, "Ada")
    for day in range(4):
        at(24 * day, work_too=False)
        told(cast.ada, f"M{day}")
    at(24 * 9 + 1)
    letters = at(24 * 9 + 1.01)  # one comes a moment after the other
    assert sorted(letter["Subject"] for letter in letters) == [
        "4 things wait for you in Aspire",
        "Ada said yes: you have a mentor",
    ]
    due = db.session.get(Rhythm, cast.ada.id).due_at
    assert due == next_due(chosen(), clock.now())
    db.session.rollback()
    digests.tick(clock.now())
    assert db.session.query(OutboxRow).filter_by(kind=DIGEST).count() == 0


def test_quiet_hours_hold_and_then_send_one_letter(app, cast, at):
    likes(cast.ada, chosen(AT_ONCE, quiet=(20, 7)))
    at(10, work_too=False)  # nine in the evening
    for key in ("Mei", "Tomas"):
        told(cast.ada, key)
    told(cast.ada, "now", "learning.date_cancelled", title="Diving")  # urgent, but not at night
    assert at(10.1) == []
    assert at(19.9) == []
    [letter] = at(20.1)
    assert letter["Subject"] == "3 things wait for you in Aspire"
    told(cast.ada, "Ben")
    assert len(at(20.2)) == 2


def test_what_is_urgent_does_not_wait_for_the_digest(app, cast, at):
    likes(cast.ada, chosen(WEEKLY, quiet=(20, 7)))
    told(cast.ada, "later")
    told(cast.ada, "now", "learning.date_cancelled", title="Diving")
    [letter] = at(0.1)
    assert "Diving" in letter["Subject"]
    at(10, work_too=False)
    told(cast.ada, "night", "learning.date_cancelled", title="Sailing")
    assert len(at(10.1)) == 1
    assert db.session.query(OutboxRow).filter_by(kind=MAIL).count() == 1
    db.session.rollback()
    assert len(at(20.1)) == 2


def test_who_wants_it_at_once_again_gets_what_waited(app, cast, at):
    likes(cast.ada, chosen(WEEKLY))
    for key in ("Mei", "Tomas"):
        told(cast.ada, key)
    assert at(1) == []
    likes(cast.ada, chosen(AT_ONCE))
    assert len(at(1.1)) == 1
    with transaction():
        choices.switch_off(cast.ada.id, "")
    told(cast.ada, "Ben")
    assert len(at(1.2)) == 1


def test_the_settings_say_how_and_take_only_what_can_be(ada, cast):
    form = {"rhythm": DAILY, "hour": 6, "weekday": 2, "quiet_from": 22, "quiet_until": 22}
    page = ada.post("/me/settings/told", form | {"mail": ["plan"]}, status=422).text
    assert "Choose another hour" in page
    assert 'name="mail" value="plan" checked' in page
    ada.post("/me/settings/told", form | {"quiet_until": 6})
    assert "Once a day at 06:00; quiet from 22:00 to 06:00" in ada.get("/me/settings").text
    first = db.session.get(Rhythm, cast.ada.id).due_at
    db.session.rollback()
    assert "Auckland" in ada.get("/me/settings/time-zone").text
    ada.post("/me/settings/time-zone", {"time_zone": "Nowhere/At all"}, status=422)
    ada.post("/me/settings/time-zone", {"time_zone": "Pacific/Auckland"})
    assert "Pacific/Auckland" in ada.get("/me/settings").text
    assert db.session.get(Rhythm, cast.ada.id).due_at != first
    db.session.rollback()
    ada.post("/me/settings/told", form | {"rhythm": "hourly"}, status=422)


def test_two_who_look_for_digests_at_once_ask_for_one(app, cast, at):
    likes(cast.ada, chosen())
    told(cast.ada, "Mei")
    at(22, work_too=False)

    def look():
        with app.app_context():
            digests.tick(clock.now())

    assert at_once([look] * 3) == [None] * 3
    assert db.session.query(OutboxRow).filter_by(kind=DIGEST).count() == 1


def test_a_server_that_is_busy_gets_the_same_digest_again(app, cast, at, server):  # noqa: F811
    likes(cast.ada, chosen())
    for key in ("Mei", "Tomas"):
        told(cast.ada, key)
    server.answer = "451 not now"
    at(22)
    [row] = db.session.query(OutboxRow).filter_by(kind=DIGEST)
    assert (row.tries, row.error) == (1, "SMTP 451")
    first = row.ref
    db.session.rollback()
    server.answer = "250 yes"
    at(22.05, work_too=False)
    told(cast.ada, "Ben")  # comes later, so it is for the next
    at(22.1)
    [raw] = server.taken
    letter = message_from_bytes(raw, policy=default)
    assert letter["Subject"] == "2 things wait for you in Aspire"
    whose, until = first.split()
    assert letter["Message-ID"] == f"<digest.{uuid5(UUID(whose), until)}@localhost>"
