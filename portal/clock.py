"""The one place that knows what time it is. `ASPIRE_CLOCK` (tests and demo only) holds it still."""

from datetime import UTC, date, datetime

_fixed: datetime | None = None


def fix(moment: datetime | None) -> None:
    """Hold the clock at `moment` (an aware datetime), or let it run again with None."""
    global _fixed
    _fixed = moment


def now() -> datetime:
    """This moment, in UTC."""
    return _fixed.astimezone(UTC) if _fixed else datetime.now(UTC)


def today() -> date:
    """Today's date, in UTC."""
    return now().date()


def running() -> datetime:
    """This moment even while the clock is held: for telling whether a process is alive."""
    return datetime.now(UTC)
