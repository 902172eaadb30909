"""The shape of a suggestion to everybody with an aim, or a wish to learn."""

from wtforms import SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from portal import clock
from portal.fields import Day
from portal.forms import PortalForm


class SegmentForm(PortalForm):
    aim = SelectField(
        "Everybody who",
        [InputRequired("Choose an aim, or a skill people want to learn.")],
        render_kw={"required": False},  # a list of groups without an empty line is never empty
    )
    of = SelectField(
        "Of whom?", [Optional()], description="One department or one level, never both."
    )
    due_on = Day("A good day to be done by", [Optional()])

    def validate_due_on(self, field):
        if field.data and field.data <= clock.today():
            raise ValidationError("Choose a day to come, or leave it empty.")
