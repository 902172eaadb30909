"""What is offered beside the job: the list reads the index, one its row and the reader's skills."""

from urllib.parse import parse_qsl

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from portal.answers import page
from portal.db import lock
from portal.guard import actor, allow
from portal.opportunities import guards, queries, standing
from portal.opportunities.models import Opportunity
from portal.opportunities.states import Kind, State
from portal.opportunities.views import bp as bp
from portal.opportunities.words import KINDS
from portal.people.models import Person
from portal.saved import afterwards, rules
from portal.saved.models import Of, SavedSearch
from portal.saved.queries import kept, opportunities_found_by
from portal.saved.views import kept as saved
from portal.saved.views import there
from portal.saved.wanted import read
from portal.search.opportunities import AskedOpportunities, fit, opportunities
from portal.search.views import folder, list_page, options


@bp.get("")
@allow("opportunity.read")
def listed():
    asked = AskedOpportunities.of(request.args)
    found = opportunities(folder(), actor(), asked)
    return list_page(asked, found, kept=kept(actor().id) if asked.query(sort=None) else None)


@bp.post("/searches")
@allow("saved.edit")
def save_search():
    """Keep a search of the list: whoever saved it is told of what is new."""
    wanted = read(request.form.get("query", ""))
    asked = AskedOpportunities.of(MultiDict(parse_qsl(wanted.query)))
    tab = [said for _, said, shown in asked.tabs if shown and asked.only]
    name = ", ".join(filter(None, [asked.text, *(one.words for one in asked.chosen), *tab]))
    lock(Person, actor().id)
    return saved(rules.save(actor().id, wanted.query, Of.OPPORTUNITY, name), "opportunity")


@bp.get("/searches/<uuid:id>")
@allow("saved.search", SavedSearch)
def found_by(row: SavedSearch):
    """What a search told of and can still be seen where it looks; that its owner looked is written
    down afterwards.
    """
    there(row)
    over = AskedOpportunities.of(MultiDict(parse_qsl(row.query))).only == "done"
    told = opportunities_found_by(row.id)
    lines = queries.lines_of([key for key, _ in told])
    found = [
        (url_for(".one", id=key), one.title, f"{KINDS[Kind(one.kind)]} · {one.department}", at)
        for key, at in told
        if (one := lines.get(key)) and (one.state == State.COMPLETED) == over
    ]
    return afterwards.seen(page("saved/search.html", search=row, found=found), row.id)


@bp.get("/suggest")
@allow("opportunity.read")
def suggest():
    """Options for the box of the list, as one types."""
    return options("opportunities.listed", ["opportunity", "skill"])


@bp.get("/<uuid:id>")
@allow("opportunity.see", Opportunity, reading=queries.whole)
def one(row: Opportunity):
    who = actor()
    return page(
        "opportunities/seeking.html" if row.seeking else "opportunities/one.html",
        one=row,
        fit=fit(who.id, row),
        applied=queries.applied_for(row.id, who.id),
        why=guards.why_not(row, who.id) if row.state == State.PUBLISHED else "",
        free=standing.free(row) if row.state == State.PUBLISHED else 0,
        asks_manager=standing.needs_release(row),
    )
