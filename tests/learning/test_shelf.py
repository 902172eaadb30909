"""Learning for me: the formula, its reasons, and what is left out."""

from decimal import Decimal
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from portal.aspirations.models import Aspiration
from portal.db import db
from portal.learning.models import Enrolment
from portal.learning.models import learning_prerequisite as needs
from portal.pathways.shelf import AIM, LATER, TODAY, WISH, Offered, Reason, ranked, weightiest
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.models import PersonSkill
from tests.index import in_step
from tests.learning import catalogue

SKILLS = [UUID(int=n) for n in range(1, 5)]


def teaches(item_id, skill_id, level, cost=0):
    return Offered(item_id, "T", Decimal(1), Decimal(cost), skill_id, level)


reasons = st.lists(
    st.builds(
        Reason,
        st.sampled_from(SKILLS), st.just("Skill"), st.integers(0, 3), st.integers(1, 4),
        st.sampled_from((AIM, LATER, TODAY, WISH)), st.booleans(), st.just("Role"),
    ),
    min_size=1,
)  # fmt: skip


@given(reasons, st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 3), min_size=1))
def test_a_skill_or_a_level_more_never_lowers_what_an_item_is_worth(why, taught):
    best = weightiest(why)
    item = uuid4()

    def worth(levels):
        rows = [teaches(item, key, n) for key, n in levels.items() if key in best]
        return next((one.worth for one in ranked(rows, best)), 0)

    for key in SKILLS:
        assert worth(taught | {key: taught.get(key, 0) + 1}) >= worth(taught)


def test_the_shelf_says_why_and_leaves_out_what_i_have(app, ada, cast):
    here = catalogue.provider()
    events, grants, talks = (catalogue.skill(x) for x in ("Events", "Grants", "Talks"))
    family = Family(name="Community")
    db.session.add(family)
    db.session.flush()
    role = Role(title="Coordinator", level=3, family_id=family.id)
    role.skills = [
        RoleSkill(skill_id=events.id, level=3, essential=True),
        RoleSkill(skill_id=grants.id, level=1, essential=False),
    ]
    db.session.add(role)
    db.session.flush()
    me = cast.ada.id
    db.session.add(Aspiration(person_id=me, role_id=role.id, state="active"))
    db.session.add(PersonSkill(person_id=me, skill_id=events.id, level=1))
    db.session.add(PersonSkill(person_id=me, skill_id=talks.id, level=0, interest="learn"))
    catalogue.item("Big events", here, {events.id: 3})
    catalogue.item("Small events", here, {events.id: 2, grants.id: 1})
    catalogue.item("Talks", here, {talks.id: 1})
    catalogue.item("Events known", here, {events.id: 1})
    done = catalogue.item("Grants done", here, {grants.id: 1})
    first = catalogue.item("Before", here)
    later = catalogue.item("Events for experts", here, {events.id: 4})
    db.session.execute(needs.insert().values(item_id=later.id, needs_id=first.id))
    db.session.add(Enrolment(person_id=me, item_id=done.id, state="completed"))
    db.session.commit()
    in_step(app.config["SETTINGS"].index_folder)
    page = ada.get("/learning").text
    shelf = page[page.index('id="shelf-h"') : page.index('id="results"')]
    assert ada.statements <= 10
    assert "Events: learning to skilled, for Coordinator" in shelf
    assert "Talks: not yet to learning, which you want to learn" in shelf
    assert shelf.index("Big events") < shelf.index("Talks") < shelf.index("Small events")
    assert "Events known" not in shelf
    assert "Events for experts" not in shelf
    assert "Grants done" not in shelf
    assert 'id="shelf-h"' not in ada.get("/learning?q=events").text
