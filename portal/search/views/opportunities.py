"""What is offered beside the job: the list reads the index, one its row and the reader's skills."""

from flask import request

from portal.answers import page
from portal.guard import actor, allow
from portal.opportunities import guards, queries, standing
from portal.opportunities.models import Opportunity
from portal.opportunities.states import State
from portal.opportunities.views import bp as bp
from portal.search.opportunities import AskedOpportunities, fit, opportunities
from portal.search.views import folder, list_page, options


@bp.get("")
@allow("opportunity.read")
def listed():
    asked = AskedOpportunities.of(request.args)
    return list_page(asked, opportunities(folder(), actor(), asked))


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
