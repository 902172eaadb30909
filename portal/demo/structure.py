"""The city without its people: departments, places, skills, families, roles and typical moves."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portal.db import db
from portal.demo import catalogue
from portal.demo.catalogue import DemoRole
from portal.people.models import Department, Location
from portal.roles.models import Family, Role, RoleAlias, RoleMove, RoleRequirement, RoleSkill
from portal.skills.fold import fold
from portal.skills.models import Skill, SkillAlias, Status


@dataclass
class City:
    """Ids by name, for the people to come."""

    departments: dict[str, UUID]
    locations: dict[str, UUID]
    skills: dict[str, UUID]
    families: dict[str, UUID]
    roles: dict[str, UUID]


def build() -> City:
    """Write the structure in the current transaction. What is there already is used as it is."""
    departments = _named(Department, catalogue.departments())
    places = dict.fromkeys(place for role in catalogue.roles() for place in role.locations)
    locations = _named(Location, tuple(places))
    families = _named(Family, tuple(dict.fromkeys(role.family for role in catalogue.roles())))
    skills = _skills()
    city = City(departments, locations, skills, families, {})
    for role in catalogue.roles():
        city.roles[role.title] = _role(role, city)
    _moves(city)
    db.session.flush()
    return city


def _named(
    model: type[Department] | type[Location] | type[Family], names: tuple[str, ...]
) -> dict[str, UUID]:
    known = {name: key for name, key in db.session.execute(select(model.name, model.id))}
    for name in names:
        if name not in known:
            row = model(name=name)
            db.session.add(row)
            db.session.flush()
            known[name] = row.id
    return known


def _skills() -> dict[str, UUID]:
    known = {row.folded: row for row in db.session.scalars(select(Skill))}
    ids: dict[str, UUID] = {}
    for demo in catalogue.skills():
        row = known.get(fold(demo.name))
        if row is None:
            row = Skill(
                name=demo.name,
                folded=fold(demo.name),
                kind=demo.kind,
                category=demo.category,
                status=Status.ACTIVE,
            )
            row.aliases = [SkillAlias(name=word, folded=fold(word)) for word in demo.aliases]
            db.session.add(row)
            db.session.flush()
            known[row.folded] = row
        ids[demo.name] = row.id
    return ids


def _role(demo: DemoRole, city: City) -> UUID:
    known = db.session.scalar(
        select(Role.id).where(Role.source == "demo", Role.external_id == fold(demo.title))
    )
    if known is not None:
        return known
    role = Role(
        family_id=city.families[demo.family],
        department_id=city.departments[demo.department],
        level=demo.level,
        title=demo.title,
        summary=demo.summary,
        responsibilities="\n".join(demo.does),
        source="demo",
        external_id=fold(demo.title),
    )
    role.locations = [db.session.get_one(Location, city.locations[p]) for p in demo.locations]
    role.aliases = [RoleAlias(title=title, folded=fold(title)) for title in demo.also]
    asked = [(name, level, True) for name, level in demo.needs.items()]
    asked += [(name, level, False) for name, level in demo.helps.items()]
    role.skills = [
        RoleSkill(skill_id=city.skills[name], level=level, essential=essential)
        for name, level, essential in asked
    ]
    role.requirements = [
        RoleRequirement(kind=kind, words=words, required=required)
        for kind, words, required in _requirements(demo)
    ]
    db.session.add(role)
    db.session.flush()
    return role.id


def _requirements(demo: DemoRole) -> list[tuple[str, str, bool]]:
    """What the level and the certificates of a role ask for besides skills."""
    certificates = {skill.name for skill in catalogue.skills() if skill.kind == "certificate"}
    found = [
        ("certificate", f"{name}, current", True) for name in demo.needs if name in certificates
    ]
    schooling = {
        1: ("education", "No formal qualification: training is given", False),
        2: ("education", "A completed apprenticeship or secondary school", False),
        3: ("education", "An apprenticeship or a first degree, or experience that equals it", True),
        4: ("years", "Three years in the field", True),
        5: ("years", "Five years of leading people", True),
    }
    return [*found, schooling[demo.level]]


def _moves(city: City) -> None:
    """Up within the family, and across to the roles that share most: where people typically go."""
    by_title = {role.title: role for role in catalogue.roles()}
    if db.session.scalar(select(RoleMove.rank).limit(1)) is not None:
        return
    for role in by_title.values():
        others = sorted(by_title.values(), key=lambda x: (-_likeness(role, x), x.title))
        up = [x for x in others if x.level == role.level + 1][:3]
        level = [x for x in others if x.level == role.level and x is not role][:3]
        steps = [(x, "up") for x in up if _likeness(role, x) > 0.08]
        steps += [
            (x, "sideways" if x.family == role.family else "field")
            for x in level
            if _likeness(role, x) > 0.12
        ]
        for rank, (target, kind) in enumerate(steps, start=1):
            db.session.add(
                RoleMove(
                    from_role_id=city.roles[role.title],
                    to_role_id=city.roles[target.title],
                    kind=kind,
                    months=24 if kind == "up" else 12,
                    rank=rank,
                )
            )


def _likeness(a: DemoRole, b: DemoRole) -> float:
    """Shared skills over all skills of both, more where the department is the same."""
    one, two = {*a.needs, *a.helps}, {*b.needs, *b.helps}
    shared = len(one & two) / len(one | two)
    return shared + (0.15 if a.department == b.department else 0)
