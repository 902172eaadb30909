"""The form of a check-in: one screen, every answer of which may be left out."""

from wtforms import HiddenField, RadioField, ValidationError
from wtforms.validators import Optional

from portal.aspirations import drivers as known
from portal.aspirations.forms import Several
from portal.audience import Audience
from portal.checkins import words as answers
from portal.checkins.models import CheckIn
from portal.checkins.rules import Said, codes
from portal.fields import Words, one_id
from portal.forms import PortalForm

NO_ANSWER = "I’d rather not say"
EMPTY = "Answer at least one question. The others can stay empty."


class Asked(RadioField):
    """A question with answers in words, or none."""

    def __init__(self, label, choices, **more):
        super().__init__(
            label,
            choices={**choices, "": NO_ANSWER},
            default="",
            invalid_choice_message="Choose one of the answers.",
            invalid_value_message="Choose one of the answers.",
            **more,
        )


class CheckInForm(PortalForm):
    energy = Asked(answers.ASK_ENERGY, answers.ENERGY)
    drives = Several("What drives me", known.DRIVERS, known.MOST_DRIVERS)
    drains = Several("What drains me", known.DRIVERS, known.MOST_DRAINS)
    confidence = Asked(answers.ASK_CONFIDENCE, answers.CONFIDENCE)
    words = Words("In your own words", answers.MOST_WORDS, (Optional(),))
    audience = RadioField(
        "Who reads it",
        choices={"counted": "", "manager": ""},
        default="counted",
        invalid_choice_message="Choose who reads it.",
        invalid_value_message="Choose who reads it.",
    )
    manager = HiddenField()
    base = HiddenField()

    @classmethod
    def of(cls, row: CheckIn):
        """The form of a check-in as it is."""
        return cls(
            formdata=None,
            energy=row.energy or "",
            confidence=row.confidence or "",
            drives=row.drives.split(),
            drains=row.drains.split(),
            words=row.words,
            audience="manager" if Audience.MANAGER & row.audience else "counted",
        )

    def about(self, board):
        """Say by name who would read it, and which check-in the form is about."""
        self.audience.choices = {"counted": "Nobody: only count it"}
        if board.manager is not None:
            name = board.manager.name
            self.audience.choices["manager"] = f"{name}, my line manager, reads it too"
        self.base.data = base_of(board.current)
        self.manager.data = str(board.person.manager_id or "")

    def validate_drains(self, field):
        both = set(field.data or ()) & set(self.drives.data or ())
        if both:
            names = ", ".join(
                sorted(known.in_words(code) for code in both if code in field.choices)
            )
            raise ValidationError(f"{names}: choose it as what drives or what drains, not both.")

    def validate(self, extra_validators=None):
        fine = super().validate(extra_validators)
        if fine and self.said.empty:
            self.energy.errors = [EMPTY]
            return False
        return fine

    @property
    def said(self) -> Said:
        return Said(
            self.energy.data or None,
            self.confidence.data or None,
            codes(self.drives.data or ()),
            codes(self.drains.data or ()),
            self.words.data or "",
        )

    @property
    def wanted(self) -> Audience:
        return Audience.MANAGER if self.audience.data == "manager" else Audience.NOBODY

    @property
    def named(self):
        return one_id(self.manager.data)


def base_of(row: CheckIn | None) -> str:
    """What a form says of the check-in it changes; nothing for a new one."""
    return f"{row.id} {row.version}" if row else ""
