"""The shape of what is typed at sign-in and in the settings."""

from wtforms import BooleanField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from portal.accounts.passwords import LONGEST
from portal.fields import line
from portal.forms import PortalForm


class SignInForm(PortalForm):
    email = StringField(
        "Work email",
        [
            InputRequired("Type your work email."),
            Length(max=254, message="That is too long for an email address."),
        ],
        filters=[line],
    )
    password = PasswordField(
        "Password",
        [InputRequired("Type your password."), Length(max=1024, message="That is too long.")],
    )
    remember = BooleanField("Keep me signed in on this phone or computer")


class PasswordForm(PortalForm):
    current = PasswordField(
        "Current password", [InputRequired("Type your current password."), Length(max=1024)]
    )
    new = PasswordField(
        "New password",
        [
            InputRequired("Type a new password."),
            Length(max=LONGEST, message=f"Use at most {LONGEST} characters."),
        ],
    )


class ThemeForm(PortalForm):
    theme = RadioField(
        "Colours",
        choices={"system": "As on my device", "light": "Light", "dark": "Dark"},
    )
