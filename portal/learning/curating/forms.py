"""The shape of what is said of items, dates and providers."""

from datetime import UTC, datetime

from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional, Regexp

from portal.fields import Clock, Day, Line, Whole, Words, line
from portal.forms import PortalForm
from portal.learning import words
from portal.learning.curating import entry
from portal.skills.models import LEVELS

MOST_PLACES = 100_000
MAIL = r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\"]+$"
KINDS = {"internal": "A part of the organisation", "external": "Somebody outside it"}
STATUSES = {"active": "Offered to everybody", "draft": "A draft: nobody finds it yet"}


class ItemForm(PortalForm):
    """An item; what may be written is said once, in `entry`, for this form and for files."""

    title = StringField("What it is called", filters=[line])
    provider = SelectField("Who offers it", validate_choice=False)
    format = SelectField("What kind it is", choices=words.FORMATS)
    summary = Words("What one does and learns there", entry.SUMMARY)
    hours = StringField("Hours of a person’s time", filters=[line])
    payer = SelectField("Who pays", choices=words.PAYERS)
    cost = StringField("Cost for one person", filters=[line])
    currency = StringField("Currency", filters=[line], default="GBP")
    language = StringField("Language", filters=[line], default="English")
    url = StringField("Address on the web", filters=[line])
    certificate = StringField("Certificate", filters=[line])
    certificate_months = StringField("Months for which it is valid", filters=[line])
    status = RadioField("Who finds it", choices=STATUSES, default="active")
    version = HiddenField()

    @classmethod
    def of(cls, said: entry.Entry):
        """The form as the item is now."""
        known = {name: value for name, value in vars(said).items() if value is not None}
        shown = {name: f"{known[name].normalize():f}" for name in ("hours", "cost")}
        if said.certificate_months is not None:
            shown["certificate_months"] = str(said.certificate_months)
        return cls(formdata=None, **known | shown | {"version": said.stamp})

    def validate(self, extra_validators=None):
        sound = super().validate(extra_validators)
        self.said, wrong = entry.read({name: self[name].data or "" for name in entry.READINGS})
        for name, why in wrong.items():
            if not self[name].errors:
                self[name].errors = [why]
        return sound and not wrong


class LevelForm(PortalForm):
    level = SelectField(
        "Up to which level",
        choices={str(n): word for n, word in enumerate(LEVELS) if n},
        default="2",
    )


class TaughtForm(LevelForm):
    skill = Line("Skill", 200, (DataRequired("Write the name of the skill."),))


class NeededForm(PortalForm):
    needed = Line("What is to be learned before", 200, (DataRequired("Write its title."),))


class DateForm(PortalForm):
    day = Day("Day", [InputRequired("Choose the day.")])
    begins = Clock("From", [InputRequired("Write when it begins.")])
    until = Day("Last day", [Optional()])
    ends = Clock("To", [InputRequired("Write when it ends.")])
    place = Line("Place", 200)
    places = Whole(
        "Places",
        [Optional(), NumberRange(1, MOST_PLACES, f"Write a number from 1 to {MOST_PLACES:,}.")],
    )

    @property
    def times(self):
        """From when to when, as moments."""
        last = self.until.data or self.day.data
        return (
            datetime.combine(self.day.data, self.begins.data, UTC),
            datetime.combine(last, self.ends.data, UTC),
        )


SAID = ("name", "kind", "contact", "email", "phone", "url")


class ProviderForm(PortalForm):
    version = HiddenField()
    name = Line("Name", 200, (DataRequired("Write what the provider is called."),))
    kind = RadioField("Who they are", choices=KINDS, default="internal")
    contact = Line("Whom to ask", 200)
    email = Line(
        "E-mail",
        200,
        (Optional(), Regexp(MAIL, message="Write an address such as name@example.org.")),
    )
    phone = Line("Telephone", 60)
    url = Line("Address on the web", entry.URL)

    def validate_url(self, field):
        try:
            entry.address(field.data or "")
        except entry.Wrong as no:
            raise ValidationError(str(no)) from None

    @classmethod
    def of(cls, provider):
        """The form as it is opened: with what is said of the provider now."""
        known = {name: getattr(provider, name) for name in SAID}
        return cls(formdata=None, **known, version=entry.stamped(known))

    def said(self):
        return {name: self[name].data or "" for name in SAID}
