"""What search may find of skills, and of people with the skills they show to everyone."""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from portal import clock
from portal.audience import Audience
from portal.db import db
from portal.people.models import Person
from portal.skills.models import PersonSkill, Skill, Status
from search_index import Document

EVERYONE = ("everyone",)
AT_ONCE = 500


def of_skills(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of these skills, or of all that are in use."""
    statement = (
        select(Skill)
        .where(Skill.status == Status.ACTIVE)
        .options(selectinload(Skill.aliases), selectinload(Skill.codes))
        .execution_options(yield_per=AT_ONCE)
    )
    if ids is not None:
        statement = statement.where(Skill.id.in_(ids))
    for skill in db.session.scalars(statement):
        yield Document(
            id=f"skill:{skill.id}",
            kind="skill",
            title=skill.name,
            aliases=[alias.name for alias in skill.aliases],
            body=skill.description,
            facets={"kind": [skill.kind], "category": [skill.category] if skill.category else []},
            audience=EVERYONE,
            codes=[code.code for code in skill.codes],
        )


def of_people(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of these people, or of all who are here.

    Only what a person shows to everyone is in them: a search must not tell more than their page.
    """
    statement = (
        select(Person)
        .where(or_(Person.left_on.is_(None), Person.left_on > clock.today()))
        .options(joinedload(Person.department), joinedload(Person.location))
        .execution_options(yield_per=AT_ONCE)
    )
    if ids is not None:
        statement = statement.where(Person.id.in_(ids))
    for people in db.session.scalars(statement).partitions():
        skills = _open_skills([person.id for person in people])
        for person in people:
            yield Document(
                id=f"person:{person.id}",
                kind="person",
                title=person.name,
                aliases=[person.job_title] if person.job_title else [],
                body=_words(person),
                keywords=skills.get(person.id, []),
                facets={
                    "department": [person.department.name],
                    "location": [person.location.name] if person.location else [],
                },
                audience=EVERYONE,
            )


def _words(person: Person) -> str:
    """What a person says of themselves, where they say it to everyone."""
    if not person.about_audience.includes(Audience.NOBODY):
        return ""
    return f"{person.headline}\n{person.about}"


def _open_skills(person_ids: Collection[UUID]) -> dict[UUID, list[str]]:
    """Names of the skills each of these people has and shows to everyone."""
    everyone = PersonSkill.audience.op("&")(int(Audience.EVERYONE)) != 0
    statement = (
        select(PersonSkill.person_id, Skill.name)
        .join(Skill, Skill.id == PersonSkill.skill_id)
        .where(PersonSkill.person_id.in_(person_ids), PersonSkill.level > 0, everyone)
    )
    skills: dict[UUID, list[str]] = {}
    for person_id, name in db.session.execute(statement):
        skills.setdefault(person_id, []).append(name)
    return skills
