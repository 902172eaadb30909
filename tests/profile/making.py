"""What the tests of profiles start from."""

from portal.audience import Audience
from portal.db import db
from portal.people.models import Person
from portal.roles.models import Family, Role, RoleSkill
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill, SkillAlias


def skill(name, *aliases, **more):
    """A skill of the taxonomy, committed."""
    row = Skill(name=name, folded=fold(name), **more)
    row.aliases = [SkillAlias(name=alias, folded=fold(alias)) for alias in aliases]
    db.session.add(row)
    db.session.commit()
    return row


def has(person, name, level=2, **more):
    """The person has a skill of this name, committed."""
    known = db.session.query(Skill).filter_by(folded=fold(name)).one_or_none()
    row = PersonSkill(person_id=person.id, skill_id=(known or skill(name)).id, level=level, **more)
    db.session.add(row)
    db.session.commit()
    return row


def role(person, *names, title="Permit Officer"):
    """The person's role, which asks for these skills at level 2."""
    family = Family(name=f"Family of {title}")
    db.session.add(family)
    db.session.flush()
    row = Role(family_id=family.id, level=2, title=title)
    db.session.add(row)
    db.session.flush()
    for name in names:
        db.session.add(RoleSkill(role_id=row.id, skill_id=skill(name).id, level=2))
    db.session.get_one(Person, person.id).role_id = row.id
    db.session.commit()
    return row


def fresh(row):
    """The row as the database has it now; None when it is gone."""
    model, key = type(row), row.id
    db.session.rollback()
    db.session.expire_all()
    return db.session.get(model, key)


def edit(row, **changes):
    """What the form of a skill sends when nothing but `changes` is changed."""
    form = {
        "level": str(row.level),
        "interest": row.interest,
        "audience": str(int(row.audience)),
        "version": str(row.version),
    } | {name: str(value) for name, value in changes.items()}
    if row.can_teach and "can_teach" not in changes:
        form["can_teach"] = "y"
    return form


ONLY_ME = str(int(Audience.NOBODY))
