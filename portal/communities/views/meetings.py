"""Dates on which a community meets: planning one, changing it, and the file for a calendar."""

from typing import Any

from flask import make_response, url_for

from portal.answers import changed, page
from portal.communities import meeting
from portal.communities.forms import MeetingForm
from portal.communities.models import Community, CommunityMeeting
from portal.dates import local
from portal.errors import Stale
from portal.guard import actor, allow


def register(bp):
    """Put these pages under the blueprint of communities."""
    bp.add_url_rule("/<uuid:id>/meet", "meet", meet, methods=["GET", "POST"])
    bp.add_url_rule("/meetings/<uuid:id>/edit", "move", move, methods=["GET", "POST"])
    bp.add_url_rule("/meetings/<uuid:id>/cancel", "call_off", call_off, methods=["POST"])
    bp.add_url_rule("/meetings/<uuid:id>/restore", "call_on", call_on, methods=["POST"])
    bp.add_url_rule("/meetings/<uuid:id>/calendar.ics", "calendar", calendar)


def _see(community_id):
    return url_for("communities.one", id=community_id, _anchor="dates")


@allow("community.edit", Community)
def meet(one: Community):
    form = MeetingForm(zone_name=actor().time_zone)
    if form.validate_on_submit():
        meeting.plan(one, **form.said)
        return changed("It is on. Everybody who belongs to it is told.", back_to=_see(one.id))
    return page("communities/meet.html", form=form, one=one, row=None, theirs=None)


@allow("community-meeting.edit", CommunityMeeting)
def move(row: CommunityMeeting):
    zone = actor().time_zone
    at = local(row.begins, zone)
    now = {"day": at.date(), "at": at.time(), "minutes": row.minutes, "place": row.place,
           "title": row.title, "version": str(row.version)}  # fmt: skip
    form = MeetingForm(zone_name=zone, data=now)
    again: dict[str, Any] = {"form": form, "one": row.community, "row": row}
    if form.validate_on_submit():
        said = form.version.data or ""
        try:
            meeting.change(row, int(said) if said.isdecimal() and len(said) < 9 else 0, **form.said)
        except Stale:
            form.version.data = str(row.version)
            return page("communities/meet.html", theirs=row, status=409, **again)
        return changed("Saved. Everybody who belongs to it is told of a new time or place.",
                       back_to=_see(row.community_id))  # fmt: skip
    return page("communities/meet.html", theirs=None, **again)


@allow("community-meeting.edit", CommunityMeeting)
def call_off(row: CommunityMeeting):
    meeting.cancel(row)
    undo = ("Undo", url_for("communities.call_on", id=row.id))
    return changed("Called off. Everybody is told.", back_to=_see(row.community_id), undo=undo)


@allow("community-meeting.edit", CommunityMeeting)
def call_on(row: CommunityMeeting):
    meeting.restore(row)
    return changed("It takes place after all.", back_to=_see(row.community_id))


@allow("community.see", CommunityMeeting)
def calendar(row: CommunityMeeting):
    response = make_response(meeting.file(row))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="community.ics"'
    return response
