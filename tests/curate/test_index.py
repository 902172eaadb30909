"""A skill is found under its name of today wherever it stands, whatever becomes of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from portal import clock
from portal.communities.models import Community, CommunityPost, CommunitySkill
from portal.curate import rules
from portal.curate.movers import ALL
from portal.db import db, transaction
from portal.opportunities.models import Opportunity, OpportunitySkill
from portal.outbox import INDEX, OutboxRow
from portal.roles.models import Family
from portal.search import indexing
from portal.skills.merging import rules as merging
from portal.skills.merging.models import SkillMerge
from portal.skills.models import PersonSkill, Skill
from tests.index import in_step
from tests.learning.catalogue import item, provider
from tests.pathways.catalogue import role, skill

pytestmark = pytest.mark.one_database


def everywhere(cast, named):
    """Everything that names a skill: a role, a person, learning, an opportunity and a community
    with what it keeps.
    """
    today = clock.today()
    days = {"apply_by": today, "starts_on": today, "ends_on": today + timedelta(days=9)}
    family = Family(name="Harbour")
    community = Community(name="On the water", purpose="What we see", skills=[])
    community.skills = [CommunitySkill(skill_id=named.id)]
    gig = Opportunity(
        title="A gig", summary="Words", owner_id=cast.manu.id,
        department_id=cast.manu.department_id, state="published", **days,
        skills=[OpportunitySkill(skill_id=named.id, use="learned", level=2)],
    )  # fmt: skip
    db.session.add_all([family, community, gig])
    db.session.flush()
    role("Pilot", family, 2, (named, 2))
    item("A course", provider("A school"), {named.id: 2})
    db.session.add_all([
        PersonSkill(person_id=cast.ada.id, skill_id=named.id, level=2),
        CommunityPost(
            community_id=community.id, person_id=cast.ada.id, kind="note", title="How to",
            words="So.", kept_at=clock.now(),
        ),
    ])  # fmt: skip


def test_a_skill_renamed_merged_or_brought_back_is_so_in_all_of_the_index(app, cast):
    folder = app.config["SETTINGS"].index_folder
    with transaction():
        one, other = skill("Knots"), skill("Splices")
        everywhere(cast, one)
    in_step(folder)

    def follows(words):
        refs = set(db.session.scalars(db.select(OutboxRow.ref).where(OutboxRow.kind == INDEX)))
        indexing.apply(folder, refs)
        assert indexing.differences(folder, content=True) == []
        found = indexing.index(folder).search(words, audiences={"everyone"}, limit=20).hits
        return {hit.id.partition(":")[0] for hit in found}

    kinds = {"skill", "role", "person", "learning", "opportunity", "community", "knowledge"}
    with transaction():
        row = db.session.get_one(Skill, one.id)
        rules.edit(row, replace(rules.entry_of(row), name="Ropework"))
    assert follows("ropework") == kinds
    with transaction():
        made = merging.merge(one.id, other.id, None, ALL).id
    assert follows("splices") == kinds
    with transaction():
        merging.unmerge(db.session.get_one(SkillMerge, made), None, ALL)
    assert follows("ropework") == kinds
