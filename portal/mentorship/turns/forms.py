"""The shape of what is said about the course of a mentorship."""

from uuid import UUID

from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional

from portal.fields import Day, Words
from portal.forms import PortalForm
from portal.mentorship.turns.rules import LONGEST
from portal.mentorship.turns.words import AGAIN


class PauseForm(PortalForm):
    until = Day("Until", [InputRequired("Choose a day.")])


class LongerForm(PortalForm):
    months = SelectField(
        "How much longer?",
        coerce=int,
        default=3,
        choices={n: "1 month" if n == 1 else f"{n} months" for n in range(1, LONGEST + 1)},
    )


class FeedbackForm(PortalForm):
    helped = SelectMultipleField("What helped?")
    again = RadioField(
        "Would you do it again?", [InputRequired("Choose one of the three.")], choices=AGAIN
    )
    word = Words("A word", 600, (Optional(),))
    may_show = BooleanField("They may show my word, with my name, where people look for a mentor")


class ProofForm(PortalForm):
    skills = SelectMultipleField(
        "Which skills does it show?", [InputRequired("Choose at least one.")], coerce=UUID
    )
    note = Words("What you worked on", 1000, (Optional(),))
