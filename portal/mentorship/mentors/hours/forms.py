"""The shape of what a mentor types about a date."""

from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from portal import clock
from portal.errors import Refused
from portal.fields import Clock, Day, Line, Whole, Words
from portal.forms import PortalForm
from portal.mentorship.together import when

KINDS = {"hours": "Office hours", "group": "Group session"}
LENGTHS = {
    15: "15 minutes", 30: "30 minutes", 45: "45 minutes", 60: "1 hour", 90: "1 hour and a half",
    120: "2 hours", 180: "3 hours", 240: "4 hours",
}  # fmt: skip


class WhenForm(PortalForm):
    """When and where a date is. `zone_name` is where the mentor's clocks are."""

    day = Day("Day", [InputRequired("Choose a day.")])
    at = Clock("Begins at", [InputRequired("Say when it begins.")])
    minutes = SelectField("How long?", coerce=int, default=45, choices=LENGTHS)
    place = Line(
        "Where", 300, (Optional(),), description="A room, or a link to a call. Only who has a "
        "place reads it.",
    )  # fmt: skip

    def __init__(self, *given, zone_name="", **more):
        super().__init__(*given, **more)
        self.zone_name = zone_name

    @property
    def starts_at(self):
        """The moment that day and time are. Raises Refused for one that clocks leave out."""
        return when.moment(self.day.data, self.at.data, self.zone_name)

    def validate_at(self, field):
        if not self.day.data or not field.data:
            return
        try:
            late = self.starts_at <= clock.now()
        except Refused as no:
            raise ValidationError(no.message) from None
        if late:
            raise ValidationError("Choose a time that is still to come.")


class DateForm(WhenForm):
    """A date as a whole."""

    kind = RadioField("What kind?", choices=KINDS, default="hours")
    title = Line("What is it about?", 120, (InputRequired("Say in a few words what it is about."),))
    words = Words("More about it", 600, (Optional(),))
    places = Whole(
        "Places", [InputRequired("Say how many can come."), NumberRange(1, 100, "Offer 1 to 100.")],
        default=3,
    )  # fmt: skip


class MoveForm(WhenForm):
    """Another time or place of a date; `version` is the one that was on the screen."""

    version = HiddenField(default="")


class CancelForm(PortalForm):
    because = Line("A word about why", 200, (Optional(),))
