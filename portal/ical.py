"""Calendars as text (RFC 5545): whole days to be read, and meetings to be put in (RFC 5546).

Written here because that is all we need; what is read by calendars is text of a few dozen kinds of
lines, and a library would bring time zones and recurrences we never send (adr/0029, adr/0037).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote
from uuid import UUID

PRODUCT = "-//Aspire//Calendar//EN"
PUBLISH, REQUEST, CANCEL = "PUBLISH", "REQUEST", "CANCEL"
MOST_OCTETS = 75
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """Something on one day, or on several in a row; `last` is the last of them.

    `key` stays the same whatever changes, `changed_at` is when the event was written last and
    `version` how often.
    """

    key: UUID
    title: str
    first: date
    last: date
    changed_at: datetime
    version: int
    words: str = ""
    address: str = ""


@dataclass(frozen=True)
class Party:
    """Somebody with an address to whom a calendar writes."""

    name: str
    email: str


@dataclass(frozen=True)
class Meeting:
    """People meet, from one moment to another; the rest as in an Event. `cancelled`: they do not.

    `by` invites and `guest` is invited: one copy for each, so that nobody's address is handed on.
    Without a guest it is only to be read, as from a file.
    """

    key: UUID
    title: str
    begins: datetime
    ends: datetime
    changed_at: datetime
    version: int
    by: Party
    guest: Party | None
    place: str = ""
    address: str = ""
    cancelled: bool = False


def written(name: str, events: Iterable[Event], host: str) -> bytes:
    """Days as a file: `name` is what calendars show, `host` makes the ids ours."""
    lines = [*_begun(PUBLISH), f"X-WR-CALNAME:{escaped(name)}",
             "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"]  # fmt: skip
    for event in events:
        lines += _event(event, host)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def invitation(meeting: Meeting, host: str) -> bytes:
    """A meeting for one calendar to put in, to change, or to take out where it is cancelled."""
    lines = [*_begun(method(meeting)), *_meeting(meeting, host), "END:VCALENDAR"]
    return b"".join(folded(line) for line in lines)


def method(meeting: Meeting) -> str:
    """What a calendar is asked to do; the mail that carries the text names it, too."""
    if meeting.guest is None:
        return PUBLISH
    return CANCEL if meeting.cancelled else REQUEST


def _begun(asked: str) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
    yield f"METHOD:{asked}"


def _event(event: Event, host: str) -> Iterator[str]:
    yield from _known(event, host)
    yield f"DTSTART;VALUE=DATE:{_day(event.first)}"
    yield f"DTEND;VALUE=DATE:{_day(event.last + DAY)}"  # the day after, by the standard
    if event.words:
        yield f"DESCRIPTION:{escaped(event.words)}"
    yield from ("TRANSP:TRANSPARENT", "END:VEVENT")


def _meeting(meeting: Meeting, host: str) -> Iterator[str]:
    yield from _known(meeting, host)
    yield f"DTSTART:{_moment(meeting.begins)}"
    yield f"DTEND:{_moment(meeting.ends)}"
    if meeting.place:
        yield f"LOCATION:{escaped(meeting.place)}"
    yield f"STATUS:{'CANCELLED' if meeting.cancelled else 'CONFIRMED'}"
    yield f"ORGANIZER;CN={_quoted(meeting.by.name)}:{_mailto(meeting.by)}"
    if meeting.guest is not None:
        # No answer is asked for: one would go to an address that nobody reads.
        role = "ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE"
        yield f"ATTENDEE;CN={_quoted(meeting.guest.name)};{role}:{_mailto(meeting.guest)}"
    yield from ("TRANSP:OPAQUE", "END:VEVENT")


def _known(event: Event | Meeting, host: str) -> Iterator[str]:
    stamp = _moment(event.changed_at)
    yield "BEGIN:VEVENT"
    yield f"UID:{event.key}@{host}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{event.version}"
    yield f"SUMMARY:{escaped(event.title)}"
    if event.address:
        yield f"URL:{event.address}"
    yield "CLASS:PRIVATE"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def _moment(at: datetime) -> str:
    at = at.astimezone(UTC)
    return f"{_day(at)}T{at:%H%M%S}Z"


def _quoted(name: str) -> str:
    """A parameter: between quotes, in which there is no way to write one (RFC 5545, 3.2)."""
    return '"' + " ".join(name.replace('"', "'").split()) + '"'


def _mailto(party: Party) -> str:
    return f"mailto:{quote(party.email, safe='@+')}"


def escaped(text: str) -> str:
    """Text as a value: backslash, comma, semicolon and new line are written with a backslash."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join(text.splitlines())


def folded(line: str) -> bytes:
    """A line with its end: broken into pieces of at most 75 octets, never within a character."""
    pieces, room = [b""], MOST_OCTETS
    for character in line:
        octets = character.encode()
        if len(pieces[-1]) + len(octets) > room:
            pieces.append(b"")
            room = MOST_OCTETS - 1  # the space at the beginning counts
        pieces[-1] += octets
    return b"\r\n ".join(pieces) + b"\r\n"
