"""What happened is written the same way by every state machine (`portal/people/events.py`)."""

import re
from pathlib import Path

from sqlalchemy import Table

from portal import tables
from portal.db import Base
from portal.people.events import Happened

ROOT = Path(__file__).parents[2]
tables.all_known(Base)
EVENTS = [
    mapper
    for mapper in Base.registry.mappers
    if {"from_state", "to_state"} <= set(mapper.columns.keys())
]


def test_every_history_of_states_has_the_one_base():
    assert len(EVENTS) >= 10
    assert [one.class_.__name__ for one in EVENTS if not issubclass(one.class_, Happened)] == []


def test_the_number_of_an_event_is_never_given_twice():
    """People are told of an event by its number; SQLite would give that of the last one anew."""
    for one in EVENTS:
        assert isinstance(one.local_table, Table)
        assert one.local_table.dialect_options["sqlite"]["autoincrement"] is True, one


def test_no_machine_writes_its_events_in_a_way_of_its_own():
    """By `events.record`, but for the demonstration, which tells of what is long past."""
    names = "|".join(one.class_.__name__ for one in EVENTS)
    made = re.compile(rf"(?<!class )\b({names})\(")
    for path in (ROOT / "portal").rglob("*.py"):
        if "demo" not in path.parts:
            assert not made.search(path.read_text()), path
