"""The shape of what HR writes of a programme, and of what members write to join."""

from uuid import UUID

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.fields import Day, Line, Words, line
from portal.forms import PortalForm
from portal.mentorship.mentors.offering import LANGUAGES
from portal.programmes import audiences, rules
from portal.programmes.joining import MOST_GOALS, MOST_SKILLS
from portal.programmes.words import months

MONTHS = {n: months(n) for n in range(1, 13)}
CHOSEN = InputRequired("Choose a day.")


def a_key(value):
    """The id of a row as a form sends it. Raises ValueError for anything else."""
    return UUID(str(value))


def lines(written):
    """What stands on each line, without empty ones."""
    return [one for raw in (written or "").split("\n") if (one := line(raw))]


class ProgrammeForm(PortalForm):
    version = HiddenField(default="")
    name = Line("Name", 120, (InputRequired("Give it a name."),))
    purpose = Words("What it is for", 1000, (InputRequired("Say in a sentence what it is for."),))
    words = Words(
        "Words for members", 2000, (Optional(),),
        description="What they can expect, how often they meet, whom they can ask.",
    )  # fmt: skip
    joining_from = Day("Joining from", [CHOSEN])
    joining_until = Day("Joining until", [CHOSEN])
    starts_on = Day("Starts", [CHOSEN])
    ends_on = Day("Ends", [CHOSEN])
    months_least = SelectField("Shortest", coerce=int, default=3, choices=MONTHS)
    months = SelectField("Usual", coerce=int, default=6, choices=MONTHS)
    months_most = SelectField("Longest", coerce=int, default=9, choices=MONTHS)
    departments = SelectMultipleField("Departments")
    locations = SelectMultipleField("Locations")
    levels = SelectMultipleField("Levels", choices=audiences.LEVELS)
    roles = Words(
        "Roles", 2000, (Optional(),),
        description="The title of a role on each line, as the catalogue has it.",
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.departments.choices = audiences.departments()
        self.locations.choices = audiences.locations()
        self._roles = []

    @classmethod
    def of(cls, programme):
        """The form as it shows this programme."""

        def keys(kind):
            return [part.key for part in programme.parts if part.kind == kind]

        form = cls(obj=programme)
        if not form.is_submitted():
            form.departments.data, form.locations.data = keys("department"), keys("location")
            form.levels.data = keys("level")
            form.roles.data = "\n".join(audiences.role_titles(programme.parts))
        return form

    def validate_roles(self, field):
        self._roles, unknown = audiences.roles_named(lines(field.data))
        if unknown:
            raise ValidationError(f"No role has this title: {', '.join(unknown)}.")

    def validate(self, extra_validators=None):
        sound = super().validate(extra_validators)
        if sound:
            for name, words in rules.check(self.said).items():
                self[name].errors = [words]
                sound = False
        return sound

    @property
    def said(self):
        """What was written, once it is sound."""
        parts = [("department", key) for key in self.departments.data or ()]
        parts += [("location", key) for key in self.locations.data or ()]
        parts += [("level", key) for key in self.levels.data or ()]
        parts += [("role", key) for key in self._roles]
        names = ("name", "purpose", "words", "joining_from", "joining_until", "starts_on",
                 "ends_on", "months_least", "months", "months_most")  # fmt: skip
        plain = {name: self[name].data for name in names}
        plain["words"] = plain["words"] or ""
        return rules.Plan(**plain, parts=tuple(parts))


class JoinForm(PortalForm):
    mentee = BooleanField("I would like a mentor")
    wants = SelectMultipleField("Skills I would like to learn", coerce=a_key)
    more_wants = Words(
        "Other skills", 600, (Optional(),),
        description="One on each line, as the catalogue calls it.",
    )  # fmt: skip
    goals = Words(
        "What do you want to reach?", 1100,
        description="One goal on each line, up to five. Your mentor reads them once you say yes.",
    )  # fmt: skip
    months = SelectField("For how long?", coerce=int)
    mentor = BooleanField("I can be a mentor")
    places = SelectField("For how many people?", [Optional()], coerce=int)
    teaches = SelectMultipleField("Skills I can teach", coerce=a_key)
    languages = SelectMultipleField(
        "Languages I like to speak",
        choices=LANGUAGES.offered,
        description="You are only matched with somebody who named one of them too, or none.",
    )

    def validate_goals(self, field):
        found = lines(field.data)
        if self.mentee.data and not found:
            raise ValidationError("Name at least one goal.")
        if len(found) > MOST_GOALS:
            raise ValidationError("Name at most five goals, one on each line.")
        if any(len(goal) > 200 for goal in found):
            raise ValidationError("Shorten each goal to 200 letters.")

    def validate_wants(self, field):
        found = [*(field.data or ()), *lines(self.more_wants.data)]
        if self.mentee.data and not found:
            raise ValidationError("Choose at least one skill, or write one below.")
        if len(found) > MOST_SKILLS:
            raise ValidationError("Choose at most five skills: what matters most to you now.")

    def validate_teaches(self, field):
        if self.mentor.data and not field.data:
            raise ValidationError("Choose at least one skill you can teach.")

    def validate_mentee(self, field):
        if not field.data and not self.mentor.data:
            raise ValidationError("Say whether you would like a mentor, be one, or both.")
