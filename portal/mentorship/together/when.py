"""Moments as people say them: a day and a time by the clocks where they are."""

from datetime import UTC, date, datetime, time

from portal.dates import local, zone
from portal.errors import Refused

# fmt: off
LENGTHS = {
    15: "15 minutes", 20: "20 minutes", 30: "30 minutes", 45: "45 minutes", 60: "1 hour",
    90: "1½ hours", 120: "2 hours", 180: "3 hours", 240: "Half a day", 480: "A day",
}
# fmt: on


def moment(day: date, at: time, zone_name: str) -> datetime:
    """The moment of a day and a time in a zone, the first of two where clocks go back.

    Raises Refused for a time that clocks leave out when they go forward.
    """
    said = datetime.combine(day, at)
    found = said.replace(tzinfo=zone(zone_name)).astimezone(UTC)
    if local(found, zone_name).replace(tzinfo=None) != said:
        raise Refused("The clocks go forward then, and leave this time out. Choose another one.")
    return found


def in_words(at: datetime, zone_name: str, year: int | None = None) -> str:
    """A moment for somebody: "Wednesday 22 April 2026, 15:00"; in that `year` without it."""
    here = local(at, zone_name)
    day = f"{here.day} {here:%B}" if here.year == year else f"{here.day} {here:%B %Y}"
    return f"{here:%A} {day}, {here:%H:%M}"


def length(minutes: int) -> str:
    """How long something takes, in words."""
    return LENGTHS.get(minutes, f"{minutes} minutes")
