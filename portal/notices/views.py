"""The list of what one was told."""

from flask import Blueprint, redirect, url_for

from portal import clock
from portal.answers import changed, page
from portal.fields import page_number
from portal.guard import actor, allow
from portal.notices import queries, rules
from portal.notices.models import Notice

bp = Blueprint("notices", __name__)


@bp.get("/notifications")
@allow("notices.read")
def inbox():
    number = page_number()
    notices, more = queries.inbox(actor(), number)
    return page(
        "notices/inbox.html",
        days=queries.by_day(notices, clock.today()),
        number=number,
        more=more,
    )


@bp.post("/notifications/<uuid:id>/open")
@allow("notice.open", Notice)
def open_one(notice: Notice):
    rules.read(notice)
    return redirect(notice.path, 303)


@bp.post("/notifications/read")
@allow("notices.read")
def read_all():
    rules.read_all(actor().id)
    return changed("All read.", back_to=url_for(".inbox"))
