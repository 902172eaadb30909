"""The shape of what people ask, answer and suggest about a skill."""

from uuid import UUID

from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import AnyOf, DataRequired, InputRequired, Optional, ValidationError

from portal.audience import WORDS, Audience
from portal.fields import Line, Words
from portal.forms import PortalForm
from portal.skills.models import LEVELS, Interest
from portal.skills.own import Rating
from portal.skills.rules import NAME_LENGTH
from portal.validation.rules import AT_ONCE
from portal.validation.words import DECLINE_REASONS

CHOICES = {str(number): word for number, word in enumerate(LEVELS) if number}
AUDIENCES = {str(int(audience)): words for audience, words in reversed(WORDS.items())}
WORD = 600


def a_skill(value):
    """The id of a skill as a form sends it. Raises ValueError for anything else."""
    return UUID(str(value))


def _level(label, missing):
    return RadioField(
        label,
        [InputRequired(missing), AnyOf(list(CHOICES), message=missing)],
        choices=CHOICES,
        validate_choice=False,
    )


class AskForm(PortalForm):
    skills = SelectMultipleField("Which skills?", coerce=a_skill)
    message = Words("A few words", WORD, (Optional(),))

    def validate_skills(self, field):
        if not 1 <= len(field.data or ()) <= AT_ONCE:
            raise ValidationError(f"Choose 1 to {AT_ONCE} skills.")


class ConfirmForm(PortalForm):
    level = _level("At which level have you seen it?", "Choose the level you have seen.")
    word = Words("A few words", WORD, (Optional(),))

    @property
    def said(self):
        """The level, 0 where none was chosen."""
        return int(self.level.data) if self.level.data in CHOICES else 0


class AcceptForm(PortalForm):
    """For a skill that is not in the list yet: what its owner says of it."""

    level = _level(
        "How well do you do this, in your own view?", "Choose your own level, or say no."
    )
    audience = SelectField(
        "Who may see this skill",
        choices=AUDIENCES,
        default=str(int(Audience.EVERYONE)),
        validate_choice=False,
        validators=[AnyOf(list(AUDIENCES), message="Choose who may see it.")],
    )

    def rating(self):
        return Rating(
            level=int(self.level.data),
            interest=str(Interest.HAPPY),
            audience=Audience(int(self.audience.data)),
        )


class DeclineForm(PortalForm):
    reason = RadioField(
        "Why?",
        [InputRequired("Choose a reason, so that your no is easier to read.")],
        choices=DECLINE_REASONS,
    )
    word = Words("A kind word", WORD, (Optional(),))


class OfferForm(PortalForm):
    skill = Line("Which skill?", NAME_LENGTH, (DataRequired("Write the name of a skill."),))
    level = _level("At which level have you seen it?", "Choose the level you have seen.")
    word = Words("A few words", WORD, (Optional(),))
