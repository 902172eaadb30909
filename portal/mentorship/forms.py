"""The shape of what mentees type, and of the answer."""

from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from portal import clock
from portal.fields import Day, Line, Words, line
from portal.forms import PortalForm
from portal.mentorship.words import DECLINE_REASONS


def a_skill(value):
    """The id of a skill as a form sends it. Raises ValueError for anything else."""
    return UUID(str(value))


def a_mentor(value):
    """The id of a mentor as a form sends it, "" for nobody. Raises ValueError for anything else."""
    return UUID(str(value)) if value else ""


class AskForm(PortalForm):
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

    second = SelectField(
        "If that does not work out, ask", coerce=a_mentor, default="", validate_choice=False
    )
    third = SelectField("And after that", coerce=a_mentor, default="", validate_choice=False)

    def let_follow(self, choices):
        """Who may be asked after the first: names by id."""
        self.second.choices = self.third.choices = {"": "Nobody"} | choices

    def validate_second(self, field):
        if field.data and field.data not in field.choices:
            raise ValidationError("They have no free place any more. Choose somebody else.")

    def validate_third(self, field):
        self.validate_second(field)
        if field.data and not self.second.data:
            raise ValidationError("Choose the second first.")
        if field.data and field.data == self.second.data:
            raise ValidationError("Choose somebody else than before.")

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


class DraftForm(AskForm):
    """The same before it is sent: as far as it is written."""

    goals = Words("What do you want to reach?", 1100, (Optional(),))
    message = Words("A few words", 1000, (Optional(),))

    def validate_goals(self, field):
        if self.goal_lines():
            super().validate_goals(field)


class DeclineForm(PortalForm):
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
    until = Day("Back on", [Optional()])

    def validate_until(self, field):
        if self.pause.data and field.data and field.data <= clock.today():
            raise ValidationError("Choose a day in the future, or leave it empty.")


class EndForm(PortalForm):
    reason = Line("A word about why", 200, (Optional(),))
