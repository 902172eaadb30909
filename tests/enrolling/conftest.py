"""Ada learns; Manu leads her and says yes or no to the cost; Hana is HR."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from portal import clock
from portal.db import db, transaction
from portal.learning.enrolling import rules
from portal.learning.models import Budget, LearningDate, LearningItem, LearningSkill, Provider
from portal.people.models import Person
from portal.skills.models import Skill

NINETY = Decimal(90)


def item(title="Plan an event", **more):
    """Something to learn, in the session."""
    provider = db.session.query(Provider).first() or Provider(name="City Academy")
    row = LearningItem(
        title=title, **({"payer": "budget", "cost": NINETY} if more.pop("paid", False) else {}),
        **more,
    )  # fmt: skip
    row.provider = provider
    db.session.add(row)
    db.session.flush()
    return row


def date_of(row, places=None, days=20):
    """A date of an item so many days from now."""
    at = clock.now() + timedelta(days=days)
    made = LearningDate(
        item_id=row.id, starts_at=at, ends_at=at + timedelta(hours=6), places=places
    )
    db.session.add(made)
    db.session.flush()
    return made


def budget(department, amount=1000, each=500):
    """The budget of a department for this year."""
    today = clock.today()
    row = Budget(
        department_id=department.id,
        starts_on=today.replace(month=1, day=1),
        ends_on=today.replace(month=12, day=31),
        amount=Decimal(amount),
        each=Decimal(each),
    )
    db.session.add(row)
    db.session.flush()
    return row


def asked(who, what, date=None):
    """This person has asked for a place; committed."""
    with transaction():
        row = rules.ask(
            db.session.get(Person, who.id),
            db.session.get(LearningItem, what.id),
            date.id if date else None,
        )
    return row


@dataclass
class School:
    """What there is to learn, and who pays."""

    free: LearningItem
    paid: LearningItem
    code: LearningItem
    planning: Skill
    budget: Budget


@pytest.fixture
def school(cast):
    planning = Skill(name="Event planning", folded="event planning")
    free, paid = item("Plan a street party"), item("Plan a festival", paid=True)
    code = item("Building Code 2", certificate="Building Code Level 2", certificate_months=24)
    db.session.add(planning)
    db.session.flush()
    db.session.add(LearningSkill(item_id=free.id, skill_id=planning.id, level=2))
    made = School(free, paid, code, planning, budget(cast.permits))
    db.session.commit()
    return made
