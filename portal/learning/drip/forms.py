"""The shape of a day of a course."""

from wtforms import HiddenField, ValidationError
from wtforms.validators import DataRequired, InputRequired, NumberRange

from portal.fields import Line, Whole, Words
from portal.forms import PortalForm
from portal.learning.curating import entry
from portal.learning.drip.models import LAST_DAY

BODY = 20_000
WRONG_DAY = f"Write a number from 1 to {LAST_DAY}."


class DayForm(PortalForm):
    day = Whole("On which day it opens", [InputRequired(WRONG_DAY),
                                          NumberRange(1, LAST_DAY, WRONG_DAY)])  # fmt: skip
    title = Line("Title", 200, (DataRequired("Give the day a title."),))
    body = Words("What it says", BODY, (DataRequired("Write what it says."),))
    url = Line("A link, if there is one", entry.URL)
    version = HiddenField()

    def validate_url(self, field):
        try:
            field.data = entry.address(field.data or "")
        except entry.Wrong as no:
            raise ValidationError(str(no)) from None

    def said(self):
        names = ("day", "title", "body", "url")
        return {name: self[name].data for name in names}
