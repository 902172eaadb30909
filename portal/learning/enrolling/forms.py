"""The shape of what people type about what they learn and what it costs."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from wtforms import IntegerField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Optional, ValidationError

from portal import clock
from portal.fields import Day, Words, line
from portal.forms import PortalForm
from portal.learning.enrolling.rules import LONGEST_REASON
from portal.learning.models import MOST_MONEY
from portal.learning.money import HUNDREDTH, figures

HOW = {
    "suggested": "Suggest it: they may say no",
    "assigned": "It is mandatory: they cannot decline",
}


def an_id(value):
    """An id as a form sends it. Raises ValueError for anything else."""
    return UUID(str(value))


class ReasonForm(PortalForm):
    reason = Words("Why?", LONGEST_REASON, (InputRequired("Give a reason."),))


class AssignForm(PortalForm):
    person = SelectField(
        "Who?", coerce=an_id, invalid_choice_message="Choose somebody you lead today."
    )
    how = RadioField("How?", choices=HOW, default="suggested")
    due_on = Day("Until when?", [Optional()])

    def validate_due_on(self, field):
        if field.data and field.data <= clock.today():
            raise ValidationError("Choose a day to come, or leave it empty.")


class AttendedForm(PortalForm):
    people = SelectMultipleField(
        "Who was there?", [InputRequired("Tick at least one person.")], coerce=an_id
    )


def amount(typed: str | None, most: int) -> Decimal:
    """Money as people write it: "1,240.50". Raises ValidationError in words."""
    try:
        value = Decimal(figures(typed or ""))
    except InvalidOperation:
        raise ValidationError("Write an amount in figures, such as 12000 or 480.50.") from None
    if not value.is_finite() or value < 0:
        raise ValidationError("An amount cannot be less than nothing.")
    if value > most:
        raise ValidationError(f"Write at most {most:,}.")
    if value != value.quantize(HUNDREDTH):
        raise ValidationError("Two places after the point are enough.")
    return value


class AmountsForm(PortalForm):
    amount = StringField(
        "For the whole department",
        [InputRequired("Write how much there is.")],
        filters=[line],
    )
    each = StringField(
        "What one person may plan of it",
        filters=[line],
        description="Nothing written: no limit for one person.",
    )
    version = IntegerField("Version", [Optional()])

    def validate_amount(self, field):
        self.total = amount(field.data, MOST_MONEY * 100)

    def validate_each(self, field):
        self.one = amount(field.data or "0", MOST_MONEY)
        if self.one > getattr(self, "total", self.one):
            raise ValidationError("One person cannot plan more than the whole department has.")


class BudgetForm(AmountsForm):
    department = SelectField("Department", coerce=an_id)
    year = SelectField("Year", coerce=int)
    currency = SelectField(
        "Currency", choices={"GBP": "£ pounds", "EUR": "€ euros", "USD": "$ dollars"}
    )
