"""Opportunities and applications as a person would say them."""

from portal.dates import day
from portal.opportunities.models import Application, Opportunity, OpportunityEvent
from portal.opportunities.states import Kind, Mode, Standing, State

KINDS = {
    Kind.STRETCH: "Stretch project",
    Kind.GIG: "Gig",
    Kind.SECONDMENT: "Secondment",
    Kind.SHADOWING: "Shadowing",
    Kind.SWAP: "Job swap",
    Kind.VOLUNTEERING: "Volunteering",
    Kind.TRAINING: "Training others",
    Kind.OPENING: "Opening",
}
KIND_HINTS = {
    Kind.STRETCH: "Something new, beside the job",
    Kind.GIG: "A short task with a clear end",
    Kind.SECONDMENT: "Another post for a while",
    Kind.SHADOWING: "Go along and watch",
    Kind.SWAP: "Two people change places",
    Kind.VOLUNTEERING: "For the city and its people",
    Kind.TRAINING: "Teach what one knows",
    Kind.OPENING: "A vacancy for a role, to stay in",
}
# What one can look for: all but what is somebody's to fill.
SOUGHT = {key: said for key, said in KINDS.items() if key != Kind.OPENING}
# What everybody may offer, since it is their own time; the rest is for who leads, and HR.
OWN_TIME = (Kind.SHADOWING, Kind.TRAINING)
MODES = {
    Mode.SITE: "At a place of work",
    Mode.MIXED: "Some days at home",
    Mode.HOME: "Mostly at home",
}
STATES = {
    State.DRAFT: ("Draft", "", "pencil"),
    State.SUBMITTED: ("With HR for approval", "grow", "clock"),
    State.PUBLISHED: ("Open for applications", "ok", "check"),
    State.PAUSED: ("Paused", "", "clock"),
    State.CLOSED: ("Closed to applications", "", "lock"),
    State.RUNNING: ("Under way", "iris", "rocket"),
    State.COMPLETED: ("Completed", "ok", "check"),
    State.CANCELLED: ("Cancelled", "", "x"),
    State.EXPIRED: ("Not started", "", "x"),
}
STANDINGS = {
    Standing.SUBMITTED: ("Sent", "", "mail"),
    Standing.REVIEW: ("Being read", "", "eye"),
    Standing.SHORTLISTED: ("On the shortlist", "iris", "bookmark"),
    Standing.OFFERED: ("A place is offered", "grow", "sparkles"),
    Standing.ACCEPTED: ("Accepted", "ok", "check"),
    Standing.RELEASE: ("Waits for the manager", "grow", "clock"),
    Standing.ACTIVE: ("Under way", "iris", "rocket"),
    Standing.COMPLETED: ("Completed", "ok", "check"),
    Standing.WITHDRAWN: ("Taken back", "", "x"),
    Standing.NOT_SELECTED: ("Not this time", "", "x"),
    Standing.OFFER_DECLINED: ("Offer declined", "", "x"),
    Standing.OFFER_EXPIRED: ("Offer ran out", "", "x"),
    Standing.CANCELLED: ("Cancelled", "", "x"),
    Standing.RELEASED_EARLY: ("Ended early", "", "x"),
    Standing.CLOSED: ("Closed", "", "x"),
}
# Why somebody was not chosen.
NOT_SELECTED = {
    "experience": "Somebody brings more of what it asks for",
    "growth": "Somebody else gains more from it this time",
    "timing": "The dates did not fit",
    "other": "Something else",
}
# Why an application was closed.
CLOSED = {
    "filled": "All places are filled.",
    "unanswered": "There was no answer in time. That says nothing about you.",
    "expired": "It did not start.",
    "over": "It was completed before.",
    "left": "Somebody has left.",
    "talked": "You would like to talk; this entry has done its work.",
    "refused": "Your manager cannot let you go this time.",
}
EVENTS = {
    "applied": "{who} applied",
    "read": "{who} is reading it",
    "shortlisted": "{who} put it on the shortlist",
    "offered": "{who} offered a place",
    "accepted": "{who} accepted",
    "offer_declined": "{who} declined the offer",
    "offer_expired": "The offer ran out",
    "release_asked": "The manager was asked",
    "manager_told": "The manager was told",
    "released": "{who} agreed",
    "released_unasked": "Nobody objected in time, so it is agreed",
    "deferred": "{who} put the answer off",
    "escalated": "The manager’s own manager was asked",
    "release_refused": "{who} could not agree",
    "begun": "It began",
    "completed": "It was completed",
    "released_early": "{who} ended it early",
    "not_selected": "{who} chose others this time",
    "withdrawn": "{who} took it back",
    "cancelled": "{who} cancelled it",
    "restored": "{who} took the cancelling back",
    "closed": "It was closed",
    "submitted": "{who} sent it to HR for approval",
    "published": "{who} published it",
    "approved": "{who} approved it",
    "changes_asked": "{who} asked for changes",
    "taken_back": "{who} took it back",
    "resubmitted": "{who} changed it, so HR looks at it again",
    "paused": "{who} paused it",
    "resumed": "{who} opened it again",
    "reopened": "{who} opened it again",
    "started": "{who} started it",
    "expired": "It did not start in time",
    "promoted": "The second owner took over",
    "orphaned": "Its owner has left",
    "taken_over": "{who} took it over",
}


