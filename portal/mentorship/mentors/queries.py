"""Reading what a mentor could offer, and what is known of it already."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select

from portal.audience import Audience
from portal.db import db
from portal.mentorship.mentors.offering import LANGUAGES
from portal.people import manager
from portal.skills.fold import fold
from portal.skills.models import Kind, PersonSkill, Skill

TEACHES_FROM = 3
"""The level at which one is taken to teach a skill, until one says otherwise."""


class Known(NamedTuple):
    """What stands in the form of somebody who is no mentor yet, all of it to be changed."""

    skills: list[UUID]
    languages: list[str]


def skills_of(person_id: UUID) -> list[Skill]:
    """The skills a person has, the best first: what they could teach."""
    return list(
        db.session.scalars(
            select(Skill)
            .join(PersonSkill, PersonSkill.skill_id == Skill.id)
            .where(PersonSkill.person_id == person_id, PersonSkill.level > 0)
            .order_by(PersonSkill.level.desc(), Skill.name)
            .limit(60)
        )
    )


def known(person_id: UUID, skills: Sequence[Skill], most: int = 8) -> Known:
    """Of these skills the best ones that the person shows to everyone and says to teach, or does
    well; and the languages among them.
    """
    teaches = set(
        db.session.scalars(
            select(PersonSkill.skill_id).where(
                PersonSkill.person_id == person_id,
                or_(PersonSkill.can_teach, PersonSkill.level >= TEACHES_FROM),
                manager.has(PersonSkill.audience, Audience.EVERYONE),
            )
        )
    )
    taught = [skill.id for skill in skills if skill.id in teaches and not _is_language(skill)]
    return Known(taught[:most], languages_among(skill.name for skill in skills))


def _is_language(skill: Skill) -> bool:
    return skill.kind == Kind.LANGUAGE


def languages_among(names: Iterable[str]) -> list[str]:
    """English, and the languages that skills are called by: "Welsh", "Languages: Welsh"."""
    ends = {fold(name).replace(":", " ").split()[-1] for name in names if fold(name)}
    known = {code: fold(name) for code, name in LANGUAGES.offered.items()}
    return [code for code, name in known.items() if code == "en" or name in ends]
