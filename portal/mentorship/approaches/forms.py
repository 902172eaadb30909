"""The shape of what a mentor who reaches out writes, and of the answer."""

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Length, Optional

from portal.fields import Words
from portal.forms import PortalForm
from portal.mentorship.approaches.rules import LONGEST, SHORTEST

OPEN_TO = {"asked": "Mentors I have asked", "anyone": "Any mentor", "nobody": "Nobody"}


class ReachOutForm(PortalForm):
    message = Words(
        "A few words",
        LONGEST,
        (
            InputRequired("Write a message of 20 letters or more."),
            Length(min=SHORTEST, message="Write a message of 20 letters or more."),
        ),
        description="Why you thought of them, and what you could do together. 20 to 600 letters.",
    )
    months = SelectField(
        "For how long?",
        coerce=int,
        default=6,
        choices={n: "1 month" if n == 1 else f"{n} months" for n in range(1, 13)},
    )


class NoForm(PortalForm):
    answer = Words("A kind word", 600, (Optional(),))
    no_more = BooleanField("No mentor may reach out to me from now on")


class OpenForm(PortalForm):
    open_to = RadioField("Who may reach out to me first?", choices=OPEN_TO)
