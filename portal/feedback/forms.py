"""The shape of what people ask, answer and praise."""

from uuid import UUID

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.validators import Optional

from portal.feedback import words
from portal.feedback.rules import AT_ONCE, Said
from portal.fields import Words
from portal.forms import PortalForm

CHOOSE = "Choose what it is about from the list."


def a_person(value):
    """The id of a person as a form sends it. Raises ValueError for anything else."""
    return UUID(str(value))


class Text(Words):
    """Words that say something, or none."""

    def __init__(self, label, **more):
        super().__init__(label, words.MOST, **more)

    def pre_validate(self, form):
        if self.data and len(self.data) < words.LEAST:
            raise ValidationError(
                f"Say a little more: at least {words.LEAST} characters help the other."
            )


class AskForm(PortalForm):
    to = SelectMultipleField("Whom you ask", coerce=a_person, validate_choice=False)
    about = SelectField("What is it about?", validate_choice=False)
    question = RadioField(
        "Your question",
        choices=words.QUESTIONS,
        default="both",
        invalid_choice_message="Choose one of the questions.",
        invalid_value_message="Choose one of the questions.",
    )
    own = Words("Or in my own words", words.MOST_QUESTION, (Optional(),))

    def about_these(self, topics):
        self.about.choices = {value: topic.label for value, topic in topics.items()}
        return self

    def validate_to(self, field):
        if not 1 <= len(set(field.data or ())) == len(field.data or ()) <= AT_ONCE:
            raise ValidationError(f"Choose 1 to {AT_ONCE} colleagues.")

    def validate_about(self, field):
        if field.data not in field.choices:
            raise ValidationError(CHOOSE)

    def validate_own(self, field):
        if field.data and len(field.data) < words.LEAST_QUESTION:
            raise ValidationError(
                f"Write your question, in at least {words.LEAST_QUESTION} characters."
            )

    @property
    def asked(self):
        """The question in words: one's own where there is one."""
        return self.own.data or words.QUESTIONS[self.question.data]


class GiveForm(PortalForm):
    went_well = Text("What went well")
    next_time = Text("What to try next")
    may_show = BooleanField("This may be shown")
    version = HiddenField()

    @classmethod
    def of(cls, row):
        """The form as the feedback is now."""
        return cls(
            formdata=None, went_well=row.went_well, next_time=row.next_time,
            may_show=row.may_show, version=str(row.version),
        )  # fmt: skip

    def about_it(self, row):
        """Ask for what belongs to it; praise says what went well alone."""
        if row.skill_id is None:
            del self.may_show
        else:
            first = row.person.name.split()[0]
            self.may_show.label.text = (
                f"{first} may show “What went well” with my name, as evidence of {row.topic}"
            )
        if row.origin == "praise":
            del self.next_time
        return self

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        if fine and not (self.said.went_well or self.said.next_time):
            one = (
                "Write what went well."
                if "next_time" not in self
                else "Write at least one of them."
            )
            self.went_well.errors = [one]
            return False
        return fine

    @property
    def said(self):
        return Said(
            self.went_well.data or "",
            self.next_time.data or "" if "next_time" in self else "",
            bool("may_show" in self and self.may_show.data),
        )


class PraiseForm(PortalForm):
    about = SelectField("What is it about?", validate_choice=False)
    went_well = Text("What went well")
    may_show = BooleanField("This may be shown")

    def about_these(self, topics, person):
        self.about.choices = {"": "Choose"} | {key: one.label for key, one in topics.items()}
        first = person.name.split()[0]
        self.may_show.label.text = f"{first} may show this with my name, as evidence of the skill"
        self.went_well.label.text = f"What {first} did well"
        return self

    def validate_about(self, field):
        if not field.data or field.data not in field.choices:
            raise ValidationError(CHOOSE)

    def validate_went_well(self, field):
        if not field.data:
            raise ValidationError("Write what went well.")

    @property
    def said(self):
        return Said(self.went_well.data, may_show=bool(self.may_show.data))


class DeclineForm(PortalForm):
    reason = RadioField(
        "Why?",
        choices={**words.REASONS, "": "I’d rather not say"},
        default="",
        invalid_choice_message="Choose one of the reasons.",
        invalid_value_message="Choose one of the reasons.",
    )
    word = Words("A kind word", words.MOST_WORD, (Optional(),))
