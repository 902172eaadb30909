"""What happened between two people, as a person would say it."""

from portal import clock
from portal.guard import signed_in
from portal.mentorship import words
from portal.mentorship.together import when
from portal.mentorship.together.reading import Happened

# What an event of a session says in the history; {who} is the person who acted.
EVENTS = {
    "session_planned": "{who} planned a session",
    "session_kept": "{who} noted a session that you had",
    "session_moved": "{who} moved a session",
    "session_held": "You met",
    "session_missed": "A session did not happen",
    "session_cancelled": "{who} cancelled a session",
    "session_put_on": "{who} put a cancelled session on again",
    "session_open_again": "{who} said that a session is open again",
}
STATES = {
    "planned": ("Planned", "iris", "calendar-days"),
    "held": ("You met", "ok", "check"),
    "cancelled": ("Cancelled", "", "x"),
    "missed": ("Did not happen", "", "info"),
}


def happened(what: Happened) -> str:
    """One line of the history of a mentorship."""
    said = EVENTS.get(what.event) or words.EVENTS.get(what.event, what.event)
    nobody = "The end of the mentorship" if what.event.startswith("session") else "Somebody"
    return said.format(who=what.who or nobody)


def moment(at) -> str:  # type: ignore[no-untyped-def]
    """A moment by the clocks of whoever reads it; the year only where it is another one."""
    who = signed_in()
    return when.in_words(at, who.time_zone if who else "", clock.today().year)
