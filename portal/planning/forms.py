"""The shape of what a person says of a plan and its steps."""

from datetime import date
from decimal import Decimal, InvalidOperation

from wtforms import HiddenField, RadioField, StringField, ValidationError
from wtforms.validators import DataRequired

from portal import clock
from portal.fields import Line, Words, line
from portal.forms import PortalForm
from portal.learning.models import MOST_HOURS
from portal.plans import dating, moving
from portal.plans.rules import MOST_NOTE, MOST_TITLE
from portal.plans.steps import NewStep

MOST_FIRST = 10
WAYS = {
    moving.SHIFT: "Move every date by the same number of days",
    moving.SPREAD: "Spread what is left evenly up to a new last day",
    moving.KEEP: "Leave the dates as they are",
}


class Day(StringField):
    """A day, as a calendar in the browser sends it; None where it is left empty."""

    day: date | None = None

    def process_formdata(self, valuelist):
        super().process_formdata([line(value) for value in valuelist])
        self.day = None
        if self.data:
            try:
                self.day = date.fromisoformat(self.data)
            except ValueError:
                raise ValueError("Choose a day, or write it like 2027-03-31.") from None

    def process_data(self, value):
        self.day = value
        self.data = value.isoformat() if value else ""


class HoursField(StringField):
    """Hours with at most two places; None where it is left empty."""

    hours: Decimal | None = None

    def process_formdata(self, valuelist):
        super().process_formdata([line(value).replace(",", ".") for value in valuelist])
        self.hours = None
        if not self.data:
            return
        try:
            self.hours = Decimal(self.data)
        except InvalidOperation:
            raise ValueError("Write the hours as a number, such as 6 or 1.5.") from None
        if not self.hours.is_finite() or not 0 <= self.hours <= MOST_HOURS:
            raise ValueError(f"Write a number from 0 to {MOST_HOURS:,}.")
        if self.hours != round(self.hours, 2):
            raise ValueError("Two places after the point are enough.")

    def process_data(self, value):
        self.hours = value
        self.data = f"{value.normalize():f}" if value is not None else ""


def _not_past(day, before=None):
    """A day to come, or the one that stood there."""
    if day is not None and day != before and day < clock.today():
        raise ValidationError("Choose today or a later day.")
    _in_reach(day)


def _in_reach(day):
    if not dating.in_reach(day, today=clock.today()):
        raise ValidationError("Choose a day within twenty years of today.")


class StepForm(PortalForm):
    title = Line("What you will do", MOST_TITLE, (DataRequired("Say in a few words what it is."),))
    starts_on = Day("Begins on")
    due_on = Day("Done by")
    hours = HoursField("Hours it takes")
    note = Words("Notes to myself", MOST_NOTE)
    version = HiddenField()

    before = None

    @classmethod
    def of(cls, step):
        """The form as the step is now."""
        return cls(
            formdata=None,
            title=step.title,
            starts_on=step.starts_on,
            due_on=step.due_on,
            hours=step.hours,
            note=step.note,
            version=str(step.version),
        )

    def validate_starts_on(self, field):
        _in_reach(field.day)

    def validate_due_on(self, field):
        _not_past(field.day, self.before.due_on if self.before else None)
        if field.day and self.starts_on.day and field.day < self.starts_on.day:
            raise ValidationError("A step ends on the day it begins, or later.")

    def step(self, **more):
        """What was typed, as a step."""
        return NewStep(
            title=self.title.data,
            starts_on=self.starts_on.day,
            due_on=self.due_on.day,
            hours=self.hours.hours,
            note=self.note.data,
            **more,
        )


class PlanForm(PortalForm):
    title = Line("Where it leads", MOST_TITLE, (DataRequired("Say where the plan leads."),))
    due_on = Day("By when")
    version = HiddenField()

    before = None

    def validate_due_on(self, field):
        _not_past(field.day, self.before)


class BeginForm(PlanForm):
    first = Words("First steps, one on each line", 2000)

    def validate_first(self, field):
        if len(self.steps()) > MOST_FIRST:
            raise ValidationError(f"Begin with at most {MOST_FIRST} steps; more can follow.")
        if any(len(step.title) > MOST_TITLE for step in self.steps()):
            raise ValidationError(f"Keep each line to {MOST_TITLE} characters.")

    def steps(self):
        """Each line that says something, once."""
        titles = dict.fromkeys(line(text) for text in (self.first.data or "").split("\n"))
        return [NewStep(title=title) for title in titles if title]


class DatesForm(PortalForm):
    """How the dates of what is to do move on. Sent by GET to look at it, by POST to do it."""

    how = RadioField("What happens to the dates", choices=WAYS, validate_choice=False)
    days = StringField("Days", filters=[line])
    end = Day("New last day")
    version = HiddenField()

    def way(self):
        """What was chosen; a number that is none is refused with the rest."""
        text = (self.days.data or "0").removeprefix("+")
        number = text.removeprefix("-")
        days = int(text) if number.isdecimal() and len(number) < 6 else moving.MOST_DAYS + 1
        return moving.Way(self.how.data, days, self.end.day)
