"""What is offered beside the job: the list reads the index, one its row and the reader's skills."""

from flask import request

from portal.answers import page, wants_fragment
from portal.guard import actor, allow
from portal.opportunities import guards, queries, standing
from portal.opportunities.documents import BANDS
from portal.opportunities.models import Opportunity
from portal.opportunities.states import State
from portal.opportunities.views import bp as bp
from portal.opportunities.words import KINDS, MODES
from portal.search.opportunities import PAGE, AskedOpportunities, fit, opportunities
from portal.search.views import folder, options


@bp.get("")
@allow("opportunity.read")
def listed():
    asked = AskedOpportunities.of(request.args)
    answer = page(
        "search/opportunities.html",
        "search/_opportunities_sifted.html",
        asked=asked,
        found=opportunities(folder(), actor(), asked),
        orders=asked.orders(),
        paged=lambda at: asked.url(page=at),
        per_page=PAGE,
        more=request.args.get("more", ""),
        KINDS=KINDS,
        MODES=MODES,
        BANDS=BANDS,
    )
    if wants_fragment():
        answer.headers["HX-Push-Url"] = asked.url(page=asked.page if asked.page > 1 else None)
    return answer


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
        "opportunities/one.html",
        one=row,
        fit=fit(who.id, row),
        applied=queries.applied_for(row.id, who.id),
        why=guards.why_not(row, who.id) if row.state == State.PUBLISHED else "",
        free=standing.free(row) if row.state == State.PUBLISHED else 0,
        asks_manager=standing.needs_release(row),
    )
