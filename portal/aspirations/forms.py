"""The shape of the page My aspirations: one form, with a few fields for each aim on the list."""

import re
from dataclasses import fields
from typing import Any
from uuid import UUID

from wtforms import (
    BooleanField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    ValidationError,
)
from wtforms.validators import AnyOf, InputRequired, Optional

from portal import copies
from portal.aspirations import drivers as known
from portal.aspirations import queries, rules
from portal.aspirations import words as answers
from portal.aspirations.consent_form import ConsentForm
from portal.aspirations.models import Aim, Aspiration
from portal.aspirations.states import title
from portal.audience import Audience
from portal.fields import Line, Words, line
from portal.forms import PartForm, PortalForm
from portal.people import manager

AUDIENCES = {
    "named": (Audience.NAMED, "People I name"),
    "mentors": (Audience.MENTORS, "My mentors"),
    "manager": (Audience.MANAGER, "My line manager"),
    "hr": (Audience.HR, "HR, by name"),
    "everyone": (Audience.EVERYONE, "Everyone"),
}


class Select(SelectField):
    """One of a list; anything else was not sent by our page."""

    def __init__(self, label, choices, **more):
        say = f"{label}: choose one from the list."
        super().__init__(
            label, choices=choices, invalid_choice_message=say, invalid_value_message=say, **more
        )


class Several(SelectMultipleField):
    """Any of a list, up to `most` of them."""

    def __init__(self, label, choices, most=None, **more):
        say = f"{label}: choose from the list."
        super().__init__(label, choices=choices, invalid_choice_message=say, **more)
        self.type = "SelectMultipleField"  # it is drawn like one
        self.most = most

    def pre_validate(self, form):
        super().pre_validate(form)
        if self.most and len(set(self.data or ())) > self.most:
            raise ValidationError(f"{self.label.text}: choose up to {self.most}.")


class SharedWith(Several):
    """Who sees a part by name. Nobody, unless ticked."""

    def __init__(self, part, **more):
        choices = {value: label for value, (_, label) in AUDIENCES.items()}
        super().__init__(answers.PARTS[part], choices, **more)

    @property
    def audience(self):
        return Audience(sum(AUDIENCES[value][0] for value in set(self.data or ())))


class TermsForm(PartForm):
    """What is said of one aim."""

    aim = Select("This is", answers.AIMS)
    horizon = Select("When", answers.HORIZONS)
    sureness = Select("How sure are you", answers.SURENESS, coerce=int)
    priority = Select("How important to you", answers.PRIORITIES, coerce=int)
    move_type = Select("Kind of move", {"": "Not sure yet", **answers.MOVE_TYPES})
    why = Words("Why", 500)

    @property
    def terms(self):
        kept = {name: field.data for name, field in self._fields.items()}
        return rules.Terms(**kept | {"move_type": self.move_type.data or None})


class WishesForm(PortalForm):
    """The page without its list of aims."""

    target = Line("Add a role or a kind of work", rules.MOST_WORDS)
    drivers = Several("What matters to me at work", known.DRIVERS, known.MOST_DRIVERS)
    drains = Several("What drains me", known.DRIVERS, known.MOST_DRAINS)
    words = Words("In your own words", 1000, (Optional(),))
    work_mode = Select("Where I work", answers.WORK_MODES)
    relocation = Select("Moving house for work", answers.RELOCATION)
    travel = Select("Travel", answers.TRAVEL)
    hours = Select("Hours", answers.HOURS)
    leading = Select("Leading people", answers.LEADING)
    gig_hours = IntegerField(
        "Project hours a week",
        [
            InputRequired("Type the hours a week as a number, 0 for none."),
            AnyOf(range(21), message="Type a number from 0 to 20."),
        ],
    )
    open_to_approaches = BooleanField("People with an opening may write to me")
    roles_audience = SharedWith("roles")
    drivers_audience = SharedWith("drivers")
    preferences_audience = SharedWith("preferences")
    words_audience = SharedWith("words")
    new_manager = RadioField(
        "Share with my new line manager",
        choices={"yes": "Yes", "no": "No"},
        validators=[Optional()],
    )
    counted = BooleanField("Count me in those totals")

    def validate_drains(self, field):
        both = set(field.data or ()) & set(self.drivers.data or ()) & set(field.choices)
        if both:
            names = ", ".join(sorted(known.in_words(code) for code in both))
            raise ValidationError(f"{names}: choose it as what matters or what drains, not both.")

    @property
    def audiences(self):
        return {part: self[f"{part}_audience"] for part in answers.PARTS}


