"""What colleagues' words on a skill are called, and how old one may be."""

from datetime import datetime, timedelta

from portal.dates import day, months_between
from portal.validation.models import Validation, ValidationEvent

STALE_MONTHS = 18
"""A confirmation says less about today with every year: after so long it is marked as old."""

# The levels as somebody else sees them.
HINTS = (
    "",
    "Knows the basics and needs help",
    "Does it with some support",
    "Does it well on their own",
    "Others come to them to learn it",
)

# State and whether it was asked for: where it stands, as the owner and as the colleague reads it.
STANDS = ("It stands on your page.", "{owner} shows it.")
OFF = ("You took it off your page. Nobody else sees it.", "You said it; thank you.")
OVER = ("There was no answer in time.", "There was no answer in time.")
LINES = {
    ("asked", True): (
        "{by} can answer until {until}; we remind them twice.",
        "{owner} hopes for your answer by {until}.",
    ),
    ("offered", False): (
        "It waits for your yes or no until {until}. Nothing shows before.",
        "{owner} can say yes or no until {until}. Nothing shows before.",
    ),
    ("declined", True): ("{by} has answered, without a level.", "You said no, with thanks."),
    ("declined", False): ("You said no, thank you.", "{owner} has read it and thanks you."),
    **{("confirmed", asked): STANDS for asked in (True, False)},
    **{("removed", asked): OFF for asked in (True, False)},
    **{("expired", asked): OVER for asked in (True, False)},
}
# Why the clock closes what nobody can answer any more.
CLOSED = ("left", "skill removed")

# How long the same two wait before the same skill is asked for, or suggested, again.
COOL_DOWN = {
    "declined": timedelta(days=90),
    "expired": timedelta(days=30),
    "withdrawn": timedelta(days=7),
}

DECLINE_REASONS = {
    "not seen": "I have not seen it",
    "not my area": "It is not my area",
    "rather talk": "I would rather talk about it",
    "other": "Something else",
}

# What an event says in the history; {who} is the person who acted.
EVENTS = {
    "asked": "{who} asked",
    "offered": "{who} suggested it",
    "confirmed": "{who} confirmed it",
    "accepted": "{who} said yes",
    "declined": "{who} said no, with thanks",
    "withdrawn": "{who} took it back",
    "reminded": "A reminder went out",
    "expired": "Time ran out",
    "closed": "Closed",
    "taken off": "{who} took it off the page",
}


def stale(at: datetime | None, now: datetime) -> bool:
    """Whether a confirmation of that moment is an old one now."""
    return at is not None and months_between(at, now) >= STALE_MONTHS


def age(at: datetime, now: datetime) -> str:
    """How long ago somebody confirmed: "this month", "5 months ago", "2 years ago"."""
    ago = months_between(at, now)
    if ago < 1:
        return "this month"
    if ago < 24:
        return "1 month ago" if ago == 1 else f"{ago} months ago"
    return f"{ago // 12} years ago"


def beside(validation: Validation, mine: bool = False) -> str:
    """The confirmed level beside the owner's own at that time, as either of them reads it."""
    if validation.level is None or not validation.own_level:
        return ""
    whose = "your own" if mine else "their own"
    if validation.level == validation.own_level:
        return f"The same level as {whose}"
    higher = validation.level > validation.own_level
    return f"A {'higher' if higher else 'lower'} level than {whose}"


def state_line(validation: Validation, mine: bool) -> str:
    """Where it stands now, as its owner (`mine`) or the colleague reads it."""
    asked, state = validation.origin == "asked", validation.state
    if state == "withdrawn":
        closed = validation.reason in CLOSED
        own = "You took it back." if mine == asked else "It was taken back."
        return "It is closed." if closed else own
    owner, colleague = LINES[state, asked]
    return (owner if mine else colleague).format(
        owner=validation.person.name, by=validation.by.name, until=day(validation.expires_on)
    )


def happened(event: ValidationEvent, who: str | None) -> str:
    """One line of a history."""
    return EVENTS.get(event.event, event.event).format(who=who or "Somebody who has left")
