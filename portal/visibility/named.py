"""The list of people I name: finding somebody, adding and removing them."""

from uuid import UUID

from flask import Blueprint, Response, abort, request, url_for

from portal.answers import changed, page, wants_fragment
from portal.db import db, lock
from portal.fields import line
from portal.guard import actor, allow
from portal.people import queries as people
from portal.people.models import Person
from portal.visibility import rules

NAMED = "visibility/_named.html"
PEOPLE, FOUND = "visibility/people.html", "visibility/_found.html"


def register(bp: Blueprint) -> None:
    """Put the views on the blueprint of the page."""
    bp.get("/me/visibility/people")(find)
    bp.post("/me/visibility/people")(name)
    bp.post("/me/visibility/people/remove")(unname)


@allow("visibility.read")
def find() -> Response:
    """Colleagues by name, to be put on the list."""
    typed = line(request.args.get("q"))[:120]
    found = people.called(typed, actor().id)
    return page(PEOPLE, FOUND, typed=typed, found=found)


@allow("visibility.edit")
def name() -> Response:
    reader = _reader(request.values.get("reader", ""))
    new = rules.name(lock(Person, actor().id), reader)
    told = f"{reader.name} is on your list." if new else f"{reader.name} was on your list already."
    return _list(told)


@allow("visibility.edit")
def unname() -> Response:
    reader = _reader(request.form.get("reader", ""))
    rules.unname(lock(Person, actor().id), reader.id)
    return _list(f"{reader.name} is off your list.", ("Undo", url_for(".name", reader=reader.id)))


def _reader(value: str) -> Person:
    try:
        reader = db.session.get(Person, UUID(value))
    except ValueError:
        reader = None
    if reader is None:
        abort(404)
    return reader


def _list(told: str, undo: tuple[str, str] | None = None) -> Response:
    context = {"named": people.named_by(actor().id)} if wants_fragment() else {}
    return changed(told, NAMED, back_to=url_for(".mine", _anchor="named"), undo=undo, **context)
