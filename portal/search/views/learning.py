"""The catalogue of learning: its page reads the index, and belongs to the pages of learning."""

from flask import request

from portal.answers import wants_fragment
from portal.guard import actor, allow
from portal.learning.views import bp as bp
from portal.pathways.shelf import shelf
from portal.search.learning import AskedLearning, learning
from portal.search.views import folder, list_page, options


@bp.get("")
@allow("learning.read")
def catalogue():
    asked = AskedLearning.of(request.args)
    found = learning(folder(), actor(), asked)
    bare = not (asked.text or asked.chosen or wants_fragment()) and asked.page == 1
    return list_page(asked, found, shelf=shelf(actor()) if bare else [])


@bp.get("/suggest")
@allow("learning.read")
def suggest():
    """Options for the box of the catalogue, as one types."""
    return options("learning.catalogue", ["learning", "skill"])
