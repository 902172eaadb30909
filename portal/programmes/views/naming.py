"""Naming people for a programme: found by name, chosen, taken off again."""

from uuid import UUID

from flask import abort, request, url_for

from portal.answers import changed, page
from portal.db import db
from portal.fields import line
from portal.guard import actor, allow
from portal.people import queries as people
from portal.people.models import Person
from portal.programmes import naming, queries
from portal.programmes.models import Programme


def register(bp):
    """Put these pages beside those of members."""
    bp.get("/programmes/<uuid:id>/people")(find)
    bp.post("/programmes/<uuid:id>/people")(name)
    bp.post("/programmes/<uuid:id>/people/remove")(unname)


@allow("programme.join", Programme)
def find(programme: Programme):
    """Colleagues by name, to be put on a list."""
    mine = queries.mine(programme.id, actor().id)
    if mine is None:
        abort(404)
    typed = line(request.args.get("q"))[:120]
    found = people.called(typed, actor().id)
    return page(
        "programmes/people.html",
        "programmes/_people_found.html",
        programme=programme,
        mine=mine,
        typed=typed,
        found=found,
    )


@allow("programme.join", Programme)
def name(programme: Programme):
    other, never = _other(), request.values.get("never") == "y"
    new = naming.name(programme, _me(), other, never=never)
    said = f"{other.name} is on your list." if new else f"{other.name} was on your list already."
    return _answered(programme, said, (".unname", other) if new else None)


@allow("programme.join", Programme)
def unname(programme: Programme):
    other = _other()
    naming.unname(programme, _me(), other.id)
    return _answered(programme, f"{other.name} is off your list.", None)


def _answered(programme, said, undo):
    way = undo and ("Undo", url_for(undo[0], id=programme.id, person=undo[1].id))
    return changed(said, back_to=url_for(".find", id=programme.id), undo=way)


def _me():
    return db.session.get_one(Person, actor().id)


def _other():
    try:
        other = db.session.get(Person, UUID(request.values.get("person", "")))
    except ValueError:
        other = None
    if other is None:
        abort(404)
    return other
