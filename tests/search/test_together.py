"""Lists of several kinds cost one statement, and say what each kind says of itself."""

from portal.communities import queries as communities
from portal.communities import reading
from portal.communities.models import Community, CommunityPost
from portal.db import db
from portal.learning.models import LearningItem
from portal.opportunities.models import Opportunity
from portal.people.models import Person
from portal.roles import queries as roles
from portal.roles.models import Role
from portal.search import indexing, lines, together
from portal.skills.models import Skill
from tests.checking import counting

NAMED = {
    Role: ("title", "Community Outreach Coordinator"), Skill: ("name", "Event planning"),
    LearningItem: ("title", "Pruning class"), Opportunity: ("title", "Prune the quay"),
    Community: ("name", "Trees of the harbour"), CommunityPost: ("title", "Deadlines"),
    Person: ("name", "Manu Reyes"),
}  # fmt: skip
OWN = {
    "role": (Role, roles.lines_of), "skill": (Skill, lines.skills_of),
    "community": (Community, communities.lines_of), "knowledge": (CommunityPost, reading.kept_of),
    "person": (Person, lines.people_of),
}  # fmt: skip


def row_of(model):
    field, name = NAMED[model]
    return db.session.query(model).filter_by(**{field: name}).one()


def test_each_kind_is_told_as_by_its_own_statement(ada, town, city):
    ids = {kind: [row_of(model).id] for kind, (model, _) in OWN.items()}
    expected = {kind: of(ids[kind]) for kind, (_, of) in OWN.items()}
    assert all(expected.values())
    ada.statements = 0
    with counting(ada):
        assert together.lines_of(ids) == expected
    assert ada.statements == 1
    for kind, of_one in ids.items():
        told = together.lines_of({kind: of_one})
        assert {one for one in told if told[one]} == {kind}
        assert told[kind] == expected[kind]


def test_what_is_not_wanted_is_not_asked_for(ada, town):
    ada.statements = 0
    with counting(ada):
        assert not any(together.lines_of({"role": [], "person": []}).values())
    assert ada.statements == 0


def test_something_of_every_kind_is_found_in_six_statements(ada, town, city, folder):
    for model, (field, name) in NAMED.items():
        setattr(row_of(model), field, f"{name} lanternlight")
    db.session.commit()
    indexing.rebuild(folder)
    ada.get("/search?q=lanternlight")
    page = ada.get("/search?q=lanternlight").text
    for kind in ("role", "skill", "learning", "opportunity", "community", "knowledge", "person"):
        assert f'<h2 id="{kind}-h"' in page, kind
    assert ada.statements <= 6
