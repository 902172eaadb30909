"""Ada and Manu, who leads her, talk about her career."""

from datetime import timedelta

import pytest

from portal import clock
from portal.conversations import rules
from portal.conversations.models import Conversation
from portal.db import db, lock, transaction
from portal.mentorship.together.sessions import When
from portal.people.models import Person


def when(**later):
    return When(clock.now() + timedelta(**(later or {"days": 3})), 45, "Room 2")


def propose(person, by=None, at=None):
    """A conversation is proposed; its id."""
    with transaction():
        one = rules.propose(lock(Person, person.id), by or person, at or when())
        return one.id


def get(key):
    db.session.rollback()
    return db.session.get(Conversation, key)


def do(key, act, *given, **named):
    """One change by the rules, committed."""
    with transaction():
        act(lock(Conversation, key), *given, **named)


def talked(person, manager, *, days_ago=10, **more):
    """One that was closed so many days ago, as the tables have it."""
    at = clock.now() - timedelta(days=days_ago)
    row = Conversation(
        person_id=person.id, manager_id=manager.id, asked_by_id=person.id, starts_at=at,
        **({"state": "closed", "opened_at": at, "closed_at": at} | more),
    )  # fmt: skip
    db.session.add(row)
    db.session.commit()
    return row.id


@pytest.fixture
def planned(cast):
    """Ada proposed, Manu said yes; the id."""
    key = propose(cast.ada)
    do(key, rules.accept, cast.manu)
    return key
