"""Roles to aim for, and people who look on."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from portal import clock
from portal.accounts.models import Account
from portal.db import db
from portal.mentorship.models import Mentor, Mentorship
from portal.roles.models import Family, Role, RoleAlias
from tests.checking import Browser


@pytest.fixture
def roles(app, cast):
    """Two families, six roles, one other title; committed."""
    outdoors, numbers = Family(name="Parks and nature"), Family(name="Data and insight")
    db.session.add_all([outdoors, numbers])
    db.session.flush()
    made = {}
    for key, title, family in (
        ("ranger", "Park Ranger", outdoors),
        ("warden", "Park Warden", outdoors),
        ("planner", "Event Planner", outdoors),
        ("analyst", "Data Analyst", numbers),
        ("manager", "Insight Manager", numbers),
        ("clerk", "Records Clerk", numbers),
    ):
        made[key] = Role(family_id=family.id, title=title, level=3)
        db.session.add(made[key])
    db.session.flush()
    db.session.add(RoleAlias(role_id=made["ranger"].id, title="Forester", folded="forester"))
    db.session.commit()
    return SimpleNamespace(outdoors=outdoors, numbers=numbers, **made)


@pytest.fixture
def mentored(cast):
    """Mei mentors Ada."""
    db.session.add(Mentor(id=cast.mei.id))
    db.session.flush()
    db.session.add(
        Mentorship(
            mentor_id=cast.mei.id,
            mentee_id=cast.ada.id,
            started_at=clock.now(),
            ends_on=clock.today() + timedelta(days=100),
        )
    )
    db.session.commit()


@pytest.fixture
def enter_as(app):
    """A checking client for anybody of the cast."""
    return lambda person: Browser(app).sign_in(person)


@pytest.fixture
def actor_of():
    """The policy's view of a person."""

    def make(person):
        account = db.session.query(Account).filter_by(person_id=person.id).one()
        return SimpleNamespace(id=person.id, hr=account.hr, admin=account.admin)

    return make
