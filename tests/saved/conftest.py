"""Ada looks for a role; the town has three."""

import pytest
from sqlalchemy import select

from portal import clock, timed
from portal.db import db, lock, transaction
from portal.notices.models import Notice
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.roles.models import Role
from portal.saved import rules
from portal.saved.models import Find, Rhythm, RoleTerms, SavedSearch
from portal.search import alerts
from tests.pathways.catalogue import Town, role


@pytest.fixture
def town(cast):
    """The roles, which saved searches have looked at: they are new to nobody."""
    built = Town(cast)
    for one in (built.officer, built.leader, built.coordinator):
        db.session.add(RoleTerms(role_id=one.id, terms=None))
    db.session.commit()
    while alerts.find(alerts._books()):
        pass
    return built


def saved(person, query, rhythm=Rhythm.AT_ONCE):
    """Committed: a search saved by this person."""
    with transaction():
        lock(Person, person.id)
        search = rules.save(person.id, query)
        search.rhythm = rhythm
    return db.session.get_one(SavedSearch, search.id)


def made(build):
    """Committed: roles that are new or changed by `build(session)`, marked as the worker does."""
    with transaction() as session:
        rows = build(session)
        rows = rows if isinstance(rows, list) else [rows]
        session.flush()
        ids = [row.id for row in rows]
    with transaction():
        alerts.ask({f"role:{key}" for key in ids})
    return [db.session.get_one(Role, key) for key in ids]


def planner(town, title="Harbour Planner"):
    """Committed: a new role."""
    return made(lambda _: role(title, town.outreach, 3, (town.speaking, 2)))[0]


def told(person):
    """The words this person was told, the oldest first."""
    db.session.rollback()
    mine = select(Notice.words).where(Notice.person_id == person.id).order_by(Notice.at)
    return list(db.session.scalars(mine))


def finds():
    db.session.rollback()
    return db.session.query(Find).count()


def tick():
    """As the worker does it: what took longer than its turn goes on a moment later."""
    asked = -1
    while asked < (asked := _goes_on()):
        alerts.tick(clock.now())


def _goes_on():
    db.session.rollback()
    return db.session.query(OutboxRow).filter_by(kind=timed.AGAIN, ref=alerts.NAME).count()
