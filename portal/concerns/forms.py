"""The shape of what is reported and written about it."""

from wtforms import StringField
from wtforms.validators import InputRequired

from portal.fields import Words, line
from portal.forms import PortalForm

LONGEST = 4000


class ReportForm(PortalForm):
    words = Words(
        "What happened?",
        LONGEST,
        (InputRequired("Say in a few words what happened."),),
        description="In your own words, as much or as little as you like.",
    )


class NoteForm(PortalForm):
    words = Words("A note", LONGEST, (InputRequired("Write something first."),))


class NameForm(PortalForm):
    email = StringField(
        "Their address", [InputRequired("Write the address they sign in with.")], filters=[line]
    )
