"""The pages of one mentorship, open to its two people and nobody else."""

from portal.answers import page
from portal.guard import allow
from portal.mentorship import lists
from portal.mentorship.models import Mentorship


def register(bp):
    """Put the views on the blueprint of mentorship."""
    bp.get("/mentorship/<uuid:id>")(pair)


@allow("mentorship.pair", Mentorship, reading=lists.pair)
def pair(pair):
    return page("mentorship/together/page.html", pair=pair)
