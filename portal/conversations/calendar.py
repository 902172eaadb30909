"""What calendars are told of a conversation: that there is one, when and where."""

from email.utils import parseaddr
from urllib.parse import urlsplit

from portal import ical
from portal.config import Settings
from portal.conversations.models import Conversation, State

TITLE = "Career conversation"


def meeting(one: Conversation, settings: Settings) -> ical.Meeting:
    """What the file says; what it is about stays between the two."""
    return ical.Meeting(
        key=one.id,
        title=TITLE,
        begins=one.starts_at,
        ends=one.ends_at,
        changed_at=one.changed_at,
        version=one.sequence,
        by=ical.Party(*parseaddr(settings.mail_from)),
        guest=None,
        place=one.place,
        address=f"{settings.base_url}/conversations/{one.id}",
        cancelled=one.state == State.CANCELLED,
    )


def host(settings: Settings) -> str:
    """What makes our ids ours."""
    return urlsplit(settings.base_url).hostname or "aspire"
