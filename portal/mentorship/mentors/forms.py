"""The shape of what mentors type about themselves."""

from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.fields import Words
from portal.mentorship.forms import a_skill

STATES = {
    "open": "Open",
    "paused": "On a break",
    "closed": "I do not mentor",
}


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
    offer = Words("What I can help with, in my own words", 600, (Optional(),))
    skills = SelectMultipleField("Skills I can teach", coerce=a_skill)

    def validate_paused_until(self, field):
        if self.state.data == "paused" and field.data and field.data <= clock.today():
            raise ValidationError("Choose a day in the future, or leave it empty.")
