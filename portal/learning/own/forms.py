"""The shape of a review and of a list."""

from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired

from portal.fields import Line, Words
from portal.forms import PortalForm
from portal.learning.own.rules import NAME_LENGTH, WORDS_LENGTH

STARS = {
    "5": "5: it changed how I work",
    "4": "4: I use what I learned",
    "3": "3: worth the time",
    "2": "2: a little of use",
    "1": "1: not worth the time",
}


class ReviewForm(PortalForm):
    stars = RadioField(
        "What was it worth to you?",
        choices=STARS,
        validate_choice=True,
        validators=[DataRequired("Choose one of the five.")],
    )
    words = Words("In your words", WORDS_LENGTH)
    version = HiddenField()


class ListForm(PortalForm):
    name = Line("Name of the list", NAME_LENGTH, (DataRequired("Give the list a name."),))
