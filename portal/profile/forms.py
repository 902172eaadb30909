"""The shape of what a person says about themselves. Nothing but these fields is ever read."""

from datetime import date
from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.validators import AnyOf, DataRequired, InputRequired, Length

from portal import clock
from portal.audience import WORDS, Audience, in_words
from portal.fields import Line, Words, line
from portal.forms import PortalForm
from portal.people import manager
from portal.people.rules import Deed
from portal.skills.models import LEVELS, Interest
from portal.skills.own import Rating
from portal.skills.rules import NAME_LENGTH

HEADLINE, ABOUT = 160, 2000
TITLE, DESCRIPTION = 120, 1000

LEVEL_CHOICES = {str(number): word for number, word in enumerate(LEVELS)}
INTERESTS = {
    str(Interest.MORE): "Want to use more",
    str(Interest.HAPPY): "Happy to use",
    str(Interest.LESS): "Rather use less",
}
# Widest first, as people mostly choose it.
AUDIENCES = {str(int(audience)): words for audience, words in reversed(WORDS.items())}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
MONTH_CHOICES = {str(number): word for number, word in enumerate(MONTHS, 1)}


def _one_of(choices, message):
    return AnyOf(list(choices), message=message)


class SeenBy(SelectField):
    """Who may see something. A form that does not ask leaves it as it is."""

    message = "Choose who may see it from the list."

    def __init__(self, label="Who may see it", **more):
        super().__init__(label, choices=AUDIENCES, validate_choice=False, **more)

    def about(self, person, now):
        """Offer the audience it has today, too."""
        now = manager.as_it_is(person, now)
        value = str(int(now))
        other = {} if value in AUDIENCES else {value: in_words(now)}
        self.choices = other | AUDIENCES
        if not self.raw_data:
            self.data = value

    def pre_validate(self, form):
        if self.raw_data and self.data not in self.choices:
            raise ValidationError(self.message)

    @property
    def audience(self):
        """What was chosen."""
        return Audience(int(self.data))


class Naming(PortalForm):
    """A form that says who "my line manager" is, so that no share goes to another."""

    manager = HiddenField()

    @property
    def named(self):
        """The line manager the page spoke of, None for nobody; see `portal.people.manager`."""
        if self.manager.data is None:
            return manager.WHOEVER
        try:
            return UUID(self.manager.data) if self.manager.data else None
        except ValueError:
            return None


class DescriptionForm(Naming):
    headline = Line("In one line, what do you do or want to be known for?", HEADLINE)
    about = Words("About me", ABOUT)
    audience = SeenBy("Who may read this")
    version = HiddenField()


class AddSkillForm(PortalForm):
    skill = Line("Add a skill", NAME_LENGTH, (DataRequired("Write the name of a skill."),))
    level = SelectField(
        "Level",
        choices=LEVEL_CHOICES | {"0": "Not yet: I want to learn it"},
        default="2",
        validate_choice=False,
        validators=[_one_of(LEVEL_CHOICES, "Choose one of the levels.")],
    )

    def rating(self):
        level = int(self.level.data)
        return Rating(
            level=level,
            interest=Interest.HAPPY if level else Interest.LEARN,
            audience=Audience.EVERYONE,
        )


