"""The dates of a plan in a calendar: a file that every calendar reads, at an address of secrets."""

import re
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal import clock, ical
from portal.accounts.models import Account
from portal.accounts.rules import SINGLE_LIMIT
from portal.db import db
from portal.plans import feeds, queries
from portal.plans.models import CalendarFeed
from portal.plans.steps import NewStep
from tests.plans.test_rules import begun

pytestmark = pytest.mark.one_database

AT = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200)


def read(text):
    """What a reader of RFC 5545 makes of it: unfolded lines, name and value, unescaped."""
    assert text.endswith(b"\r\n")
    for line in text[:-2].split(b"\r\n"):
        assert len(line) <= 75
        line.decode()  # no character is broken
    whole = text.decode().replace("\r\n ", "").split("\r\n")[:-1]
    return [line.partition(":")[::2] for line in whole]


def plain(value):
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


@given(title=WORDS.filter(str.strip), words=WORDS)
def test_whatever_is_written_is_read_again(title, words):
    event = ical.Event(UUID(int=7), title, date(2026, 12, 30), date(2026, 12, 31), AT, 3, words)
    lines = read(ical.written("My plan", [event], "aspire.example"))
    found = dict(lines)
    assert plain(found["SUMMARY"]) == "\n".join(title.splitlines())
    assert plain(found.get("DESCRIPTION", "")) == "\n".join(words.splitlines())
    assert found["DTSTART;VALUE=DATE"] == "20261230"
    assert found["DTEND;VALUE=DATE"] == "20270101"
    assert found["UID"] == f"{UUID(int=7)}@aspire.example"
    assert found["DTSTAMP"] == "20260501T123000Z"
    names = [value for name, value in lines if name in ("BEGIN", "END")]
    assert names == ["VCALENDAR", "VEVENT", "VEVENT", "VCALENDAR"]


@pytest.fixture
def plan(app, cast):
    due = clock.today() + timedelta(days=10)
    steps = [
        NewStep(title="Speak, at the market", note="With Mei", due_on=due),
        NewStep(kind="mentorship", title="Find a mentor", mentor_id=cast.mei.id,
                starts_on=clock.today(), due_on=due + timedelta(days=60)),
    ]  # fmt: skip
    return begun(cast.ada, "Lead a team", steps)


def address(ada):
    text = ada.post("/plan/calendar", status=200).get_data(as_text=True)
    return re.search(r"/calendar/[\w-]{43}\.ics", text).group()


def test_a_calendar_reads_the_dates_without_a_session(ada, visitor, plan):
    path = address(ada)
    answer = visitor.get(path)
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "no-store"
    text = answer.get_data(as_text=True)
    assert "SUMMARY:Speak\\, at the market" in text
    assert text.count("BEGIN:VEVENT") == 2
    assert "Mei" not in text
    long = queries.outline(plan).steps[1]
    assert f"DTSTART;VALUE=DATE:{long.due_on:%Y%m%d}" in text, "on its last day"
    answer.close()
    assert "a calendar read it last" in ada.get("/plan/calendar").get_data(as_text=True)
    assert path not in ada.get("/plan/calendar").get_data(as_text=True), "shown once"


def test_ids_stay_when_a_step_changes(ada, plan):
    path = f"/plan/{plan}/dates.ics"
    before = ada.get(path)
    assert "attachment" in before.headers["Content-Disposition"]
    step = queries.outline(plan).steps[0]
    due = (step.due_on + timedelta(days=1)).isoformat()
    form = {"title": "Speak twice", "due_on": due, "version": str(step.version)}
    ada.post(f"/plan/steps/{step.id}/edit", form)
    uids = [re.findall("UID:.*", text.get_data(as_text=True)) for text in (before, ada.get(path))]
    assert uids[0] == uids[1]


def test_an_address_ends_with_a_new_one_a_word_or_a_leaver(ada, visitor, plan, cast):
    first = address(ada)
    second = address(ada)
    visitor.get(first, status=404)
    visitor.get(second)
    account = db.session.query(Account).filter_by(person_id=cast.ada.id).one()
    account.disabled_at = clock.now()
    db.session.commit()
    visitor.get(second, status=404)
    account.disabled_at = None
    db.session.merge(cast.ada).left_on = clock.today()
    db.session.commit()
    visitor.get(second, status=404)
    db.session.merge(cast.ada).left_on = None
    db.session.commit()
    ada.post("/plan/calendar/revoke")
    visitor.get(second, status=404)
    assert db.session.query(CalendarFeed).count() == 0


def test_no_token_is_kept_and_guessing_is_braked(app, ada, visitor, plan):
    token = address(ada)[10:-4]
    assert token not in db.session.query(CalendarFeed).one().token_digest
    assert feeds.whose(token) is not None
    assert feeds.whose(token[::-1]) is None
    assert feeds.whose(str(uuid4())) is None
    for n in range(SINGLE_LIMIT):
        visitor._raw("GET", f"/calendar/{n:043}.ics")
    visitor.get(f"/calendar/{token}.ics", status=429)


def test_without_a_plan_the_calendar_is_empty(app, cast, ada, visitor):
    assert "BEGIN:VEVENT" not in visitor.get(address(ada)).get_data(as_text=True)
