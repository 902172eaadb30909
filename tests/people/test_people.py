"""People, the reporting line, and what they say of themselves."""

from datetime import date

import pytest

from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.outbox import OutboxRow
from portal.people import queries, rules
from portal.people.models import Experience, Person
from portal.people.rules import Deed


def deed(title="Festival marshal", **more):
    return Deed(
        **(
            {
                "title": title,
                "organisation": "Parks",
                "started_on": date(2022, 5, 1),
                "ended_on": None,
                "description": "",
            }
            | more
        )
    )


def test_a_manager_leads_those_who_are_still_here(cast):
    with transaction():
        db.session.get_one(Person, cast.lee.id).manager_id = cast.manu.id
    assert [person.name for person in queries.reports_of(cast.manu.id)] == ["Ada Okafor"]
    assert queries.reports_of(cast.ada.id) == []


def test_describing_oneself_counts_the_version_and_the_same_does_not(cast):
    with transaction():
        person = lock(Person, cast.ada.id)
        assert rules.describe(person, headline="Permits, kindly", about="x")
        assert not rules.describe(person, headline="Permits, kindly", about="x")
    assert queries.whole(cast.ada.id).version == 2


def test_what_goes_on_stands_first(cast):
    with transaction():
        rules.add_experience(cast.ada.id, deed("Old", ended_on=date(2023, 1, 1)))
        rules.add_experience(cast.ada.id, deed("Going on", started_on=date(2020, 1, 1)))
        rules.add_experience(cast.ada.id, deed("Older", ended_on=date(2022, 6, 1),
                                               started_on=date(2021, 1, 1)))  # fmt: skip
    assert [row.title for row in queries.experience_of(cast.ada.id)] == ["Going on", "Old", "Older"]
    refs = {row.ref for row in db.session.query(OutboxRow)}
    assert f"person:{cast.ada.id}" in refs


def test_the_same_deed_again_is_no_change(cast):
    with transaction():
        row = rules.add_experience(cast.ada.id, deed())
        assert not rules.change_experience(row, deed())
        assert rules.change_experience(row, deed("Marshal"))
        assert row.version == 2


def test_there_is_an_end_to_the_number_of_deeds(cast, monkeypatch):
    monkeypatch.setattr(rules, "MOST_EXPERIENCE", 1)
    with transaction():
        rules.add_experience(cast.ada.id, deed())
    with pytest.raises(Refused, match="Remove one"), transaction():
        rules.add_experience(cast.ada.id, deed())
    assert db.session.query(Experience).count() == 1
