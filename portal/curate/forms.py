"""The shape of what is said of a skill of the taxonomy."""

from wtforms import BooleanField, HiddenField, SelectField, ValidationError
from wtforms.validators import AnyOf, DataRequired

from portal.curate.rules import Entry
from portal.fields import Line, Words, line
from portal.forms import PortalForm
from portal.skills.fold import fold
from portal.skills.rules import NAME_LENGTH

KINDS = {
    "technical": "Technical",
    "human": "Human",
    "language": "Language",
    "certificate": "Certificate",
}
CATEGORY, DESCRIPTION, OTHER_WORDS, WORD = 100, 2000, 4000, 300
MOST_WORDS = 60


class SkillForm(PortalForm):
    name = Line("Name", NAME_LENGTH, (DataRequired("Write the name of the skill."),))
    other_words = Words("Other words for it", OTHER_WORDS)
    kind = SelectField(
        "Kind",
        choices={"": "Choose one"} | KINDS,
        validate_choice=False,
        validators=[AnyOf(list(KINDS), message="Choose of which kind it is.")],
    )
    category = Line("Category", CATEGORY)
    description = Words("What it means", DESCRIPTION)
    core = BooleanField("Core: the organisation lives on it")
    critical = BooleanField("Critical: we are short of it")
    version = HiddenField()

    @classmethod
    def of(cls, entry: Entry, *, kind_guessed=False):
        """The form as the skill is now; a kind nobody has said is left to choose."""
        return cls(
            formdata=None,
            name=entry.name,
            other_words="\n".join(entry.other_words),
            kind="" if kind_guessed else entry.kind,
            category=entry.category,
            description=entry.description,
            core=entry.core,
            critical=entry.critical,
            version=entry.stamp,
        )

    def validate_name(self, field):
        if not fold(field.data):
            raise ValidationError("Write the name of the skill.")

    def validate_other_words(self, field):
        words = self._words()
        if len(words) > MOST_WORDS:
            raise ValidationError(
                f"Keep this to {MOST_WORDS} words. You have written {len(words)}."
            )
        long = next((word for word in words if len(word) > NAME_LENGTH), None)
        if long:
            raise ValidationError(
                f"Keep each to {NAME_LENGTH} characters, and write one on a line: “{long[:30]}…”."
            )

    def _words(self):
        found = (line(word) for word in (self.other_words.data or "").splitlines())
        return {fold(word): word for word in found if fold(word)}

    def entry(self):
        words = self._words()
        words.pop(fold(self.name.data), None)
        return Entry(
            name=self.name.data,
            other_words=tuple(words[key] for key in sorted(words)),
            kind=self.kind.data,
            category=self.category.data,
            description=self.description.data,
            core=bool(self.core.data),
            critical=bool(self.critical.data),
        )


class WordForm(PortalForm):
    """Why: people who have the skill read it."""

    word = Line("Why, in a word", WORD, (DataRequired("Say why, in a word or two."),))
