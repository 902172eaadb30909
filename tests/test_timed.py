"""Timed work, one row after another."""

import pytest
from sqlalchemy import select

from portal import clock
from portal.db import db
from portal.people.models import Person
from portal.timed import one_by_one


def test_one_that_fails_stops_nobody_else(app, cast):
    everybody = select(Person.id).order_by(Person.id)
    first = db.session.scalars(everybody).first()
    db.session.rollback()

    def headline(person, now):
        person.headline = f"Seen in {now.year}"
        if person.id == first:
            raise ValueError("this one cannot be done")

    with pytest.raises(ValueError, match="this one cannot be done"):
        one_by_one(Person, [(lambda _now: everybody, headline)], clock.now())
    said = {person.id: person.headline for person in db.session.scalars(select(Person))}
    assert not said.pop(first).startswith("Seen"), "nothing stays of one that failed"
    assert said
    assert all(words.startswith("Seen") for words in said.values())
