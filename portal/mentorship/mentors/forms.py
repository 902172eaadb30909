"""The shape of what mentors type about themselves."""

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import Optional, ValidationError

from portal import clock
from portal.fields import Day, Line, Words
from portal.forms import PortalForm
from portal.mentorship.forms import a_skill
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS

STATES = {
    "open": "Open",
    "paused": "On a break",
    "closed": "I do not mentor",
}


class OfferForm(PortalForm):
    skills = SelectMultipleField("Skills I can teach", coerce=a_skill)
    topics = SelectMultipleField("What else I can help with", choices=TOPICS.offered)
    offer = Words("In my own words", 600, (Optional(),))
    formats = SelectMultipleField("How we can meet", choices=FORMATS.offered)
    languages = SelectMultipleField("Languages we can talk in", choices=LANGUAGES.offered)
    times = Line(
        "When it usually suits me", 120, (Optional(),), description="“Tuesday and Friday mornings”"
    )
    capacity = SelectField(
        "How many people can I mentor at once?",
        coerce=int,
        default=2,
        choices={n: str(n) for n in range(11)},
    )
    state = RadioField("New requests", choices=STATES, default="open")
    paused_until = Day(
        "Back on",
        [Optional()],
        description="Leave it empty to stay on a break until you open again yourself.",
    )

    def validate_paused_until(self, field):
        if self.state.data == "paused" and field.data and field.data <= clock.today():
            raise ValidationError("Choose a day in the future, or leave it empty.")
