"""What other systems told of learning that is not known here: what to add, or to call the same."""

from portal.answers import page
from portal.guard import allow
from portal.learning.importing import receiving


def register(bp):
    """Put the view on the blueprint of the catalogue."""
    bp.get("/told")(told)


@allow("learning.curate")
def told():
    return page("curate/learning/told.html", rows=receiving.left())
