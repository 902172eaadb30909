"""The pages of one mentorship, open to its two people and nobody else."""

from flask import url_for

from portal import clock, dates
from portal.answers import page
from portal.fields import page_number
from portal.guard import actor, allow
from portal.mentorship import lists
from portal.mentorship.models import Mentorship
from portal.mentorship.together import reading, when, words
from portal.mentorship.together.forms import FarForm
from portal.mentorship.together.goals import FAR
from portal.mentorship.together.views import actions, goals, notes, sessions


def register(bp):
    """Put the views on the blueprint of mentorship."""
    bp.get("/mentorship/<uuid:id>")(pair)
    bp.get("/mentorship/<uuid:id>/history")(history)
    goals.register(bp)
    sessions.register(bp)
    actions.register(bp)
    notes.register(bp)
    bp.add_app_template_filter(words.moment, "session_moment")
    bp.add_app_template_filter(when.length, "session_length")
    bp.context_processor(_said)


def _said():
    return {"FAR": FAR, "SESSION_STATES": words.STATES}


@allow("mentorship.pair", Mentorship, reading=lists.pair)
def pair(pair):
    return page(
        "mentorship/together/page.html",
        pair=pair,
        work=reading.work(pair.id),
        far=FarForm(formdata=None),
        today=dates.local(clock.now(), actor().time_zone).date(),
    )


@allow("mentorship.pair", Mentorship, reading=lists.pair)
def history(pair):
    number = page_number()
    found = reading.history(pair.id, number)
    told = [(words.happened(what), what) for what in found[: reading.PER_PAGE]]
    return page(
        "mentorship/together/history.html",
        pair=pair,
        told=told,
        number=number,
        more=len(found) > reading.PER_PAGE,
        url=lambda n: url_for("mentorship.history", id=pair.id, page=n),
    )