def happened(event: OpportunityEvent, who: str | None) -> str:
    """One line of a history."""
    return EVENTS.get(event.event, event.event).format(who=who or "The portal")


def dates(one: Opportunity) -> str:
    """From when to when: "3 June to 28 July 2026"; an opening has no end."""
    if one.kind == Kind.OPENING:
        return f"From {day(one.starts_on)}"
    if one.starts_on.year == one.ends_on.year:
        return f"{one.starts_on.day} {one.starts_on:%B} to {day(one.ends_on)}"
    return f"{day(one.starts_on)} to {day(one.ends_on)}"


def places(count: int) -> str:
    return "1 place" if count == 1 else f"{count} places"


def hours(count: int) -> str:
    return "1 hour a week" if count == 1 else f"{count} hours a week"


def standing(row: Application) -> tuple[str, str, str]:
    """How an application, or an answer to whoever seeks something, stands."""
    if row.opportunity.seeking and row.state == Standing.SHORTLISTED:
        return "Let us talk", "ok", "message-circle"
    return STANDINGS[Standing(row.state)]


def _next_of_answer(row: Application) -> str:
    """The same for an answer to whoever seeks something."""
    if row.state == Standing.SHORTLISTED:
        return "They would like to talk with you. Where you named something, they apply for it."
    if row.waiting and row.due_at:
        return f"You hear by {day(row.due_at)}."
    ended = {
        Standing.WITHDRAWN: "You took it back.",
        Standing.NOT_SELECTED: "They thank you, and look for something else.",
        Standing.CANCELLED: "They do not look for it any more.",
    }
    over = CLOSED["talked"] if row.reason == "talked" else "They do not look for it any more."
    return ended.get(Standing(row.state), over)


def next_step(row: Application) -> str:
    """What happens next with an application, as the person who made it reads it."""
    if row.opportunity.seeking:
        return _next_of_answer(row)
    due = day(row.due_at) if row.due_at else ""
    manager = row.manager.name if row.manager else "Your manager"
    return {
        Standing.SUBMITTED: f"You hear by {due}. Your manager is not told.",
        Standing.REVIEW: f"You hear by {due}. Your manager is not told.",
        Standing.SHORTLISTED: f"You hear by {due}. Your manager is not told.",
        Standing.OFFERED: f"Answer by {due}; after that the place goes to somebody else.",
        Standing.ACCEPTED: f"It starts on {day(row.opportunity.starts_on)}.",
        Standing.RELEASE: f"{manager} is asked to let you go, and answers by {due}.",
        Standing.ACTIVE: f"It goes on until {day(row.opportunity.ends_on)}.",
        Standing.COMPLETED: "Well done. Say below what it means for your skills.",
        Standing.WITHDRAWN: "You took it back.",
        Standing.NOT_SELECTED: NOT_SELECTED.get(row.reason, "") + ".",
        Standing.OFFER_DECLINED: "You declined, with thanks.",
        Standing.OFFER_EXPIRED: "The offer ran out before you answered.",
        Standing.CANCELLED: "It does not take place.",
        Standing.RELEASED_EARLY: "It ended before its time.",
        Standing.CLOSED: CLOSED.get(row.reason, "It was closed."),
    }[Standing(row.state)]
