"""The first page."""

from flask import Blueprint

from portal import clock
from portal.answers import page
from portal.guard import actor, allow
from portal.home import queries, steps
from portal.prompts.queries import waiting

bp = Blueprint("home", __name__)

SHOWN_REPORTS = 12


@bp.get("/")
@allow("home.read")
def home():
    today = queries.today(actor())
    # The clock of the place where the portal runs, which is the organisation's.
    moment = clock.now().astimezone()
    return page(
        "home/home.html",
        today=today,
        steps=steps.next_steps(today),
        prompts=waiting(actor().id)[:1],
        moment=moment,
        greeting=greeting(moment.hour),
        shown_reports=SHOWN_REPORTS,
    )


def greeting(hour: int) -> str:
    """The words for the time of day."""
    if hour < 12:
        return "Good morning"
    return "Good afternoon" if hour < 18 else "Good evening"
