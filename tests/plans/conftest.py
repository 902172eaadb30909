"""Things to learn, for plans."""

import pytest

from portal.db import db
from portal.learning.models import LearningItem, Provider
from portal.roles.models import Family, Role
from tests.cast import Cast


@pytest.fixture
def items(app: object, cast: Cast) -> list[LearningItem]:
    """Three things to learn."""
    provider = Provider(name="Ashby Academy")
    db.session.add(provider)
    db.session.flush()
    made = [
        LearningItem(title=title, provider_id=provider.id, hours=12)
        for title in ("Grants basics", "Running events", "Speaking up")
    ]
    db.session.add_all(made)
    db.session.commit()
    return made


@pytest.fixture
def role(app: object) -> Role:
    """A role to plan for."""
    family = Family(name="Communities")
    db.session.add(family)
    db.session.flush()
    made = Role(family_id=family.id, title="Community Outreach Coordinator", level=3)
    db.session.add(made)
    db.session.commit()
    return made
