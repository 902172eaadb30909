"""Office hours: dates with places, which anybody takes and gives back."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.mentorship import apart
from portal.mentorship.mentors.hours import inviting, notices, rules
from portal.mentorship.mentors.hours.timed import tick
from portal.mentorship.mentors.models import OfficeHours, OfficeHoursPlace
from portal.mentorship.models import Mentor
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.work import once
from tests.checking import Browser
from tests.mentorship.conftest import crowd, mentor
from tests.mentorship.test_race import click
from tests.mentorship.test_views import text
from tests.racing import at_once


@pytest.fixture
def date(cast):
    """Mei offers two places in three days; committed."""
    mentor(cast.mei)
    return offered(cast.mei)


def offered(who, days=3, places=2, **more):
    with transaction():
        what = rules.Date(
            title="Questions about meetings", starts_at=clock.now() + timedelta(days=days),
            places=places, place="Room 7", **more,
        )  # fmt: skip
        row = rules.offer(lock(Mentor, who.id), what)
    return db.session.get(OfficeHours, row.id)


def told(kind):
    """Who was told so, once the worker has been by."""
    for row in db.session.query(OutboxRow).filter(OutboxRow.kind.in_(notices.HANDLERS)):
        notices.HANDLERS[row.kind](row.ref)
    db.session.commit()
    return [
        n.person_id for n in db.session.query(Notice).filter_by(kind=f"mentorship.hours_{kind}")
    ]


def test_a_place_is_taken_and_given_back_and_only_guests_read_where(cast, ada, mei, date):
    path = f"/mentorship/hours/{date.id}"
    assert "Room 7" not in text(ada.get(path))
    assert "2 places free" in text(ada.get(f"/mentors/{cast.mei.id}"))
    answer = text(ada.post(f"{path}/take", htmx=True, status=200))
    assert "You have a place" in answer
    assert "Room 7" in answer
    ada.post(f"{path}/take")  # twice is once
    assert "Ada" in text(mei.get(path))
    assert told("taken") == [cast.mei.id]
    page = text(ada.get("/mentorship/hours"))
    assert page.count("Questions about meetings") == 1
    assert ada.statements <= 10
    calendar = ada.get(f"{path}/calendar.ics")
    assert b"LOCATION:Room 7" in calendar.data
    ada.post(f"{path}/give-back")
    assert db.session.query(OfficeHoursPlace).count() == 0
    mei.post(f"{path}/take", status=404)
    ada.post(f"{path}/cancel", status=404)


@pytest.mark.one_database
def test_more_dates_than_a_page_shows_have_pages(cast, ada):
    mentor(cast.mei)
    for days in range(1, 23):
        offered(cast.mei, days=days)
    assert 'href="/mentorship/hours?page=2"' in ada.get("/mentorship/hours").text
    assert "Questions about meetings" in ada.get("/mentorship/hours?page=2").text


def test_places_hold_when_all_take_one_at_once(app, cast, date):
    people = crowd(cast.parks, 6)
    path = f"/mentorship/hours/{date.id}/take"
    answers = at_once([click(app, who, path) for who in people])
    assert sorted(status for status, _ in answers) == [200] * 2 + [409] * 4
    db.session.rollback()
    assert rules.taken(date.id) == 2
    page = text(Browser(app).sign_in(people[-1]).get(f"/mentors/{cast.mei.id}"))
    assert "All places taken" in page or "You have a place" in page


def test_a_cancelled_date_is_told_to_all_who_would_have_come(cast, ada, mei, date):
    path = f"/mentorship/hours/{date.id}"
    ada.post(f"{path}/take")
    mei.post(f"{path}/cancel", {"because": "I am ill."})
    assert told("cancelled") == [cast.ada.id]
    assert told("cancelled") == [cast.ada.id]  # done again, told once
    assert "I am ill." in text(ada.get(path))
    ada.post(f"{path}/take", status=303)
    with pytest.raises(Refused, match="had to cancel"), transaction():
        rules.take(lock(OfficeHours, date.id), cast.sam)


def test_the_day_before_all_are_reminded_once(cast, ada, date):
    ada.post(f"/mentorship/hours/{date.id}/take")
    for days in (1, 2.5, 2.6, 9):
        tick(clock.now() + timedelta(days=days))
    assert sorted(told("soon")) == sorted([cast.ada.id, cast.mei.id])


def test_who_stops_leaves_or_is_kept_apart_holds_no_hours(cast, ada, mei, date):
    ada.post(f"/mentorship/hours/{date.id}/take")
    with transaction():
        apart.keep(cast.ada.id, cast.mei.id)
    ada.get(f"/mentorship/hours/{date.id}", status=404)
    second = offered(cast.mei, days=5)
    tick(clock.now())
    assert db.session.query(OfficeHoursPlace).count() == 0
    assert "Questions" not in text(ada.get("/mentorship/hours"))
    mei.post("/mentorship/mentor/state", {"state": "closed"})
    db.session.expire_all()
    assert {row.cancelled_at is None for row in (date, second)} == {False}
    mentor(cast.mei)
    third = offered(cast.mei)
    db.session.get(type(cast.mei), cast.mei.id).left_on = clock.today()
    db.session.commit()
    tick(clock.now())
    db.session.expire_all()
    assert third.cancelled_at is not None


def test_a_date_that_cannot_be_is_told_at_its_field(cast, ada, mei):
    ada.get("/mentorship/hours/offer", status=303)
    mentor(cast.mei)
    form = {"kind": "group", "title": "Speaking", "day": "2020-01-01", "at": "10:00",
            "minutes": "45", "places": "0"}  # fmt: skip
    page = text(mei.post("/mentorship/hours/offer", form, status=422))
    assert "Choose a time that is still to come." in page
    assert "Offer 1 to 100." in page
    day = clock.today() + timedelta(days=20)
    mei.post("/mentorship/hours/offer", form | {"day": f"{day}", "places": "4"})
    row = db.session.query(OfficeHours).one()
    assert (row.kind, row.places, f"{row.starts_at:%H:%M}") == ("group", 4, "10:00")
    assert "Speaking" in text(ada.get("/mentorship/hours"))
    assert "Office hours on" in text(ada.get("/mentors?when=hours"))


def test_a_date_that_is_moved_is_told_to_whoever_has_a_place_and_to_their_calendar(
    cast, ada, mei, date, monkeypatch
):
    path = f"/mentorship/hours/{date.id}"
    letters = []
    monkeypatch.setattr(
        inviting.posting, "deliver", lambda letter, name: letters.append((name, letter))
    )
    ada.post(f"{path}/take")
    tick(clock.now() + timedelta(days=2.5))
    ada.get(f"{path}/move", status=404)
    day = clock.today() + timedelta(days=9)
    new = {"day": f"{day}", "at": "16:30", "minutes": "60", "place": "Room 9", "version": "0"}
    mei.post(f"{path}/move", new | {"day": "2020-01-01"}, status=422)
    assert "Whoever has a place is told" in mei.follow(mei.post(f"{path}/move", new)).text
    other_tab = mei.post(f"{path}/move", new | {"at": "17:00"}, status=409).text
    assert "It was moved meanwhile" in other_tab
    assert "stays as it was" in mei.follow(mei.post(f"{path}/move", new | {"version": "1"})).text
    assert told("moved") == [cast.ada.id]
    once()
    once()
    to_calendars = f"{date.id}.{cast.ada.id}."
    [letter] = [letter for name, letter in letters if name == to_calendars + "1"]
    calendar = letter.get_payload()[-1]
    assert calendar.get_param("method") == "REQUEST"
    text_of = calendar.get_payload(decode=True).decode()
    for line in ("SEQUENCE:1", f"UID:{date.id}@", f"DTSTART:{day:%Y%m%d}T", "LOCATION:Room 9"):
        assert line in text_of
    assert "Room 9" in text(ada.get(path))
    assert b"SEQUENCE:1" in ada.get(f"{path}/calendar.ics").data
    for _ in range(2):  # the reminder is of the new date
        tick(db.session.get(OfficeHours, date.id).starts_at - timedelta(hours=2))
    assert sorted(told("soon")) == sorted([cast.ada.id, cast.mei.id] * 2)
    mei.post(f"{path}/cancel")
    once()
    once()
    [letter] = [letter for name, letter in letters if name == to_calendars + "2"]
    assert letter.get_payload()[-1].get_param("method") == "CANCEL"
    assert len([name for name, _ in letters if name.startswith(f"{date.id}")]) == 2
    mei.get(f"{path}/move", status=303)
