"""Days as an iCalendar file (RFC 5545): whole days, one event for each, nothing else.

Written here because that is all a plan needs; what is read by calendars is text of a few dozen
kinds of lines, and a library would bring time zones and recurrences we never send (adr/0029).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

PRODUCT = "-//Aspire//My plan//EN"
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


def written(name: str, events: Iterable[Event], host: str) -> bytes:
    """The file: `name` is what calendars show, `host` makes the ids ours."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN",
             "METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}",
             "REFRESH-INTERVAL;VALUE=DURATION:PT6H", "X-PUBLISHED-TTL:PT6H"]  # fmt: skip
    for event in events:
        lines += _event(event, host)
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _event(event: Event, host: str) -> Iterator[str]:
    stamp = f"{event.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield "BEGIN:VEVENT"
    yield f"UID:{event.key}@{host}"
    yield f"DTSTAMP:{stamp}"
    yield f"LAST-MODIFIED:{stamp}"
    yield f"SEQUENCE:{event.version}"
    yield f"DTSTART;VALUE=DATE:{_day(event.first)}"
    yield f"DTEND;VALUE=DATE:{_day(event.last + DAY)}"  # the day after, by the standard
    yield f"SUMMARY:{escaped(event.title)}"
    if event.words:
        yield f"DESCRIPTION:{escaped(event.words)}"
    if event.address:
        yield f"URL:{event.address}"
    yield "CLASS:PRIVATE"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


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
