"""A small town that can be searched."""

import pytest

from portal import clock
from portal.communities import rules
from portal.communities.models import CommunityPost
from portal.db import db, transaction
from portal.opportunities.models import Opportunity, OpportunitySkill
from portal.search import indexing
from portal.skills.models import PersonSkill
from tests.index import in_step
from tests.learning import catalogue
from tests.opportunities.conftest import made
from tests.pathways.catalogue import Town


@pytest.fixture
def folder(app):
    return app.config["SETTINGS"].index_folder


@pytest.fixture
def town(cast, folder):
    made = Town(cast)
    in_step(folder)
    yield made
    indexing.forget(folder)


@pytest.fixture
def city(app, cast, folder):
    """Two of each kind about pruning or grants; Ada has some pruning and wants to learn it."""
    pruning, grants = catalogue.skill("Pruning"), catalogue.skill("Grant writing")
    db.session.add(
        PersonSkill(person_id=cast.ada.id, skill_id=pruning.id, level=1, interest="more")
    )
    here = catalogue.provider()
    college = catalogue.provider("Ashby College", "external", url="https://college.example")
    catalogue.held(catalogue.item("Pruning class", here, {pruning.id: 2}), 4)
    catalogue.item("Grants basics", college, {grants.id: 1})
    db.session.commit()
    for title, skill, mode in (
        ("Prune the quay", pruning, "site"),
        ("Find grants", grants, "home"),
    ):
        key = made(cast.manu.id, title=title, work_mode=mode)
        db.session.add(
            OpportunitySkill(opportunity_id=key, skill_id=skill.id, use="learned", level=2)
        )
        db.session.commit()
    made(cast.manu.id, publish=False, title="Wharfinger for a day, not yet out")
    over = db.session.get_one(Opportunity, made(cast.manu.id, title="Sweeping of leaves"))
    over.state, over.learned = "completed", "We learned of leaves."
    db.session.commit()
    with transaction():
        for name, skill in (("Trees of the harbour", pruning), ("Grant seekers", grants)):
            said = rules.Said(name=name, purpose="We try it.", meets="", skill_ids=(skill.id,))
            one = rules.start(said, cast.manu.id)
        db.session.add(CommunityPost(
            community_id=one.id, person_id=cast.manu.id, kind="note", title="Deadlines",
            words="Seagulls eat late applications.", kept_at=clock.now(),
        ))  # fmt: skip
    in_step(folder)
    yield
    indexing.forget(folder)
