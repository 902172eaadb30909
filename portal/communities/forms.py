"""The shape of what is written in communities, and of what is said about them."""

from uuid import UUID

from wtforms import BooleanField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from portal.communities import models, queries
from portal.communities.rules import MOST_SKILLS, Said
from portal.communities.words import KINDS
from portal.fields import Line, Words
from portal.forms import PortalForm
from portal.mentorship.mentors.hours.forms import LENGTHS, WhenForm
from portal.people.queries import called
from portal.skills.models import Status
from portal.skills.queries import by_folded, find


class CommunityForm(PortalForm):
    version = HiddenField(default="")
    name = Line("Name", models.NAME, (InputRequired("Give it a name."),))
    purpose = Words(
        "What it is for", models.PURPOSE,
        (InputRequired("Say in a sentence what it is for."),),
        description="Who would gain from it, and what you do together.",
    )  # fmt: skip
    meets = Line(
        "When and where you meet", models.MEETS, (Optional(),),
        description="In words: “Every second Thursday at noon, in the depot”. Empty: only here.",
    )  # fmt: skip

    def __init__(self, *args, but=None, **kwargs):
        super().__init__(*args, **kwargs)
        self._but, self._ids = but, []

    @classmethod
    def of(cls, one):
        """The form as it shows this community."""
        form = cls(obj=one, but=one.id)
        if not form.is_submitted():
            for row, field in zip(one.skills, form.skills, strict=False):
                field.data = row.skill.name
        return form

    @property
    def skills(self):
        """The lines for skills."""
        return [self[f"skill_{n}"] for n in range(MOST_SKILLS)]

    def validate_name(self, field):
        if queries.taken(field.data, self._but):
            raise ValueError("There is a community of this name. Join it, or choose another name.")

    def validate(self, extra_validators=None):
        sound = super().validate(extra_validators)
        named = [field for field in self.skills if field.data]
        for field in named:
            sound = self._skill(field) and sound
        if not named:
            self.skills[0].errors = ["Name the skill it is about: that is how people find it."]
        return sound and bool(named)

    def _skill(self, field):
        skill = by_folded(field.data)
        if skill is None or skill.status != Status.ACTIVE:
            near = find(field.data, 2)
            words = f" Did you mean {' or '.join(one.name for one in near)}?" if near else ""
            field.errors = [f"No skill is called “{field.data}”.{words}"]
            return False
        self._ids.append(skill.id)
        return True

    @property
    def said(self):
        """What was written, once it is sound."""
        return Said(
            name=self.name.data, purpose=self.purpose.data, meets=self.meets.data or "",
            skill_ids=tuple(dict.fromkeys(self._ids)),
        )  # fmt: skip


for _n in range(MOST_SKILLS):
    setattr(CommunityForm, f"skill_{_n}", Line(f"Skill {_n + 1}", 200, (Optional(),)))


class JoinForm(PortalForm):
    shown = BooleanField("Let colleagues see that I belong to it")


class HostForm(PortalForm):
    name = Line("Their name", 120, (InputRequired("Write the name of a colleague."),))
    person_id: UUID

    def __init__(self, *args, me=None, **kwargs):
        super().__init__(*args, **kwargs)
        self._me = me

    def validate_name(self, field):
        found = called(field.data, self._me, 20)
        same = [one for one in found if one.name.casefold() == field.data.casefold()] or found
        if len(same) != 1:
            raise ValueError("Write the whole name of one colleague, as their profile has it.")
        self.person_id = same[0].id


class PostForm(PortalForm):
    kind = RadioField("What is it?", choices={key: said for key, (said, _) in KINDS.items()})
    title = Line("Title", models.TITLE, (InputRequired("Give it a title."),))
    words = Words("In your words", models.WORDS, (InputRequired("Write at least a sentence."),))


class EditForm(PortalForm):
    version = HiddenField(default="")
    title = Line("Title", models.TITLE, (InputRequired("Give it a title."),))
    words = Words("In your words", models.WORDS, (InputRequired("Write at least a sentence."),))


class ReplyForm(PortalForm):
    words = Words("Your answer", models.WORDS, (InputRequired("Write something first."),))


class WhyForm(PortalForm):
    words = Words("Why", models.WHY, (InputRequired("Say why in a sentence."),))


class MeetingForm(WhenForm):
    version = HiddenField(default="")
    title = Line("What it is about", models.TITLE, (InputRequired("Say what it is about."),))
    minutes = SelectField("How long?", coerce=int, default=60, choices=LENGTHS)
    place = Line("Where", 300, (Optional(),), description="A room, or a link to a call.")

    @property
    def said(self):
        """What was written, once it is sound."""
        return {
            "title": self.title.data, "begins": self.starts_at, "minutes": self.minutes.data,
            "place": self.place.data or "",
        }  # fmt: skip