class SkillForm(Naming):
    level = RadioField("How well do you do this today?", choices=LEVEL_CHOICES,
                       validate_choice=False)  # fmt: skip
    interest = RadioField("Would you like to use it in your work?", choices=INTERESTS,
                          validate_choice=False)  # fmt: skip
    audience = SeenBy("Who may see this skill")
    can_teach = BooleanField("I can help others to learn this")
    used_month = SelectField("Last used in", validate_choice=False)
    used_year = StringField("Year", [Length(max=4, message="Write a year with four digits.")],
                            filters=[line])  # fmt: skip
    version = HiddenField()

    @classmethod
    def of(cls, row):
        """The form as the row is now. What is not rated yet has no level to start from."""
        learning = row.interest == Interest.LEARN
        form = cls(
            formdata=None,
            level=str(row.level) if row.level or learning else None,
            interest=str(Interest.MORE) if learning else row.interest,
            audience=str(int(manager.as_it_is(row.person, row.audience))),
            can_teach=row.can_teach,
            used_month=str(row.last_used_on.month) if row.last_used_on else "",
            used_year=str(row.last_used_on.year) if row.last_used_on else "",
            version=str(row.version),
        )
        return form.about(row)

    def about(self, row):
        """Say the name of the skill in the messages, and offer the audience it has now."""
        name = row.skill.name
        self.used_on = row.last_used_on
        self.used_month.choices = {"": "Not said"} | MONTH_CHOICES
        self.audience.about(row.person, row.audience)
        level_message = f"Choose a level for {name}."
        self.level.validators = [
            InputRequired(level_message),
            _one_of(LEVEL_CHOICES, level_message),
        ]
        self.interest.validators = [self._wish]
        self.audience.message = f"Choose who may see {name}."
        return self

    def _wish(self, form, field):
        """At level 0 there is one wish, to learn it; so the question is for the other levels."""
        if form.level.data != "0" and field.data not in INTERESTS:
            raise ValidationError("Choose whether you would like to use it.")

    def validate_used_month(self, field):
        """A form that does not ask leaves it as it is."""
        if not field.raw_data:
            return
        self.used_on = None
        if field.data or self.used_year.data:
            self.used_on = a_month(field, self.used_year, "Say the month and the year, or neither.")
            if self.used_on > clock.today():
                raise ValidationError("You cannot have used it in the future.")

    def rating(self):
        learning = self.level.data == "0"
        return Rating(
            level=int(self.level.data),
            interest=str(Interest.LEARN) if learning else self.interest.data,
            audience=Audience(int(self.audience.data)),
            can_teach=bool(self.can_teach.data),
            last_used_on=self.used_on,
        )


class ExperienceForm(Naming):
    title = Line("What you did", TITLE, (DataRequired("Write what you did."),))
    organisation = Line("Where", TITLE)
    start_month = SelectField("Started in", validate_choice=False)
    start_year = StringField("Year", [Length(max=4, message="Write a year with four digits.")],
                             filters=[line])  # fmt: skip
    end_month = SelectField("Ended in", validate_choice=False)
    end_year = StringField("Year", [Length(max=4, message="Write a year with four digits.")],
                           filters=[line])  # fmt: skip
    description = Words("What came of it", DESCRIPTION)
    audience = SeenBy()
    version = HiddenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.audience.about(None, Audience.EVERYONE)
        self.start_month.choices = {"": "Month"} | MONTH_CHOICES
        self.end_month.choices = {"": "It goes on"} | MONTH_CHOICES

    @classmethod
    def of(cls, row):
        """The form as the row is now."""
        ended = row.ended_on
        form = cls(
            formdata=None,
            title=row.title,
            organisation=row.organisation,
            start_month=str(row.started_on.month),
            start_year=str(row.started_on.year),
            end_month=str(ended.month) if ended else "",
            end_year=str(ended.year) if ended else "",
            description=row.description,
            version=str(row.version),
        )
        form.audience.about(row.person, row.audience)
        return form

    def validate_start_month(self, field):
        self.started_on = a_month(field, self.start_year, "Say when it started: month and year.")
        if self.started_on > clock.today():
            raise ValidationError("It cannot start in the future.")

    def validate_end_month(self, field):
        self.ended_on = None
        if not field.data and not self.end_year.data:
            return
        self.ended_on = a_month(field, self.end_year, "Say when it ended: month and year.")
        if getattr(self, "started_on", None) and self.ended_on < self.started_on:
            raise ValidationError("It cannot end before it started.")

    def deed(self):
        return Deed(
            title=self.title.data,
            organisation=self.organisation.data,
            started_on=self.started_on,
            ended_on=self.ended_on,
            description=self.description.data,
        )


def a_month(month, year, message):
    """The first day of a month, as people remember when something was."""
    try:
        day = date(int(year.data), int(month.data), 1)
    except (TypeError, ValueError, OverflowError):
        raise ValidationError(message) from None
    if day.year < 1930:
        raise ValidationError("Write a year after 1930.")
    return day
