"""Dates in words, and months counted where the calendar ends."""

from datetime import UTC, date, datetime

import pytest

from portal import dates


@pytest.mark.parametrize(
    ("start", "months", "found"),
    [
        (date(2025, 11, 30), 3, date(2026, 2, 28)),
        (date(2025, 10, 1), 3, date(2026, 1, 1)),
        (date(2026, 5, 31), -3, date(2026, 2, 28)),
        (date(2024, 2, 29), -12, date(2023, 2, 28)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 15), 6, date(2027, 2, 15)),
        (date(2025, 12, 31), 2, date(2026, 2, 28)),
        (date(2026, 3, 1), 12, date(2027, 3, 1)),
    ],
)
def test_months_end_where_the_calendar_ends(start, months, found):
    assert dates.months_on(start, months) == found


def test_only_whole_months_lie_between():
    assert dates.months_between(date(2024, 6, 15), date(2025, 12, 14)) == 17
    assert dates.months_between(date(2024, 6, 15), date(2025, 12, 15)) == 18


def test_a_day_is_said_without_a_zero():
    at = datetime(2026, 6, 3, 14, 5, tzinfo=UTC)
    assert (dates.day(at), dates.month(at)) == ("3 June 2026", "June 2026")
    assert dates.moment(at) == "3 June 2026 at 14:05"


def test_a_moment_by_the_clocks_of_a_place(app):
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert dates.moment(dates.local(noon, "Europe/Berlin")) == "1 July 2026 at 14:00"
    assert dates.moment(dates.local(noon)) == "1 July 2026 at 12:00"
    assert {"UTC", "Europe/Berlin", "America/New_York"} <= {*dates.zones()}
