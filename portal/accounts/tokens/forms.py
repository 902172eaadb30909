"""The shape of what is said of a new token."""

from wtforms import PasswordField, RadioField, SelectMultipleField
from wtforms.validators import InputRequired, Length

from portal.accounts.tokens.rules import DAYS
from portal.accounts.tokens.scopes import SCOPES
from portal.fields import Line
from portal.forms import PortalForm

LONGEST = 60
ENDS = {30: "30 days", 90: "90 days", 180: "Half a year", 365: "A year"}


class TokenForm(PortalForm):
    name = Line(
        "What the token is for",
        LONGEST,
        (InputRequired("Name the program, so that you know it later."),),
    )
    scopes = SelectMultipleField(
        "What the program may do",
        [InputRequired("Choose at least one.")],
        choices={code: label for code, (label, _) in SCOPES.items()},
    )
    days = RadioField(
        "It ends after",
        [InputRequired("Choose when it ends.")],
        choices={str(days): ENDS[days] for days in DAYS},
        default="90",
    )
    password = PasswordField(
        "Your password",
        [InputRequired("Type your password."), Length(max=1024, message="That is too long.")],
    )
