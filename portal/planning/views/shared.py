"""Somebody's plan, as those they share it with see it."""

from flask import request

from portal.answers import page
from portal.guard import actor, allow
from portal.mentorship import queries as mentorship
from portal.people import queries as people
from portal.people.models import Person
from portal.plans import queries
from portal.profile import looking


def register(bp):
    """Put the views on the blueprint of plans."""
    bp.get("/people/<uuid:id>/plan")(of_person)


@allow("person.see", Person, reading=people.whole)
def of_person(person):
    """The plans that are open to the reader; that one looked is kept, and shown to their owner."""
    who = actor()
    look = looking.own(person, request.args.get("as", "colleague")) if person.id == who.id else None
    groups = look.groups if look else mentorship.groups_of(who, person)
    response = page(
        "plans/person.html",
        person=person,
        plans=queries.shared_by(person.id, groups),
        look=look,
        looks=looking.KINDS,
    )
    return looking.remember(response, who, person, groups, "plan")
