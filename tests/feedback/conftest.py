"""Ada asks, Mei answers; Sam is a stranger and Manu leads Ada."""

from datetime import timedelta

import pytest

from portal import clock
from portal.db import db, lock, transaction
from portal.feedback import rules
from portal.feedback.models import Feedback
from portal.feedback.topics import Topic
from portal.people.models import Person
from tests.profile.making import has

WELL = "You calmed the queue down in five minutes, and everybody left in good spirits."
NEXT = "Tell the crew a little earlier what you are about to do."
QUESTION = "What went well, and what should I do differently next time?"


@pytest.fixture
def first_aid(cast):
    """Ada says that she works with first aid, open to everyone."""
    return has(cast.ada, "First aid").skill


def person(who):
    return db.session.get_one(Person, who.id)


def asked(owner, *of, about=None, step=None):
    """Committed: the owner asks these colleagues. The first of the questions."""
    topic = Topic(
        skill_id=about.id if about else None, step_id=step, about="A step" if step else ""
    )
    with transaction():
        rows = rules.ask(person(owner), [person(one) for one in of], topic, QUESTION)
        return rows[0]


def praised(owner, by, about, may_show=False):
    with transaction():
        topic = Topic(skill_id=about.id)
        return rules.praise(person(owner), person(by), topic, rules.Said(WELL, "", may_show))


def do(act, row, *more):
    """Committed: something is done to feedback, under its lock."""
    with transaction():
        act(lock(Feedback, row.id), *more)
    return db.session.get_one(Feedback, row.id)


def given(owner, by, about=None, may_show=False, **more):
    said = rules.Said(WELL, NEXT, may_show)
    return do(rules.give, asked(owner, by, about=about, **more), said)


def later(**span):
    clock.fix(clock.now() + timedelta(**span))
