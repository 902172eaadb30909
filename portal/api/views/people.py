"""Other people, as their pages show them to me."""

from typing import Any

from flask import Response

from portal.api import asked, writing
from portal.api.door import resource
from portal.api.shapes import persons
from portal.api.views.catalogue import folder
from portal.guard import actor
from portal.people import queries as people
from portal.people.models import Person
from portal.plans import queries as plans
from portal.profile import looking, queries
from portal.search.addresses import words
from portal.search.everything import PAGE, of_kind
from portal.skills import own_queries


@resource(
    "/people/<uuid:id>",
    action="person.see",
    scope="portal",
    shape=persons.Person,
    model=Person,
    reading=people.whole,
    summary="A person, as their page shows them to me; they can see that I looked",
)
def person(row: Person, _asked: asked.Nothing) -> tuple[persons.Person, Response]:
    who = actor()
    beside = queries.beside(who, row)
    groups, shared = beside.groups, beside.shared
    about = row.about_audience.includes(groups)
    found = persons.Person(
        id=row.id,
        name=row.name,
        job_title=row.job_title,
        department=row.department.name,
        location=row.location.name if row.location else None,
        manager=writing.colleague(row.manager) if row.manager else None,
        headline=row.headline if about else "",
        about=row.about if about else "",
        mentors=beside.mentors,
        skills=writing.skills(own_queries.of_person(row.id, groups)),
        experience=writing.experience(people.experience_of(row.id, groups)),
        aspirations=writing.aspirations(shared.aspirations, why="words" in shared.parts),
        drivers=shared.drivers,
        drains=shared.drains,
        preferences=writing.preferences(shared.preferences) if shared.preferences else None,
        words=shared.words,
        plans=writing.plans(plans.shared_by(row.id, groups)),
    )
    return found, looking.remember(Response(), who, row, groups, "api")


@resource(
    "/people",
    action="roles.read",
    scope="portal",
    shape=persons.People,
    asks=asked.LookingForSomebody,
    summary="People by name, job, or what everyone may see of them",
)
def listed(asks: asked.LookingForSomebody) -> persons.People:
    return persons.People(**_found("person", asks))


@resource(
    "/mentors",
    action="mentors.read",
    scope="portal",
    shape=persons.People,
    asks=asked.Looking,
    summary="People who mentor and take requests",
)
def mentors(asks: asked.Looking) -> persons.People:
    return persons.People(**_found("mentor", asks))


def _found(kind: str, asks: asked.Looking | asked.LookingForSomebody) -> dict[str, Any]:
    page = asked.page_of(asks.cursor)
    found = of_kind(folder(), actor(), words(asks.q), kind, page)
    items = [persons.FoundPerson(**line.row._asdict()) for line in found.lines]
    return {
        "items": items,
        "total": found.total,
        "next": asked.after(page, found.total > page * PAGE),
    }
