"""Ada has skills; Mei has seen her work."""

import pytest

from portal.audience import Audience
from portal.db import db, lock, transaction
from portal.people.models import Person
from portal.skills import own_queries
from portal.validation import rules
from portal.validation.models import Validation
from tests.profile.making import has, skill


@pytest.fixture
def first_aid(cast):
    """Ada says that she works with first aid (level 2), open to everyone."""
    return has(cast.ada, "First aid").skill


def asked(owner, by, *skills, message=""):
    """Committed: the owner asks about these skills. The first of them."""
    with transaction():
        rows = rules.ask(
            db.session.get(Person, owner.id), db.session.get(Person, by.id), skills, message
        )
        return rows[0]


def offered(owner, by, thing, level=3, groups=Audience.NOBODY, word=""):
    """Committed: a colleague says something unasked."""
    with transaction():
        return rules.offer(
            lock(Person, owner.id),
            db.session.get(Person, by.id),
            thing,
            level=level,
            word=word,
            groups=groups,
        )


def do(act, row, *more, **named):
    """Committed: something is done to a validation, under its lock."""
    with transaction():
        act(lock(Validation, row.id), *more, **named)
    return db.session.get(Validation, row.id)


def mine(owner, thing):
    """The owner's row of this skill, as the database has it now."""
    db.session.rollback()
    return own_queries.held(owner.id, thing.id)


def events(owner, thing):
    """What happened to this skill of theirs, oldest first."""
    return [event.event for event in reversed(own_queries.history(owner.id, thing.id))]


__all__ = ["asked", "do", "events", "has", "mine", "offered", "skill"]
