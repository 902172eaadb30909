"""The shape of what the two of a conversation write."""

from wtforms import HiddenField, ValidationError
from wtforms.validators import DataRequired, Optional

from portal import clock
from portal.conversations.goals import Agreed
from portal.conversations.words import AGENDA
from portal.dates import local
from portal.fields import Day, Line, Words
from portal.forms import PortalForm
from portal.mentorship.together.forms import WhenForm

MOST_AGENDA, MOST_NOTES, MOST_OWN, MOST_WORDS = 4000, 8000, 4000, 200
YOURS = "A goal has an owner on both sides: say what the employee does for it."
THEIRS = "A goal has an owner on both sides: say what the manager does for it."


class ProposeForm(WhenForm):
    agenda = Words(
        "What do you want to talk about?", MOST_AGENDA, (Optional(),), default=AGENDA,
        description="You both can read and change this. It is not in the invitation.",
    )  # fmt: skip


class AgendaForm(PortalForm):
    agenda = Words("What do you want to talk about?", MOST_AGENDA, (Optional(),),
                   description="You both can read and change this.")  # fmt: skip
    version = HiddenField()


class NotesForm(PortalForm):
    notes = Words("What do you both want to remember?", MOST_NOTES, (Optional(),),
                  description="You both can read and change this.")  # fmt: skip
    version = HiddenField()


class OwnNoteForm(PortalForm):
    words = Words("My own note", MOST_OWN, (Optional(),))
    version = HiddenField()


class GoalForm(PortalForm):
    """A goal; `zone` is whose clocks say what day it is, `before` the days it had already."""

    words = Line("Our goal", MOST_WORDS, (DataRequired("Say in a few words what it is."),))
    employee_does = Line("", MOST_WORDS, (DataRequired(YOURS),))
    employee_by = Day("Until when?", [Optional()])
    manager_does = Line("", MOST_WORDS, (DataRequired(THEIRS),))
    manager_by = Day("Until when?", [Optional()])
    version = HiddenField()

    zone = ""
    before = (None, None)

    def _to_come(self, field):
        today = local(clock.now(), self.zone).date()
        if field.data and field.data not in self.before and field.data < today:
            raise ValidationError("Choose today or a later day, or leave it empty.")

    def validate_employee_by(self, field):
        self._to_come(field)

    def validate_manager_by(self, field):
        self._to_come(field)

    def agreed(self) -> Agreed:
        """What was typed."""
        return Agreed(
            self.words.data, self.employee_does.data, self.employee_by.data,
            self.manager_does.data, self.manager_by.data,
        )  # fmt: skip
