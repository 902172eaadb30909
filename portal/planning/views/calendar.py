"""The dates of a plan in one's own calendar: as a file, or read from a secret address."""

from urllib.parse import urlsplit

from flask import Response, abort, current_app, make_response, request, url_for

from portal import ical
from portal.accounts import rules as accounts
from portal.answers import changed, page
from portal.db import db
from portal.guard import actor, allow, public
from portal.plans import feeds, queries
from portal.plans.models import CalendarFeed, Plan

FEED = "calendar feed"


def register(bp):
    """Put the views on the blueprint of plans."""
    bp.get("/plan/calendar")(calendar)
    bp.post("/plan/calendar")(make)
    bp.post("/plan/calendar/revoke")(revoke)
    bp.get("/plan/<uuid:id>/dates.ics")(download)
    bp.get("/calendar/<token>.ics")(read)


@allow("plan.read")
def calendar():
    return _page()


def _page(address=None):
    plan = queries.now_plan(actor().id)
    feed = db.session.get(CalendarFeed, actor().id)
    return page("plans/calendar.html", plan=plan, feed=feed, address=address)


@allow("plan.make")
def make():
    """A new address; the page that answers is the only one that ever shows it."""
    token = feeds.make(actor().id)
    base = current_app.config["SETTINGS"].base_url.rstrip("/")
    return _page(f"{base}{url_for('plans.read', token=token)}")


@allow("plan.make")
def revoke():
    feeds.revoke(actor().id)
    return changed("Nobody reads your dates there any more.", back_to=url_for("plans.calendar"))


@allow("plan.see", Plan)
def download(plan):
    """The dates as they are now, as a file."""
    answer = _file(queries.outline(plan.id))
    answer.headers["Content-Disposition"] = 'attachment; filename="my-plan.ics"'
    return answer


@public
def read(token):
    """What a calendar reads: known by the token alone, whoever asks. Guessing is braked."""
    told = {"address": request.remote_addr or "", "key": str(current_app.secret_key)}
    try:
        accounts.brake(FEED, **told)
    except accounts.TooManyTries:
        answer = make_response("", 429)
        answer.headers["Retry-After"] = "900"
        return answer
    person_id = feeds.whose(token)
    if person_id is None:
        accounts.wrong_try(FEED, **told)
        abort(404)
    answer = _file(queries.now_plan(person_id))
    answer.call_on_close(_noted(person_id))
    return answer


def _noted(person_id):
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def note():
        with app.app_context():
            feeds.note_read(person_id)

    return note


def _file(plan):
    """The file of a plan; without one it is a calendar with nothing in it."""
    base = current_app.config["SETTINGS"].base_url.rstrip("/")
    found = feeds.events(plan, f"{base}{url_for('plans.mine')}") if plan else []
    text = ical.written("My plan", found, urlsplit(base).hostname or "aspire")
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Cache-Control"] = "no-store"
    return answer
