"""What every form starts from: what it says when an answer cannot be taken is said in our words.

WTForms has a sentence of its own for all it checks ("Not a valid choice."), which tells nobody what
to do next. A field or a validator may still bring words that fit it better.
"""

from typing import Any

import flask_wtf
import wtforms

CHECK = "This cannot be taken as it is. Check it, and send the form again."
ONE, FEW = "Choose one of the answers given here.", "Choose only from what is given here."
FILL, DAY = "Fill this in.", "Choose a day, or write it like 2027-03-31."
FIGURES = "Write a number in figures."

# By what WTForms says; of a sentence that counts, by its form for one.
OURS = {
    "This field is required.": FILL,
    "Not a valid choice.": ONE,
    "Invalid Choice: could not coerce.": ONE,
    "Invalid value, must be one of: %(values)s.": ONE,
    "'%(value)s' is not a valid choice for this field.": FEW,
    "Invalid choice(s): one or more data inputs could not be coerced.": FEW,
    "Not a valid integer value.": "Write a whole number in figures.",
    "Not a valid decimal value.": FIGURES,
    "Not a valid float value.": FIGURES,
    "Number must be at least %(min)s.": "Write %(min)s or more.",
    "Number must be at most %(max)s.": "Write %(max)s or less.",
    "Number must be between %(min)s and %(max)s.": "Write a number from %(min)s to %(max)s.",
    "Not a valid date value.": DAY,
    "Not a valid datetime value.": DAY,
    "Not a valid time value.": "Choose a time, or write it like 15:00.",
    "Date must be at least %(min)s.": "Choose %(min)s or a later day.",
    "Date must be at most %(max)s.": "Choose %(max)s or an earlier day.",
    "Date must be between %(min)s and %(max)s.": "Choose a day from %(min)s to %(max)s.",
    "Field must be at least %(min)d character long.": "Write more: %(min)d letters or more.",
    "Field cannot be longer than %(max)d character.": "Keep this shorter: at most %(max)d letters.",
    "Field must be exactly %(max)d character long.": "Write exactly %(max)d letters.",
    "Field must be between %(min)d and %(max)d characters long.": (
        "Write %(min)d to %(max)d letters."
    ),
    "Field must be equal to %(other_name)s.": "Write the same in both places.",
    "Invalid email address.": "Write an address such as name@example.org.",
    "Invalid URL.": "Write an address that begins with https://.",
}
# What a form that was written wrongly says to who wrote it, and to nobody else.
FOR_DEVELOPERS = frozenset({"Choices cannot be None.", "Invalid field name '%s'."})


class OurWords:
    """What WTForms takes for the translations of a language."""

    def gettext(self, words: str) -> str:
        """Our words for theirs, the general ones where none are better; a label stays as it is."""
        if words in FOR_DEVELOPERS or not words.endswith((".", "}")):
            return words
        return OURS.get(words, CHECK)

    def ngettext(self, one: str, _several: str, _count: int) -> str:
        """The same, of words that count."""
        return self.gettext(one)


class _Ours:
    def get_translations(self, _form: Any) -> OurWords:
        return _WORDS


_WORDS = OurWords()


class PortalForm(flask_wtf.FlaskForm):
    """A form of a page, with the token that says it is one of ours."""

    class Meta(_Ours, flask_wtf.FlaskForm.Meta):
        """As in Flask-WTF, in our words."""


class PartForm(wtforms.Form):
    """A part of a form, which the token of the whole protects."""

    class Meta(_Ours, wtforms.Form.Meta):
        """As in WTForms, in our words."""
