"""What people type, in fields and addresses: kept as it is written, within limits that are said."""

import re
from datetime import date
from typing import Any
from uuid import UUID

from flask import request
from wtforms import (
    DateField,
    Form,
    IntegerField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import Length

from portal.errors import BadInput

# Characters that no keyboard means to write, and that a database may refuse: all controls but the
# tab and the new line. Joiners, marks of direction and emoji are text and stay.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

LONGEST_NUMBER = 18
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 12, 31)


def text(value: str | None) -> str:
    """What was typed with one kind of line end, and without control characters or outer spaces."""
    value = (value or "").replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub("", value).strip()


def line(value: str | None) -> str:
    """The same on one line."""
    return " ".join(text(value).split())


def one_id(value: str | None) -> UUID | None:
    """The id an address gives; None where there is none. Raises BadInput for what is no id."""
    try:
        return UUID(value) if value else None
    except ValueError:
        raise BadInput("There is no such thing.") from None


def page_number(name: str = "page") -> int:
    """The page of a list that the address asks for. Raises BadInput where no link of ours leads."""
    raw = request.args.get(name, "1")
    if not raw.isdecimal() or len(raw) > 5 or not int(raw):
        raise BadInput("There is no such page of the list.")
    return int(raw)


def nearest_page(typed: str, last: int) -> int:
    """The number of a page of results, whatever was given for it: what looks for something answers
    every address.
    """
    return max(1, min(last, int(typed[:9]))) if typed.isdecimal() else 1


class AtMost(Length):  # type: ignore[misc]
    """At most `limit` characters, the same number that stands in the control as maxlength."""

    def __init__(self, limit: int) -> None:
        super().__init__(max=limit)

    def __call__(self, form: Form, field: Any) -> None:
        count = len(field.data or "")
        if count > self.max:
            raise ValidationError(
                f"Keep this to {self.max:,} characters. You have written {count:,}."
            )


class Line(StringField):  # type: ignore[misc]
    """One line of at most `limit` characters."""

    def __init__(self, label: str, limit: int, validators: tuple[Any, ...] = (), **more: Any):
        super().__init__(label, [*validators, AtMost(limit)], filters=[line], **more)


class Words(TextAreaField):  # type: ignore[misc]
    """Several lines of at most `limit` characters together."""

    def __init__(self, label: str, limit: int, validators: tuple[Any, ...] = (), **more: Any):
        super().__init__(label, [*validators, AtMost(limit)], filters=[text], **more)


class Whole(IntegerField):  # type: ignore[misc]
    """A whole number of no more digits than anybody means; longer ones break sums with floats."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and len(valuelist[0].strip()) > LONGEST_NUMBER:
            self.data = None
            raise ValueError("Write a smaller number.")
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write a whole number in figures.") from None


class Day(DateField):  # type: ignore[misc]
    """A day, as a calendar in the browser sends it; of a year that somebody may mean, since days
    near the ends of the calendar cannot be moved to another time zone.
    """

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Choose a day, or write it like 2027-03-31.") from None
        if self.data and not FIRST_DAY <= self.data <= LAST_DAY:
            self.data = None
            raise ValueError(f"Choose a day of the years {FIRST_DAY.year} to {LAST_DAY.year}.")


class Clock(TimeField):  # type: ignore[misc]
    """A time of the day; seconds, as some browsers send them, are nobody's."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([value[:5] for value in valuelist])
        except ValueError:
            raise ValueError("Choose a time, or write it like 15:00.") from None


def name_after(form: Any, key: object) -> None:
    """Give the fields ids of their own, where the same form stands on a page more than once."""
    for field in form:
        field.id = f"{field.short_name}-{key}"


def saved_elsewhere(form: Any, version: object, wanted: object, now: object) -> bool:
    """Whether the form was opened before something else was saved: to be answered with both, 409.

    `version` is that of the row, `wanted` what was typed and `now` what the row says: the same
    words twice are no clash. The form takes the version, so whoever sends it again has seen both.
    """
    if form.version.data == str(version) or wanted == now:
        return False
    form.version.data = str(version)
    return True


def opened_before(row: Any) -> bool:
    """Whether this form was opened before the row was changed last; one that does not say was not.

    For forms that carry nothing but the version, such as those that remove: what waited on a device
    meanwhile is asked about once more.
    """
    return request.form.get("version", str(row.version)) != str(row.version)
