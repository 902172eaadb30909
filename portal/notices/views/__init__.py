"""The list of what one was told, and acting from it."""

from datetime import datetime
from urllib.parse import urlencode

from flask import Blueprint, redirect, request, url_for

from portal import clock, dates
from portal.answers import changed, page
from portal.errors import BadInput
from portal.fields import page_number
from portal.guard import actor, allow
from portal.notices import folding, kinds, queries, rhythm, rules
from portal.notices.kinds import GROUPS
from portal.notices.models import Notice
from portal.notices.views import off, settings

bp = Blueprint("notices", __name__)
settings.add_to(bp)
off.add_to(bp)


@bp.get("/notifications")
@allow("notices.read")
def inbox():
    number, group, only = page_number(), request.args.get("about", ""), "unread" in request.args
    if group and group not in GROUPS:
        raise BadInput("There are no notifications about that.")
    found = queries.inbox(actor(), number, group=group, unread=only)
    zone = dates.zone(actor().time_zone)
    return page(
        "notices/inbox.html",
        days=folding.by_day(
            found[: queries.PER_PAGE], clock.now().astimezone(zone).date(), zone
        ),
        more=len(found) > queries.PER_PAGE,
        number=number,
        group=group,
        only_unread=only,
        groups=[(name, GROUPS[name]) for name in queries.groups_of(actor().id)],
        how=settings.in_words(rhythm.of(actor().id)),
    )  # fmt: skip


@bp.post("/notifications/<uuid:id>/open")
@allow("notice.open", Notice)
def open_one(notice: Notice):
    rules.read(notice)
    return redirect(notice.path, 303)


@bp.post("/notifications/<uuid:id>/act")
@allow("notice.open", Notice)
def act(notice: Notice):
    """Do the one click of a notice: the browser posts the same form there, where it is judged."""
    rules.read(notice)
    found = kinds.post_of(notice.kind, notice.path)
    return redirect(found[1], 307) if found else redirect(notice.path, 303)


@bp.post("/notifications/<uuid:id>/read")
@allow("notice.open", Notice)
def mark(notice: Notice):
    rules.read(notice)
    undo = ("Undo", url_for(".unread", id=notice.id))
    return changed("Marked as read.", back_to=_back(), undo=undo)


@bp.post("/notifications/<uuid:id>/unread")
@allow("notice.open", Notice)
def unread(notice: Notice):
    rules.unread(notice)
    return changed("Marked as unread.", back_to=_back())


@bp.post("/notifications/read")
@allow("notices.read")
def read_all():
    moment = rules.read_all(actor().id)
    undo = ("Undo", url_for(".unread_again", at=moment.isoformat()))
    return changed("All read.", back_to=url_for(".inbox"), undo=undo)


@bp.post("/notifications/read/undo")
@allow("notices.read")
def unread_again():
    try:
        moment = datetime.fromisoformat(request.args.get("at", ""))
        rules.unread_again(actor().id, moment)
    except ValueError:
        raise BadInput("It cannot be seen what is to be taken back.") from None
    return changed("Unread again.", back_to=url_for(".inbox"))


def _back() -> str:
    """The list as it was looked at."""
    asked = {name: request.form.get(name) for name in ("about", "unread", "page")}
    query = urlencode({name: value for name, value in asked.items() if value})
    return url_for(".inbox") + (f"?{query}" if query else "")
