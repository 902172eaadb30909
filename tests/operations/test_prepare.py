"""Before the first page: a demonstration that was cut short is made anew."""

from sqlalchemy import func, select

from portal import prepare, timed
from portal.db import db
from portal.people.models import Person


def test_what_an_interrupted_demonstration_left_is_removed(app, cast):
    timed.failed(prepare.DEMO, "unfinished")
    made = prepare.demonstration(people=8)
    names = set(db.session.scalars(select(Person.name)))
    assert "Ada Okafor" not in names
    assert db.session.scalar(select(func.count()).select_from(Person)) == made
    assert not prepare.unfinished()
