"""The taxonomy as people find it: proposals that wait, a merged pair, tags, and what is untidy."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update

from portal import clock
from portal.curate import rules
from portal.db import db
from portal.demo.population import Member
from portal.demo.structure import City
from portal.roles.models import Role
from portal.skills.fold import fold
from portal.skills.models import PersonSkill, Skill, Status

CORE = ("Customer service", "Plain-language writing", "Permit rules", "Safeguarding")
CRITICAL = (
    "Geographic information systems",
    "Information security",
    "Community languages: Spanish",
)
CRITICAL_ROLES = (
    "Contact Centre Agent", "Customer Services Adviser", "Road Worker", "Transit Supervisor",
    "Epidemiologist", "Water Works Supervisor",
)  # fmt: skip
# Word → who proposed it (Maya, or a number in Daniel's team), how many days ago, at which level.
PROPOSALS: dict[str, tuple[int | None, int, int]] = {
    "Street festival licensing": (None, 5, 2),
    "Spreadsheet": (0, 23, 3),
    "Drone surveys": (2, 17, 1),
    "Heat pump permits": (4, 2, 2),
}
REFUSED = ("Making good coffee", 1, "Much valued, but no role asks for it.")
RETIRED = ("Microfiche filing", 3, "The last films were scanned in spring.")
MERGED = ("Workshop facilitation", "Facilitating meetings")
TWIN = "Team leading"


def stories(people: Mapping[str, Member], crew: Sequence[Member], city: City) -> None:
    """Written once; an organisation that has these words already keeps them as they are."""
    if db.session.scalar(select(Skill.id).where(Skill.folded == fold(MERGED[0]))) is not None:
        return
    for tag, names in (("core", CORE), ("critical", CRITICAL)):
        ids = [city.skills[name] for name in names if name in city.skills]
        db.session.execute(update(Skill).where(Skill.id.in_(ids)).values({tag: True}))
    roles = [city.roles[title] for title in CRITICAL_ROLES if title in city.roles]
    db.session.execute(update(Role).where(Role.id.in_(roles)).values(critical=True))
    for word, (place, days, level) in PROPOSALS.items():
        by = people["employee"] if place is None else crew[place]
        _has(by, _proposal(word, by.id, days), level)
    word, place, why = REFUSED
    refused = _proposal(word, crew[place].id, 40)
    _has(crew[place], refused, 4)
    rules.refuse(refused, why)
    word, place, why = RETIRED
    retired = _skill(word, "technical", "Records")
    _has(crew[place], retired, 3)
    rules.retire(retired, why)
    _has(crew[2], _skill(TWIN, "human", "Leading and organising"), 2)
    _merge(people, crew, city)


def _merge(people: Mapping[str, Member], crew: Sequence[Member], city: City) -> None:
    """Two names for one skill, merged by Priya: some had one of them, some had both."""
    name, into = MERGED
    old = _skill(name, "human", "Working with people")
    for member, level in ((crew[0], 3), (crew[1], 2), (people["employee"], 2)):
        _has(member, old, level)
    db.session.flush()
    rules.merge(old.id, city.skills[into], people["hr"].id)


def _proposal(word: str, by: UUID, days: int) -> Skill:
    skill = _skill(word, "technical", "")
    skill.status, skill.kind_guessed = Status.PROPOSED, True
    skill.proposed_by_id, skill.proposed_at = by, clock.now() - timedelta(days=days)
    return skill


def _skill(name: str, kind: str, category: str) -> Skill:
    skill = Skill(name=name, folded=fold(name), kind=kind, category=category, status=Status.ACTIVE)
    db.session.add(skill)
    db.session.flush()
    return skill


def _has(member: Member, skill: Skill, level: int) -> None:
    db.session.add(PersonSkill(person_id=member.id, skill_id=skill.id, level=level))
