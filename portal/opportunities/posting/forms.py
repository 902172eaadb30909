"""The shape of what is said of an opportunity."""

from sqlalchemy import select
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from portal.db import db
from portal.fields import Day, Line, Whole, Words, one_id
from portal.forms import PortalForm
from portal.opportunities import words
from portal.opportunities.posting import rules
from portal.opportunities.posting.rules import Asked, Post
from portal.opportunities.states import Kind, Use
from portal.people.models import Location
from portal.people.queries import called
from portal.roles.queries import titled
from portal.skills.models import LEVELS, Status
from portal.skills.queries import by_folded, find

LEVEL_WORDS = {str(n): word for n, word in enumerate(LEVELS) if n}
# How many lines the form has for the skills of each use.
ROWS = {Use.LEARNED: 3, Use.REQUIRED: 3, Use.PREFERRED: 2}
LEGENDS = {
    Use.LEARNED: ("What one learns", "Skill", "Leads to", "2"),
    Use.REQUIRED: ("What it asks for", "Skill", "At least", "1"),
    Use.PREFERRED: ("What helps", "Skill", "At about", "1"),
}
SOUGHT = {
    Use.LEARNED: ("What you would like to learn", "Skill", "Up to", "2"),
    Use.REQUIRED: ("What you can offer", "Skill", "I am at", "2"),
}
CHOSEN = InputRequired("Choose a day.")
PLAIN = ("kind", "title", "summary", "places", "hours", "starts_on", "ends_on", "apply_by",
         "work_mode")  # fmt: skip


class PostForm(PortalForm):
    USES = ROWS

    version = HiddenField(default="")
    kind = SelectField("Kind", choices=words.KINDS)
    title = Line("Title", 120, (InputRequired("Give it a title."),))
    summary = Words("What it is", 3000, (InputRequired("Say in a few sentences what it is."),))
    places = Whole("Places", [InputRequired("Write how many people can take part.")])
    hours = Whole("Hours a week", [InputRequired("Write how many hours a week it takes.")])
    apply_by = Day("Last day to apply", [CHOSEN])
    starts_on = Day("Starts", [CHOSEN])
    ends_on = Day("Ends", [CHOSEN])
    work_mode = RadioField("Where the work is done", choices=words.MODES)
    location_id = SelectField("Place of work", default="")
    role = Line(
        "Role", 200, (Optional(),),
        description="For an opening: its title in the catalogue of roles. An opening has no end.",
    )  # fmt: skip
    co_owner = Line(
        "Second person who leads it", 120, (Optional(),),
        description="By name. They see applications too, and take over should you leave.",
    )  # fmt: skip

    def __init__(self, *args, kinds=None, owner_id=None, **kwargs):
        super().__init__(*args, **kwargs)
        if kinds is not None:
            self.kind.choices = kinds
        places = db.session.execute(select(Location.id, Location.name).order_by(Location.name))
        self.location_id.choices = {"": "No place in particular"} | {
            str(key): name for key, name in places
        }
        self._owner_id, self._co_owner_id = owner_id, None
        self._role_id = None
        self._asked = []

    @classmethod
    def of(cls, one, **more):
        """The form as it shows this opportunity, or a copy of it."""
        form = cls(obj=one, **more)
        if not form.is_submitted():
            form.location_id.data = str(one.location_id or "")
            if form.co_owner:
                form.co_owner.data = one.co_owner.name if one.co_owner else ""
                form.role.data = one.role.title if one.role else ""
            form.show_skills(one)
        return form

    def show_skills(self, one):
        """Write the skills of this opportunity into the lines for them."""
        for use, count in self.USES.items():
            asked = [ask for ask in one.skills if ask.use == use][:count]
            for n, ask in enumerate(asked):
                self[f"{use}_{n}"].data = ask.skill.name
                self[f"{use}_{n}_level"].data = str(ask.level)

    def rows(self, use):
        """The lines for skills of a use: (name, level)."""
        return [(self[f"{use}_{n}"], self[f"{use}_{n}_level"]) for n in range(ROWS[use])]

    def validate_role(self, field):
        if self.kind.data != Kind.OPENING:
            return
        found = titled(field.data or "")
        if len(found) != 1:
            raise ValidationError("Write the whole title of one role, as the catalogue has it.")
        self._role_id = found[0]

    def validate_co_owner(self, field):
        if not field.data:
            return
        found = [one for one in called(field.data, self._owner_id, 20)]
        same = [one for one in found if one.name.casefold() == field.data.casefold()] or found
        if len(same) != 1:
            raise ValidationError("Write the whole name of one colleague, as their profile has it.")
        self._co_owner_id = same[0].id

    def validate(self, extra_validators=None):
        sound = super().validate(extra_validators)
        for use in self.USES:
            for name, level in self.rows(use):
                if name.data:
                    sound = self._skill(use, name, level) and sound
        if sound:
            for name, said in rules.check(self.said).items():
                self[name].errors = [said]
                sound = False
        return sound

    def _skill(self, use, name, level):
        skill = by_folded(name.data)
        if skill is None or skill.status != Status.ACTIVE:
            near = find(name.data, 2)
            words_ = f" Did you mean {' or '.join(one.name for one in near)}?" if near else ""
            name.errors = [f"No skill is called “{name.data}”.{words_}"]
            return False
        self._asked.append(Asked(skill_id=skill.id, use=use, level=int(level.data)))
        return True

    @property
    def said(self):
        """What was written, once it is sound."""
        plain = {name: self[name].data for name in PLAIN}
        if self.kind.data == Kind.OPENING:
            plain["ends_on"] = plain["starts_on"]
        return Post(
            **plain,
            role_id=self._role_id,
            location_id=one_id(self.location_id.data),
            co_owner_id=self._co_owner_id,
            skills=tuple(self._asked),
        )


class SeekForm(PostForm):
    """What somebody would like to do, and seeks."""

    USES = {Use.LEARNED: 3, Use.REQUIRED: 3}

    places = apply_by = co_owner = role = None  # type: ignore[assignment]
    kind = SelectField("What you look for", choices=words.SOUGHT)
    summary = Words(
        "What you would like to do, and what you offer", 3000,
        (InputRequired("Say in a few sentences what you would like to do."),),
    )  # fmt: skip
    starts_on = Day("From", [CHOSEN])
    ends_on = Day("Until", [CHOSEN])

    @property
    def said(self):
        plain = {name: self[name].data for name in PLAIN if name in self}
        return Post(
            **plain,
            places=1,
            apply_by=self.starts_on.data,
            location_id=one_id(self.location_id.data),
            seeker_id=self._owner_id,
            skills=tuple(self._asked),
        )


for _use, _count in ROWS.items():
    _, _label, _to, _default = LEGENDS[_use]
    for _n in range(_count):
        setattr(PostForm, f"{_use}_{_n}", Line(f"{_label} {_n + 1}", 200, (Optional(),)))
        setattr(
            PostForm,
            f"{_use}_{_n}_level",
            SelectField(_to, choices=LEVEL_WORDS, default=_default),
        )


class ChangesForm(PortalForm):
    words = Words("What should change", 1000, (InputRequired("Say what should change."),))


class CompleteForm(PortalForm):
    learned = Words(
        "What we learned", 2000, (InputRequired("Write at least a sentence."),),
        description="For everybody: search finds it. What worked, what did not, whom to ask. "
        "Name nobody who would not like to be named.",
    )  # fmt: skip
