"""What the facts of an item are called on pages."""

from datetime import datetime
from decimal import Decimal

from portal.learning.models import Format, Payer
from portal.learning.money import money

FORMATS = {
    Format.COURSE: "Course",
    Format.VIDEO: "Video",
    Format.READING: "Reading",
    Format.EVENT: "Event",
    Format.SHADOWING: "Shadowing",
    Format.COHORT: "Learning group",
    Format.DRIP: "Day by day",
}
FORMAT_ICONS = {
    Format.COURSE: "graduation-cap",
    Format.VIDEO: "smartphone",
    Format.READING: "book-open",
    Format.EVENT: "calendar-days",
    Format.SHADOWING: "eye",
    Format.COHORT: "users-round",
    Format.DRIP: "clock",
}
PAYERS = {
    Payer.NOBODY: "Free",
    Payer.ORGANISATION: "Paid by the organisation",
    Payer.BUDGET: "From my budget",
    Payer.PERSON: "I pay myself",
}


def cost(amount: Decimal, currency: str, payer: str) -> str:
    """What it costs and who pays: "Free", "£90 from your budget"."""
    if not amount:
        return "Free"
    said = money(amount, currency)
    return {
        Payer.ORGANISATION: f"{said}, paid by the organisation",
        Payer.BUDGET: f"{said} from your budget",
        Payer.PERSON: f"{said}, which you pay yourself",
    }[Payer(payer)]


def when(at: datetime) -> str:
    """A date in words: "Thursday 23 April, 10:30"."""
    return f"{at:%A} {at.day} {at:%B}, {at:%H:%M}"


def until(start: datetime, end: datetime) -> str:
    """From when to when: "Thursday 23 April 2026, 10:30 to 13:00"."""
    day = f"{start:%A} {start.day} {start:%B %Y}, {start:%H:%M}"
    if start.date() == end.date():
        return f"{day} to {end:%H:%M}"
    return f"{day} to {end:%A} {end.day} {end:%B}, {end:%H:%M}"


def months(number: int) -> str:
    """A validity: "1 year", "3 years", "18 months"."""
    if number % 12:
        return f"{number} months" if number > 1 else "1 month"
    years = number // 12
    return f"{years} years" if years > 1 else "1 year"
