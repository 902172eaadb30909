"""Opportunities: offering them, and applying. The list of what is open is a page of search."""

from flask import Blueprint

from portal.opportunities import words
from portal.opportunities.applying import views as applying
from portal.opportunities.posting import views as posting

bp = Blueprint("opportunities", __name__, url_prefix="/opportunities")
posting.register(bp)
applying.register(bp)


@bp.record_once
def _applications(state):
    """What I applied for has an address of its own."""
    state.app.add_url_rule("/applications", "opportunities.mine", applying.mine)


@bp.record_once
def _words(state):
    """How templates say kinds, states, dates and what happens next."""
    state.app.jinja_env.globals.update(
        OPPORTUNITY_KINDS=words.KINDS,
        OPPORTUNITY_STATES=words.STATES,
        OPPORTUNITY_MODES=words.MODES,
    )
    state.app.jinja_env.filters.update(
        opportunity_dates=words.dates,
        places_words=words.places,
        weekly_words=words.hours,
        application_next=words.next_step,
        application_stands=words.standing,
    )
