"""The shape of what mentees type, and of the answer."""

from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal.fields import Line, Words, line
from portal.mentorship.words import DECLINE_REASONS


def a_skill(value):
    """The id of a skill as a form sends it. Raises ValueError for anything else."""
    return UUID(str(value))


class AskForm(FlaskForm):
    skills = SelectMultipleField("What would you like help with?", coerce=a_skill)
    goals = Words(
        "What do you want to reach?",
        1100,
        (InputRequired("Name at least one goal."),),
        description="One goal on each line, up to five.",
    )
    message = Words(
        "A few words",
        1000,
        (
            InputRequired("Write a message of 20 letters or more."),
            Length(min=20, message="Write a message of 20 letters or more."),
        ),
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
        return [goal for raw in (self.goals.data or "").split("\n") if (goal := line(raw))]

    def validate_goals(self, field):
        goals = self.goal_lines()
        if not goals:
            raise ValidationError("Name at least one goal.")
        if len(goals) > 5:
            raise ValidationError("Name at most five goals, one on each line.")
        if any(len(goal) > 200 for goal in goals):
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
    answer = Words("A kind word", 600, (Optional(),))
    instead = Line(
        "What could they try instead?",
        200,
        (Optional(),),
        description="A course, a colleague, one talk over coffee.",
    )
    pause = BooleanField("Take a break from new requests")


class EndForm(FlaskForm):
    reason = Line("A word about why", 200, (Optional(),))
