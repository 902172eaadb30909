"""The shape of what is changed about a saved search, and said with a share."""

from wtforms import HiddenField, RadioField
from wtforms.validators import DataRequired

from portal.fields import Line
from portal.forms import PortalForm
from portal.saved.models import Rhythm
from portal.saved.sharing import WORD_LENGTH
from portal.saved.wanted import LONGEST_NAME

RHYTHMS = {
    Rhythm.AT_ONCE: "At once",
    Rhythm.DAILY: "Each morning",
    Rhythm.WEEKLY: "On Mondays",
    Rhythm.NEVER: "Not at all",
}


def in_words(rhythm: str) -> str:
    """A rhythm inside a sentence."""
    words = RHYTHMS[Rhythm(rhythm)]
    return words[0].lower() + words[1:]


class SearchForm(PortalForm):
    """The name of a saved search, and when to tell."""

    name = Line("Name", LONGEST_NAME, (DataRequired("Give the search a name."),))
    rhythm = RadioField(
        "Tell me of new roles",
        choices={rhythm.value: words for rhythm, words in RHYTHMS.items()},
        validate_choice=True,
    )
    version = HiddenField()


class ShareForm(PortalForm):
    """A short word beside the role."""

    word = Line("A short word", WORD_LENGTH)
