"""The first page."""

from flask import Blueprint, url_for

from portal import clock, dates
from portal.answers import page
from portal.fields import page_number
from portal.guard import actor, allow
from portal.home import matching, queries, steps
from portal.prompts.queries import waiting
from portal.prompts.words import Prompt
from portal.saved.searches import searches

bp = Blueprint("home", __name__)

SHOWN_REPORTS = 12
PER_PAGE = 9


@bp.get("/")
@allow("home.read")
def home():
    today = queries.today(actor())
    moment = dates.local(clock.now(), actor().time_zone)
    return page(
        "home/home.html",
        today=today,
        steps=steps.next_steps(today),
        prompts=[prompt for prompt in waiting(actor().id) if _helps(prompt, today)][:1],
        moment=moment,
        greeting=greeting(moment.hour),
        shown_reports=SHOWN_REPORTS,
        searches=searches(actor().id),
    )


@bp.get("/roles/for-you")
@allow("home.read")
def roles_for_me():
    number = page_number()
    found, total = matching.roles_for(actor(), number, PER_PAGE)
    return page(
        "home/roles.html",
        found=found,
        total=total,
        page_number=number,
        pages=-(-total // PER_PAGE),
        paged=lambda n: url_for("home.roles_for_me", page=n if n > 1 else None),
    )


def _helps(prompt: Prompt, today: queries.Today) -> bool:
    """Whoever has no aim yet is asked for their first skills by the panel itself."""
    return prompt.name != "no_skills" or today.target is not None


def greeting(hour: int) -> str:
    """The words for the time of day."""
    if hour < 12:
        return "Good morning"
    return "Good afternoon" if hour < 18 else "Good evening"
