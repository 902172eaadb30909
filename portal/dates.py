"""Dates as a person would say them, and counted on and back by months."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from flask import current_app

DAY, FRIDAY, SUNDAY = timedelta(days=1), 4, 6
NOT_PLACES = ("Etc/", "posix/", "right/", "SystemV/")


def zone(name: str) -> ZoneInfo:
    """The time zone of this name; of the organisation for no name."""
    return ZoneInfo(name or current_app.config["SETTINGS"].time_zone)


def local(at: datetime, zone_name: str = "") -> datetime:
    """A moment by the clocks of a time zone; of the organisation's where none is named."""
    return at.astimezone(zone(zone_name))


@cache
def zones() -> tuple[str, ...]:
    """The names of time zones somebody may choose: of places, and UTC."""
    places = (n for n in available_timezones() if "/" in n and not n.startswith(NOT_PLACES))
    return ("UTC", *sorted(places))


def day(at: date) -> str:
    """A day in words: "3 June 2026". A moment is a date, too."""
    return f"{at.day} {at:%B %Y}"


def month(at: date) -> str:
    """A month in words: "June 2026"."""
    return f"{at:%B %Y}"


def moment(at: datetime) -> str:
    """A moment in words: "3 June 2026 at 14:05"."""
    return f"{day(at)} at {at:%H:%M}"


def months_on(start: date, months: int) -> date:
    """So many months later, before for a negative number; at most the last day of that month.

    31 May less three months is 28 February, or 29 in a leap year.
    """
    year, past = divmod(12 * start.year + start.month - 1 + months, 12)
    return date(year, past + 1, min(start.day, monthrange(year, past + 1)[1]))


def months_between(start: date, end: date) -> int:
    """How many whole months lie between two days or moments."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


def working_days_on(start: datetime, days: int) -> datetime:
    """So many working days later, Monday to Friday, at the same time of day.

    What begins at a weekend has the whole of Monday, and so ends late in the evening.
    """
    if start.weekday() > FRIDAY:
        start = start.replace(hour=23, minute=59, second=59, microsecond=0)
        start += DAY * (SUNDAY - start.weekday())
    for _ in range(days):
        start += DAY
        while start.weekday() > FRIDAY:
            start += DAY
    return start
