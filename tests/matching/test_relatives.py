"""That two skills are near is shown with its reason, on the page of a role and of a skill."""

from portal.db import db, transaction
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.models import PersonSkill, Skill, SkillNeighbour


def test_what_is_to_grow_is_near_what_i_have(ada, cast):
    with transaction():
        sheets, reports, other = (
            Skill(name=name, folded=name.lower()) for name in ("Sheets", "Reports", "Piano")
        )
        family = Family(name="Finance")
        db.session.add_all([sheets, reports, other, family])
        db.session.flush()
        role = Role(title="Analyst", family_id=family.id, level=2)
        empty = Role(title="New role", family_id=family.id, level=2)
        role.skills = [RoleSkill(skill_id=reports.id, level=2)]
        db.session.add_all([role, empty])
        held = PersonSkill(person_id=cast.ada.id, skill_id=sheets.id, level=3)
        db.session.add(held)
        for one, two in ((sheets, reports), (reports, sheets)):
            db.session.add(
                SkillNeighbour(skill_id=one.id, neighbour_id=two.id, weight=0.6, roles=41)
            )
        db.session.add(SkillNeighbour(skill_id=sheets.id, neighbour_id=other.id, weight=0.05))
        db.session.flush()
        ids = role.id, held.id, empty.id
    page = " ".join(ada.get(f"/roles/{ids[0]}").get_data(as_text=True).split())
    assert "near Sheets, which you have: 41 roles ask for both" in page
    page = " ".join(ada.get(f"/me/skills/{ids[1]}/story").get_data(as_text=True).split())
    assert '<b>Reports</b> <span class="muted">41 roles ask for both</span>' in page
    assert '<b>Piano</b> <span class="muted">the taxonomy relates them</span>' in page
    assert "described alike" not in ada.get(f"/roles/{ids[2]}").get_data(as_text=True)
