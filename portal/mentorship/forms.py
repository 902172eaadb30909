"""The shape of what mentees and mentors type."""

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal import clock
from portal.mentorship.words import DECLINE_REASONS

STATES = {
    "open": "Open",
    "paused": "On a break",
    "closed": "I do not mentor",
}


def one_line_ends(text):
    """Browsers send two signs for the end of a line; the limits count one."""
    return (text or "").replace("\r\n", "\n").strip()


def a_skill(value):
    """The id of a skill as a form sends it. Raises ValueError for anything else."""
    return UUID(str(value))


class AskForm(FlaskForm):
    skills = SelectMultipleField("What would you like help with?", coerce=a_skill)
    goals = TextAreaField(
        "What do you want to reach?",
        [InputRequired("Name at least one goal.")],
        filters=[one_line_ends],
        description="One goal on each line, up to five.",
    )
    message = TextAreaField(
        "A few words",
        [
            InputRequired("Write a message of 20 letters or more."),
            Length(min=20, message="Write a message of 20 letters or more."),
            Length(max=1000, message="Shorten your message to 1,000 letters."),
        ],
        filters=[one_line_ends],
        description="What are you aiming for? What would a good result be? 20 to 1,000 letters.",
    )
    months = SelectField(
        "For how long?",
        coerce=int,
        default=6,
        choices={n: "1 month" if n == 1 else f"{n} months" for n in range(1, 13)},
    )

    def goal_lines(self):
        """The goals, one by one, without empty lines."""
        return [line for raw in (self.goals.data or "").split("\n") if (line := raw.strip())]

    def validate_goals(self, field):
        lines = self.goal_lines()
        if not lines:
            raise ValidationError("Name at least one goal.")
        if len(lines) > 5:
            raise ValidationError("Name at most five goals, one on each line.")
        if any(len(line) > 200 for line in lines):
            raise ValidationError("Shorten each goal to 200 letters.")

    def validate_skills(self, field):
        if len(field.data or ()) > 5:
            raise ValidationError("Choose at most five skills.")


class DeclineForm(FlaskForm):
    reason = RadioField(
        "Why?",
        [InputRequired("Choose a reason, so that your no is easier to read.")],
        choices=DECLINE_REASONS,
    )
    answer = TextAreaField(
        "A kind word",
        [Optional(), Length(max=600, message="Shorten your words to 600 letters.")],
        filters=[one_line_ends],
    )
    instead = StringField(
        "What could they try instead?",
        [Optional(), Length(max=200, message="Shorten this to 200 letters.")],
        filters=[one_line_ends],
        description="A course, a colleague, one talk over coffee.",
    )
    pause = BooleanField("Take a break from new requests")

    def for_request(self, request):
        """The same form with ids of its own, since a page may show several."""
        for field in self:
            if field.id != "csrf_token":
                field.id = field.label.field_id = f"{field.id}-{request.id.hex[:12]}"
        return self


class EndForm(FlaskForm):
    reason = StringField(
        "Why? The other one reads this.",
        [Optional(), Length(max=200, message="Shorten this to 200 letters.")],
        filters=[one_line_ends],
    )


class OfferForm(FlaskForm):
    state = RadioField("New requests", choices=STATES, default="open")
    paused_until = DateField(
        "Back on",
        [Optional()],
        description="Leave it empty to stay on a break until you open again yourself.",
    )
    capacity = SelectField(
        "How many people can I mentor at once?",
        coerce=int,
        default=2,
        choices={n: str(n) for n in range(11)},
    )
    offer = TextAreaField(
        "What I can help with, in my own words",
        [Optional(), Length(max=600, message="Shorten this to 600 letters.")],
        filters=[one_line_ends],
    )
    skills = SelectMultipleField("Skills I can teach", coerce=a_skill)

    def validate_paused_until(self, field):
        if self.state.data == "paused" and field.data and field.data <= clock.today():
            raise ValidationError("Choose a day in the future, or leave it empty.")
