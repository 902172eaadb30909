"""The shape of what two people write together."""

from datetime import UTC
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Optional

from portal import clock
from portal.dates import local
from portal.errors import Refused
from portal.fields import Clock, Day, Line, Words
from portal.forms import PortalForm
from portal.mentorship.together import goals, when
from portal.mentorship.together.actions import Deed
from portal.mentorship.together.sessions import When

MOST_WORDS, MOST_NOTE, MOST_PLACE, MOST_TOPIC = 200, 4000, 300, 120


def _id(value):
    """A person as a form names them. Raises ValueError for anything else."""
    return UUID(str(value))


class GoalForm(PortalForm):
    words = Line("Our goal", MOST_WORDS, (DataRequired("Say in a few words what it is."),))
    version = HiddenField()


class FarForm(PortalForm):
    progress = RadioField("How far is it?", [InputRequired("Choose how far it is.")], coerce=int,
                          choices=dict(enumerate(goals.FAR)))  # fmt: skip


class WhenForm(PortalForm):
    """When and where; by the clocks of whoever fills it in, whose zone is given as `zone`."""

    day = Day("Day", [InputRequired("Choose a day.")])
    time = Clock("Time", [InputRequired("Choose a time.")])
    minutes = SelectField("How long?", coerce=int, default=45, choices=when.LENGTHS)
    place = Line(
        "Where", MOST_PLACE, (Optional(),),
        description="A room, a walk, or the link of a video call. It stands in the invitation.",
    )  # fmt: skip
    anyway = HiddenField()
    version = HiddenField()

    zone = ""

    @classmethod
    def of(cls, session, zone):
        """The form as the session is now."""
        here = local(session.starts_at, zone)
        return cls(
            formdata=None,
            day=here.date(),
            time=here.time(),
            minutes=session.minutes,
            place=session.place,
            version=str(session.sequence),
        )

    def validate_time(self, field):
        if self.day.data and field.data:
            try:
                self.when()
            except Refused as no:
                raise ValidationError(no.message) from None

    def when(self):
        """What was typed. Raises Refused for a time that clocks leave out."""
        at = when.moment(self.day.data, self.time.data, self.zone).astimezone(UTC)
        return When(at, self.minutes.data, self.place.data or "")


class AgendaForm(PortalForm):
    topic = Line("What is it about?", MOST_TOPIC, (Optional(),))
    agenda = Words(
        "What do you want to talk about?", MOST_NOTE, (Optional(),),
        description="You both can read and change this. It is not in the invitation.",
    )  # fmt: skip
    version = HiddenField()


class SessionForm(WhenForm):
    topic = Line("What is it about?", MOST_TOPIC, (Optional(),))
    agenda = Words(
        "What do you want to talk about?", MOST_NOTE, (Optional(),),
        description="You both can read and change this. It is not in the invitation.",
    )  # fmt: skip


class ActionForm(PortalForm):
    words = Line("What is to be done?", MOST_WORDS, (DataRequired("Say what is to be done."),))
    doer_id = RadioField("Who does it?", [InputRequired("Say which of you does it.")], coerce=_id)
    due_on = Day("Until when?", [Optional()])
    version = HiddenField()

    before = None
    zone = ""

    def validate_due_on(self, field):
        today = local(clock.now(), self.zone).date()
        if field.data and field.data != self.before and field.data < today:
            raise ValidationError("Choose today or a later day, or leave it empty.")

    def deed(self):
        """What was typed."""
        return Deed(self.words.data, self.doer_id.data, self.due_on.data)


class NoteForm(PortalForm):
    words = Words("Note", MOST_NOTE, (DataRequired("Write something first."),))
    version = HiddenField()
