"""Courses that open day by day: from the day one began, told once, written by HR."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db
from portal.learning.drip import timed
from portal.learning.drip.models import DripRead, DripUnit
from portal.learning.models import Enrolment, EnrolmentEvent
from portal.notices.models import Notice
from tests.learning import catalogue


@pytest.fixture
def course(cast):
    item = catalogue.item("Five short days", catalogue.provider(), format="drip")
    for day in (1, 2, 3):
        db.session.add(DripUnit(item_id=item.id, day=day, title=f"Part {day}", body=f"Say {day}"))
    db.session.commit()
    return item


def began(person, item, days_ago):
    row = Enrolment(person_id=person.id, item_id=item.id, state="enrolled")
    db.session.add(row)
    db.session.flush()
    at = clock.now() - timedelta(days=days_ago)
    event = {"event": "enrolled", "from_state": "planned", "to_state": "enrolled", "at": at}
    db.session.add(EnrolmentEvent(enrolment_id=row.id, actor_id=person.id, **event))
    db.session.commit()
    return row


def unit(course, day):
    return db.session.query(DripUnit).filter_by(item_id=course.id, day=day).one()


def test_days_open_one_after_the_other_from_when_i_began(ada, mei, cast, course):
    assert "Not begun" in ada.get(f"/learning/{course.id}/days").text
    ada.get(f"/learning/days/{unit(course, 1).id}", status=404)
    began(cast.ada, course, 1)
    page = ada.get(f"/learning/{course.id}/days").text
    assert page.count("Opens on") == 1
    assert "Say 2" in ada.get(f"/learning/days/{unit(course, 2).id}").text
    ada.get(f"/learning/days/{unit(course, 3).id}", status=404)
    mei.get(f"/learning/days/{unit(course, 1).id}", status=404)
    for _ in range(2):
        ada.post(f"/learning/days/{unit(course, 1).id}/read")
    ada.post(f"/learning/days/{unit(course, 3).id}/read")  # refused: not open yet
    assert db.session.query(DripRead).count() == 1
    assert "have read 1 of 3" in ada.get(f"/learning/{course.id}/days").text
    ada.post(f"/learning/days/{unit(course, 1).id}/unread")
    assert db.session.query(DripRead).count() == 0


def test_each_day_is_told_once_also_after_days_of_being_off(app, cast, course):
    began(cast.ada, course, 2)
    began(cast.sam, course, 0)
    began(cast.lee, course, 1)
    began(cast.mei, course, 30)
    for _ in range(2):
        timed.tick(clock.now())
    told = [(n.person_id, n.words) for n in db.session.query(Notice).order_by(Notice.words)]
    assert told == [
        (cast.ada.id, "Day 2 of “Five short days” is open: Part 2"),
        (cast.ada.id, "Day 3 of “Five short days” is open: Part 3"),
    ]


def test_hr_writes_the_days(hana, ada, course):
    page = f"/curate/learning/{course.id}/days"
    said = {"day": "4", "title": "Part 4", "body": "Say 4"}
    assert "there already" in hana.post(page, said | {"day": "3"}, status=422).text
    for day in ("0", "9" * 400):
        assert "from 1 to 365" in hana.post(page, said | {"day": day}, status=422).text
    assert "https://" in hana.post(page, said | {"url": "javascript:x"}, status=422).text
    hana.post(page, said)
    row = unit(course, 4)
    path = f"/curate/learning/days/{row.id}"
    hana.post(path, said | {"body": "Say more", "version": "1"})
    both = hana.post(path, said | {"body": "Say less", "version": "1"}, status=409).text
    assert "Say more" in both
    assert "Say less" in both
    hana.post(f"{path}/remove")
    assert db.session.query(DripUnit).count() == 3
    ada.post(f"/curate/learning/days/{unit(course, 1).id}/remove", status=404)
