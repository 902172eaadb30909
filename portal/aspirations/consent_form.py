"""What is asked of a person beside "HR, by name": for what, and until when."""

from datetime import date
from typing import Any, Protocol

from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from portal.aspirations import consent
from portal.dates import day
from portal.fields import Line
from portal.forms import PartForm


class Kept(Protocol):
    """What of an HrConsent the form looks at."""

    @property
    def purpose(self) -> str: ...

    @property
    def words(self) -> str: ...

    @property
    def until(self) -> date: ...


class ConsentForm(PartForm):
    """One form for both pages on which something can be opened to HR. `kept` is what holds now."""

    hr_purpose = RadioField(
        "What HR may use it for", choices=consent.PURPOSES, validators=[Optional()]
    )
    hr_words = Line("Anything HR should know for it", consent.MOST_WORDS, (Optional(),))
    hr_period = SelectField(
        "Until when", choices=consent.PERIODS, invalid_choice_message="Choose one from the list."
    )

    def __init__(self, kept: Kept | None, posted: Any = None) -> None:
        self.kept = kept
        given = {"hr_period": "" if kept else consent.USUAL}
        if kept is not None:
            given |= {"hr_purpose": kept.purpose, "hr_words": kept.words}
        super().__init__(posted, data=given)
        if kept is not None:
            as_it_is = {"": f"Until {day(kept.until)}, as it is"}
            more = {key: f"{words} from today" for key, words in consent.PERIODS.items()}
            self.hr_period.choices = as_it_is | more

    def holds(self, opened: bool) -> bool:
        """Whether it can be kept, where something is `opened` to HR; else the fields say why."""
        good = bool(self.validate())
        if opened and not self.hr_purpose.data:
            self.hr_purpose.errors = ["Say what HR may use it for."]
        elif opened and self.hr_purpose.data == "other" and not self.hr_words.data:
            self.hr_words.errors = ["Say in your own words what HR may use it for."]
        else:
            return good
        return False

    @property
    def asked(self) -> consent.Asked | None:
        """What was said, as the rule takes it."""
        if not self.hr_purpose.data:
            return None
        return consent.Asked(self.hr_purpose.data, self.hr_words.data or "", self.hr_period.data)
