"""An opportunity of Manu's, and what people do with it."""

from datetime import timedelta

from portal import clock
from portal.db import db, lock, transaction
from portal.opportunities.applying import rules as applying
from portal.opportunities.models import Application, Opportunity
from portal.opportunities.posting import rules as posting
from portal.opportunities.posting.rules import Post
from portal.people.models import Person

WORDS = "I would like to learn how the permits desk works with the harbour."


def post(**more):
    """What is said of a small one: two hours a week, for two weeks."""
    today = clock.today()
    values = {
        "kind": "stretch", "title": "Tidy the berth register", "places": 1, "hours": 2,
        "summary": "Check every berth against the map and write down what is wrong.",
        "starts_on": today + timedelta(days=20), "ends_on": today + timedelta(days=33),
        "apply_by": today + timedelta(days=10), "work_mode": "mixed",
    }  # fmt: skip
    return Post(**values | more)


def made(owner_id, *, publish=True, **more):
    """One that takes applications, committed."""
    with transaction():
        by = db.session.get_one(Person, owner_id)
        one = posting.make(post(**more), by)
        if publish:
            posting.publish(one, by)
        return one.id


def applies(key, person_id, words=WORDS):
    """Somebody applies; committed."""
    with transaction():
        one = lock(Opportunity, key)
        return applying.apply(one, db.session.get_one(Person, person_id), words).id


def doing(act, key, by, *more, **named):
    """One change of an application; committed."""
    with transaction():
        act(lock(Application, key), db.session.get_one(Person, by), *more, **named)


def state(key, model=Application):
    db.session.rollback()
    return db.session.get_one(model, key).state
