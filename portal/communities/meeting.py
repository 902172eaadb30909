"""When a community meets: every change of a date, and the file for a calendar."""

from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from portal import clock, ical, outbox
from portal.communities.models import Community, CommunityMeeting
from portal.db import db
from portal.errors import Refused, Stale

MOST = 50


def plan(
    one: Community, *, title: str, begins: datetime, minutes: int, place: str
) -> CommunityMeeting:
    """A date, of which everybody who belongs to the community hears. Raises Refused once it is
    closed.
    """
    if one.closed_at is not None:
        raise Refused("This community is closed.")
    row = CommunityMeeting(
        community_id=one.id, title=title, begins=begins, minutes=minutes, place=place
    )
    db.session.add(row)
    db.session.flush()
    outbox.put("notify.community.meeting", f"{row.id}")
    return row


def change(row: CommunityMeeting, version: int, **said: Any) -> None:
    """Another time, place or title. Raises Stale when somebody saved it since."""
    before = {name: getattr(row, name) for name in said}
    if before == said:
        return
    if version != row.version:
        raise Stale
    for name, value in said.items():
        setattr(row, name, value)
    _changed(row)
    if before["begins"] != said["begins"] or before["place"] != said["place"]:
        outbox.put("notify.community.meeting", f"{row.id}")


def cancel(row: CommunityMeeting) -> None:
    """It does not take place."""
    if row.cancelled_at is None:
        row.cancelled_at = clock.now()
        _changed(row)
        outbox.put("notify.community.meeting", f"{row.id}")


def restore(row: CommunityMeeting) -> None:
    """It takes place after all."""
    if row.cancelled_at is not None:
        row.cancelled_at = None
        _changed(row)
        outbox.put("notify.community.meeting", f"{row.id}")


def _changed(row: CommunityMeeting) -> None:
    row.version += 1
    row.changed_at = clock.now()


def file(row: CommunityMeeting) -> bytes:
    """The date as a file for one's calendar."""
    settings: Any = current_app.config["SETTINGS"]
    what = ical.Meeting(
        key=row.id,
        title=f"{row.community.name}: {row.title}",
        begins=row.begins,
        ends=row.begins + timedelta(minutes=row.minutes),
        changed_at=row.changed_at,
        version=row.version,
        by=ical.Party(*parseaddr(settings.mail_from)),
        guest=None,
        place=row.place,
        address=f"{settings.base_url}/communities/{row.community_id}",
        cancelled=row.cancelled_at is not None,
    )
    return ical.invitation(what, urlsplit(settings.base_url).hostname or "aspire")
