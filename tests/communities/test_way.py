"""Communities beside the way to a role, and when a skill they are about becomes another."""

from portal import clock
from portal.communities import rules
from portal.communities.models import Community, CommunityMember, CommunitySkill
from portal.communities.words import gathering
from portal.curate.practised import bring_back, carry
from portal.db import db, lock, transaction
from portal.pathways.own import own
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.merging.models import SkillMerge
from portal.skills.models import PersonSkill, Skill
from tests.cast import person


def _skill(name):
    row = Skill(name=name, folded=name.casefold())
    db.session.add(row)
    db.session.flush()
    return row.id


def _community(name, host, *skills):
    said = rules.Said(name=name, purpose="We try it.", meets="On Fridays", skill_ids=skills)
    return rules.start(said, host).id


def test_the_one_about_most_of_what_is_to_grow_comes_first(app, cast):
    with transaction():
        saws, soil, maps = _skill("Saws"), _skill("Soil"), _skill("Maps")
        family = Family(name="Parks")
        db.session.add(family)
        db.session.flush()
        role = Role(family_id=family.id, title="Arborist", level=2)
        db.session.add(role)
        db.session.flush()
        for key in (saws, soil, maps):
            db.session.add(RoleSkill(role_id=role.id, skill_id=key, level=2))
        db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=maps, level=3))
        both = _community("Both", cast.mei.id, saws, soil)
        one = _community("Alone", cast.mei.id, saws)
        _community("Mappers", cast.mei.id, maps)
        closed = lock(Community, _community("Old", cast.mei.id, saws))
        rules.close(closed)
        for n in range(5):
            key = person(f"Guest{n} Saw", cast.parks).id
            rules.join(lock(Community, one), key)
        role_id = role.id
    found = own(cast.ada.id, role_id, None).together
    assert [(row.name, row.members, row.skills) for row in found] == [
        ("Both", 1, ["Saws", "Soil"]), ("Alone", 6, ["Saws"]),
    ]  # fmt: skip
    with transaction():
        rules.join(lock(Community, both), cast.ada.id)
    assert [row.name for row in own(cast.ada.id, role_id, None).together] == ["Alone"]


def test_few_are_never_counted_in_words():
    assert gathering(12, "Every second Thursday.") == (
        "12 people here practise it; they meet every second Thursday"
    )
    assert gathering(4, "Tuesdays") == "People here practise it; they meet Tuesdays"
    assert gathering(0, "") == "People here practise it"


def test_a_merged_skill_is_carried_and_comes_back(app, cast):
    with transaction():
        saws, soil = _skill("Saws"), _skill("Soil")
        both = _community("Both", cast.mei.id, saws, soil)
        one = _community("Alone", cast.mei.id, saws)
    made = SkillMerge(from_id=saws, into_id=soil, at=clock.now())

    def about():
        db.session.rollback()
        rows = db.session.query(CommunitySkill).all()
        return {(row.community_id, row.skill_id) for row in rows}

    before = about()
    with transaction():
        kept = [was for _, was in carry(made)]
    assert about() == {(both, soil), (one, soil)}
    with transaction():
        bring_back(made, kept)
    assert about() == before
    assert db.session.query(CommunityMember).count() == 2
