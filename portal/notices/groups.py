"""Which notices can also go by mail: groups of kinds, each with one switch of its own.

A kind belongs to the group of its first word, so "mentorship.accepted" to "mentorship". A
capability whose notices are to go by mail adds a line here; the others stay in the portal alone.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """What a switch says, and whether it is on for those who have not touched it."""

    label: str
    hint: str
    at_first: bool = False


GROUPS = {
    "mentorship": Group("Mentoring", "Requests, answers, and what waits for you.", at_first=True),
    "learning": Group("Learning", "Approvals, dates, lessons, and certificates that run out.",
                      at_first=True),
    "search": Group("My saved searches", "New roles, as often as each search says.", at_first=True),
    "plan": Group("My plans", "Steps that are due."),
    "validation": Group("My skills", "Who asks you to confirm one, and who confirmed yours."),
    "share": Group("Shared with me", "Roles that colleagues show you."),
    "aspiration": Group("My aspirations", "When it is time to look them over."),
}  # fmt: skip


def group_of(kind: str) -> str | None:
    """The group a kind of notice belongs to; None where it never goes by mail."""
    first = kind.partition(".")[0]
    return first if first in GROUPS else None
