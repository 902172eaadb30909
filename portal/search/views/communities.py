"""The list of communities and of what they keep: it reads the index."""

from flask import request

from portal.answers import wants_fragment
from portal.communities.queries import mine
from portal.communities.views import bp as bp
from portal.guard import actor, allow
from portal.search.communities import AskedCommunities, communities
from portal.search.views import folder, list_page, options


@bp.get("")
@allow("community.read")
def listed():
    asked = AskedCommunities.of(request.args)
    bare = not (asked.text or asked.pairs or wants_fragment()) and asked.page == 1
    found = communities(folder(), actor(), asked)
    return list_page(asked, found, mine=mine(actor().id) if bare else [])


@bp.get("/suggest")
@allow("community.read")
def suggest():
    """Options for the box of the list, as one types."""
    return options("communities.listed", ["community", "knowledge", "skill"])
