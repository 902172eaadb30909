"""The shape of what is asked before personal data is handed out or erased."""

from wtforms import BooleanField, PasswordField
from wtforms.validators import InputRequired, Length

from portal.forms import PortalForm


class ConfirmForm(PortalForm):
    password = PasswordField(
        "Your password",
        [InputRequired("Type your password."), Length(max=1024, message="That is too long.")],
    )


class EraseForm(ConfirmForm):
    sure = BooleanField(
        "I know that this cannot be taken back",
        [InputRequired("Tick this if you are sure.")],
    )
