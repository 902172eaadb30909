"""Every kind of notice there is: its words, its group, and what can be done from it.

The one place: a notice of a kind that is not here cannot be told, and a test keeps a kind here that
nobody tells from staying. A kind is called "group.what". Words are ours, with {placeholders} for
names, titles and days: never for what somebody wrote to somebody in private.
"""

import re

from portal.notices.kinds.communities import COMMUNITIES
from portal.notices.kinds.concerns import CONCERNS
from portal.notices.kinds.conversations import CONVERSATIONS
from portal.notices.kinds.feedback import FEEDBACK
from portal.notices.kinds.kind import Group, Kind
from portal.notices.kinds.learning import LEARNING
from portal.notices.kinds.mentoring import MENTORING
from portal.notices.kinds.opportunities import OPPORTUNITIES
from portal.notices.kinds.own import OWN
from portal.notices.kinds.programmes import PROGRAMMES
from portal.notices.kinds.turns import TURNS

GROUPS = {
    "mentorship": Group("Mentoring", "Requests, answers, and what waits for you.", "handshake",
                        mail=True, push=True),
    "learning": Group("Learning", "Approvals, dates, lessons, and certificates that run out.",
                      "book-open", mail=True, push=True),
    "opportunity": Group("Opportunities", "Applications, answers, and what waits for you.",
                         "rocket", mail=True, push=True),
    "community": Group("My communities", "Answers to what I wrote, and new dates.",
                       "message-circle", mail=True),
    "search": Group("My saved searches", "New roles, as often as each search says.", "bookmark",
                    mail=True),
    "plan": Group("My plans", "Steps that are due.", "route", push=True),
    "validation": Group("My skills", "Who asks you to confirm one, and who confirmed yours.",
                        "shield-check", push=True),
    "feedback": Group("Feedback", "Who asks for yours, and that you were given some.",
                      "message-circle", mail=True, push=True),
    "share": Group("Shared with me", "Roles that colleagues show you.", "mail"),
    "aspiration": Group("My aspirations", "When it is time to look them over.", "target"),
    "checkin": Group("Check-ins", "When the next one is due, every 90 days.", "clock"),
    "conversation": Group("Career conversations", "Between an employee and their manager.",
                          "message-circle", mail=True, push=True),
    "taxonomy": Group("Skills I proposed", "What became of them.", "sparkles"),
    "account": Group("My account", "When something of yours stops working, such as letters.",
                     "user-round", push=True),
    "concern": Group("Concerns", "That somebody reported one; never what it says.", "lock",
                     mail=True, push=True, may="concern.read"),
    "insights": Group("Unusual reading", "When somebody reads very many insights.", "eye",
                      mail=True, may="admin.read"),
}  # fmt: skip

KINDS: dict[str, Kind] = {
    **MENTORING,
    **TURNS,
    **CONCERNS,
    **PROGRAMMES,
    **LEARNING,
    **OPPORTUNITIES,
    **CONVERSATIONS,
    **COMMUNITIES,
    **FEEDBACK,
    **OWN,
}

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PLAIN = Kind("")
"""What is known of a notice that was told under a name no longer in use."""


def of(kind: str) -> Kind:
    """What is known of a kind; one from the past is plain, and keeps the words it was told in."""
    return KINDS.get(kind, PLAIN)


def post_of(kind: str, path: str) -> tuple[str, str] | None:
    """What one click does from a notice of this kind that leads to `path`, and where it posts to.

    The thing it is about is the last id in the path.
    """
    found, ids = of(kind).post, ID.findall(path)
    return (found[0], found[1].format(id=ids[-1])) if found and ids else None


def group_of(kind: str) -> str | None:
    """The group a kind belongs to; None for a name of the past whose group is gone."""
    first = kind.partition(".")[0]
    return first if first in GROUPS else None