class Row:
    """One aim on the list, with its fields and the version they were opened with."""

    def __init__(self, aspiration, posted, fresh):
        self.aspiration: Aspiration = aspiration
        self.title = title(aspiration)
        prefix = f"t-{aspiration.id}"
        self.version_name = f"{prefix}-version"
        typed = posted if posted and self.version_name in posted else None
        self.version = aspiration.version
        if typed and not fresh:
            self.version = whole_number(typed[self.version_name])
        kept = dict(vars(rules.terms_of(aspiration)))
        kept["move_type"] = kept["move_type"] or ""
        self.form = TermsForm(typed, data=kept, prefix=prefix)


class Leaf:
    """The page as it is filled in: from what is kept, or from what was typed.

    `fresh` takes the versions of now, so that sending it again overwrites what was saved elsewhere.
    """

    def __init__(self, board: queries.Board, posted=None, fresh=False):
        self.board = board
        self.posted = posted
        self.version = board.profile.version if board.profile else 0
        if posted and not fresh:
            self.version = whole_number(posted.get("version"))
        self.form = WishesForm(posted, data=self._kept())
        self.rows = [Row(aspiration, posted, fresh) for aspiration in board.aspirations]
        self.consent = ConsentForm(board.consent, posted)
        self._name_manager()
        for field in (self.form.drivers, self.form.drains):
            field.choices |= {
                driver.code: known.in_words(driver.code)
                for driver in board.drivers
                if driver.code in known.RETIRED
            }

    def _kept(self):
        kept = dict(vars(rules.wishes_of(self.board.profile, self.board.drivers)))
        for part in answers.PARTS:
            audience = kept[f"{part}_audience"]
            if manager.waits(self.board.person, audience):
                audience |= Audience.MANAGER
            kept[f"{part}_audience"] = [k for k, (bit, _) in AUDIENCES.items() if bit & audience]
        return kept | {name: list(kept[name]) for name in ("drivers", "drains")}

    def _name_manager(self):
        """Say who "my line manager" is; of a share that waits for an answer, who it was.

        A copy for a device names nobody but its owner.
        """
        board = self.board
        for part, field in self.form.audiences.items():
            kept = getattr(board.profile, f"{part}_audience", Audience.NOBODY)
            waits = manager.waits(board.person, kept)
            who = board.shared_before if waits else board.manager
            if who is not None and not copies.asked():
                field.choices |= {"manager": f"My line manager, {who.name}"}
            elif waits:
                field.choices |= {"manager": "My line manager before"}

    @property
    def errors(self):
        forms: list[Any] = [*(row.form for row in self.rows), self.form, self.consent]
        return [field for form in forms for field in form._fields.values() if field.errors]

    def validate(self):
        """Whether everything typed can be kept; else the fields say what to do."""
        good = all([row.form.validate() for row in self.rows] + [self.form.validate()])
        for_hr = any("hr" in (field.data or ()) for field in self.form.audiences.values())
        good = self.consent.holds(for_hr) and good
        ultimate = [row for row in self.rows if row.form.aim.data == Aim.ULTIMATE]
        for row in ultimate[1:]:
            row.form.aim.errors = ["Only one of your aims can be the ultimate objective."]
        return good and len(ultimate) < 2

    def sheet(self, added: Aspiration | None = None):
        """What was sent, as the rule takes it. `added` is an aim that is added with it."""
        form = self.form
        wishes = rules.Wishes(
            drivers=frozenset(form.drivers.data),
            drains=frozenset(form.drains.data),
            **{f"{part}_audience": field.audience for part, field in form.audiences.items()},
            **{
                field.name: form[field.name].data
                for field in fields(rules.Wishes)
                if field.name not in ("drivers", "drains") and "audience" not in field.name
            },
        )
        terms = {row.aspiration.id: (row.version, row.form.terms) for row in self.rows}
        if added is not None:
            terms[added.id] = (added.version, rules.terms_of(added))
        agreed = {"yes": True, "no": False}.get(form.new_manager.data)
        return rules.Sheet(
            version=self.version,
            wishes=wishes,
            terms=terms,
            seen=frozenset(posted_rows(self.posted)),
            manager_id=identity(self.posted.get("manager")),
            agreed=agreed,
            hr=self.consent.asked,
        )


def posted_rows(posted) -> set[UUID]:
    """The aims that were on the page when it was opened."""
    rows = (identity(name[2:-8]) for name in posted if re.fullmatch("t-.*-version", name))
    return {key for key in rows if key is not None}


def identity(value) -> UUID | None:
    try:
        return UUID(line(value))
    except ValueError:
        return None


def whole_number(value) -> int:
    """A version as it was sent; anything else is older than every version."""
    return int(value) if re.fullmatch("[0-9]{1,9}", value or "") else 0
