"""What the totals of HR say about my groups, and what I let be counted and be asked."""

from flask import Blueprint, Response, request, url_for

from portal.answers import changed, page
from portal.aspirations import showing
from portal.db import lock
from portal.errors import BadInput
from portal.guard import actor, allow
from portal.people.models import Person
from portal.visibility import queries

PAGE, FIGURES = "visibility/totals.html", "visibility/_figures.html"


def register(bp: Blueprint) -> None:
    """Put the views on the blueprint of the page."""
    bp.get("/me/visibility/totals")(totals)
    bp.post("/me/visibility/counting")(counting)


@allow("visibility.read")
def totals() -> Response:
    """The figures HR sees of the groups I am part of: a page, or a part of Who sees what."""
    return page(PAGE, FIGURES, figures=queries.totals(actor().id))


@allow("visibility.edit")
def counting() -> Response:
    """Whether I count in the totals, and what people may write to me about."""
    person = lock(Person, actor().id)
    back_to = url_for(".mine", _anchor="totals")
    if request.form.get("moves") in ("yes", "no"):
        yes = request.form["moves"] == "yes"
        showing.open_about_moves(person.id, yes)
        told = "Your name stands" if yes else "Your name no longer stands"
        return changed(f"{told} with the roles you moved to.", back_to=back_to)
    if request.form.get("approaches") in ("yes", "no"):
        yes = request.form["approaches"] == "yes"
        showing.open_to_approaches(person.id, yes)
        told = "may write to you" if yes else "are not told that they may write to you"
        return changed(f"People with an opening {told}.", back_to=back_to)
    if request.form.get("counted") not in ("yes", "no"):
        raise BadInput("Say yes or no.")
    yes = request.form["counted"] == "yes"
    showing.count(person.id, yes)
    told = "count" if yes else "are in none of the totals"
    return changed(f"You {told} from the next count on.", back_to=back_to)
