"""What search may find of mentors: what everybody reads of them on the page of mentors."""

from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.db import db
from portal.mentorship.mentors.offering import LANGUAGES, TOPICS
from portal.mentorship.models import Mentor
from portal.people.models import Person
from portal.people.queries import here
from search_index import Document

EVERYONE = ("everyone",)
AT_ONCE = 500


def of(ids: Collection[UUID] | None = None) -> Iterator[Document]:
    """The documents of these mentors, or of all; who is paused, closed or gone has none."""
    statement = (
        select(Mentor)
        .join(Mentor.person)
        .where(Mentor.state == "open", here())
        .options(
            contains_eager(Mentor.person).options(
                joinedload(Person.department), joinedload(Person.location)
            ),
            selectinload(Mentor.skills),
        )
        .execution_options(yield_per=AT_ONCE)
    )
    if ids is not None:
        statement = statement.where(Mentor.id.in_(ids))
    for mentor in db.session.scalars(statement):
        yield _document(mentor)


def _document(mentor: Mentor) -> Document:
    person = mentor.person
    return Document(
        id=f"mentor:{mentor.id}",
        kind="mentor",
        title=person.name,
        aliases=[person.job_title] if person.job_title else [],
        body="\n".join(
            [mentor.offer, *TOPICS.said(mentor.topics), *LANGUAGES.said(mentor.languages)]
        ),
        keywords=sorted(skill.name for skill in mentor.skills),
        facets={
            "department": [person.department.name],
            "location": [person.location.name] if person.location else [],
        },
        audience=EVERYONE,
    )
