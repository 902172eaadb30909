"""A few roles to compare oneself with."""

from portal.db import db
from portal.mentorship.models import Mentor
from portal.people.models import Department, Location
from portal.roles.models import Family, Role, RoleAlias, RoleMove, RoleRequirement, RoleSkill
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill


def skill(name):
    row = Skill(name=name, folded=fold(name))
    db.session.add(row)
    db.session.flush()
    return row


def role(title, family, level, *asks, department=None, aliases=(), location=None):
    """A role that asks for (skill, level) pairs, the first two of them essential."""
    row = Role(title=title, family_id=family.id, level=level, summary=f"The work of a {title}.")
    row.department_id = department.id if department else None
    row.aliases = [RoleAlias(title=word, folded=fold(word)) for word in aliases]
    row.locations = [location] if location else []
    row.skills = [
        RoleSkill(skill_id=asked.id, level=wanted, essential=n < 2)
        for n, (asked, wanted) in enumerate(asks)
    ]
    row.requirements = [RoleRequirement(kind="licence", words="A licence to try")]
    db.session.add(row)
    db.session.flush()
    return row


class Town:
    """Three roles, four skills; Ada is a permit officer; Mei teaches speaking."""

    def __init__(self, cast) -> None:
        self.service, self.speaking = skill("Customer service"), skill("Public speaking")
        self.rules, self.events = skill("Permit rules"), skill("Event planning")
        self.permits, self.outreach = Family(name="Permits"), Family(name="Outreach")
        db.session.add_all([self.permits, self.outreach])
        db.session.flush()
        parks = db.session.get_one(Department, cast.parks.id)
        harbour = db.session.get_one(Location, cast.harbour.id)
        self.officer = role(
            "Permit Officer", self.permits, 2, (self.rules, 2), (self.service, 3),
            aliases=("Licensing officer",), location=harbour,
        )  # fmt: skip
        self.leader = role(
            "Permits Team Leader", self.permits, 4, (self.rules, 3), (self.speaking, 2)
        )
        self.coordinator = role(
            "Community Outreach Coordinator", self.outreach, 3,
            (self.service, 3), (self.speaking, 2), (self.events, 2),
            department=parks, aliases=("Outreach officer",), location=harbour,
        )  # fmt: skip
        db.session.add(
            RoleMove(
                from_role_id=self.officer.id,
                to_role_id=self.coordinator.id,
                kind="up",
                months=12,
                rank=1,
            )
        )
        for row, level in ((self.rules, 2), (self.service, 3), (self.speaking, 1)):
            db.session.add(PersonSkill(person_id=cast.ada.id, skill_id=row.id, level=level))
        mentor = Mentor(id=cast.mei.id, capacity=2)
        mentor.skills = [self.speaking]
        db.session.add(mentor)
        cast.ada.role_id = self.officer.id
        db.session.commit()
