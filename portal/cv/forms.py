"""The file or text of a CV, and what was found in it as a form: nothing is chosen beforehand."""

from uuid import UUID

from flask import request
from flask_wtf.file import FileField
from wtforms import ValidationError

from portal.audience import Audience
from portal.cv import queries
from portal.cv.findings import LINE, MOST_DEEDS, MOST_SKILLS
from portal.cv.receiving import MOST_CHARACTERS
from portal.fields import Words, line
from portal.forms import PortalForm
from portal.profile.forms import ExperienceForm, Naming, SeenBy
from portal.skills.models import LEVELS, Interest
from portal.skills.own import Rating

OUT, LATER = "", "later"
CHOICES = (
    {OUT: "Leave out"}
    | {str(number): word for number, word in enumerate(LEVELS) if number}
    | {"0": "Not yet: I want to learn it", LATER: "Add, rate it later"}
)


class CvForm(PortalForm):
    file = FileField("A file: PDF, Word (.docx), plain text or JSON Resume, up to 5 MB")
    words = Words("Or its text", MOST_CHARACTERS)

    def validate_file(self, field):
        """One of the two, so that nobody wonders which was read."""
        given = bool(field.data and field.data.filename)
        if given and self.words.data:
            raise ValidationError("Send a file or paste the text, not both.")
        elif not given and not self.words.data:
            raise ValidationError("Choose a file, or paste the text of your CV.")


class AudienceForm(Naming):
    audience = SeenBy("Who may see what you add")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.audience.about(None, Audience.EVERYONE)


class SkillLine:
    """One skill that was found, and what is to be done with it."""

    def __init__(self, skill_id, name, where, said=None, guess="", choice=OUT):
        self.skill_id, self.name, self.line = skill_id, name, where
        self.said, self.guess, self.choice = said, guess, choice

    @property
    def rating(self):
        """What the choice says of it; who sees it is chosen once for all."""
        wish = self.choice == "0"
        level = 0 if self.choice in (LATER, "0") else int(self.choice)
        interest = Interest.LEARN if wish else Interest.HAPPY
        return Rating(level=level, interest=interest, audience=Audience.EVERYONE)

    def take(self):
        """Choose it as the file says it, or to be rated later."""
        if self.choice == OUT and not self.guess:
            self.choice = LATER if self.said is None else str(self.said)


class DeedLine:
    """One thing done, to be checked and added."""

    def __init__(self, number, form, where, chosen=False):
        self.number, self.form, self.line, self.chosen = number, form, where, chosen


class Review:
    """What was found, with what the person chose of it."""

    def __init__(self, skills, deeds, audience):
        self.skills, self.deeds, self.audience = skills, deeds, audience
        self.problems = []

    @classmethod
    def of(cls, findings):
        """As it is shown first."""
        skills = [
            SkillLine(one.skill_id, one.name, one.line, one.said, one.guess)
            for one in findings.skills
        ]
        deeds = [DeedLine(n, _deed(n, one), one.line) for n, one in enumerate(findings.deeds)]
        return cls(skills, deeds, AudienceForm(formdata=None))

    @classmethod
    def sent(cls):
        """As it was sent; what is no skill any more is left out."""
        ids = [key for raw in request.form.getlist("skill")[:MOST_SKILLS] if (key := _uuid(raw))]
        known = queries.names_of(ids)
        skills = [_skill(key, known[key].name) for key in dict.fromkeys(ids) if key in known]
        numbers = [n for n in range(MOST_DEEDS) if f"d{n}-title" in request.form]
        deeds = [
            DeedLine(n, _form(n), _where(f"d{n}-where"), f"take-{n}" in request.form)
            for n in numbers
        ]
        return cls(skills, deeds, AudienceForm())

    @property
    def chosen(self):
        return [skill for skill in self.skills if skill.choice != OUT]

    @property
    def sure(self):
        """How many are found by their own words."""
        return sum(not skill.guess for skill in self.skills)

    @property
    def says_levels(self):
        """Whether the file says how well something is done."""
        return any(skill.said is not None for skill in self.skills)

    @property
    def errors(self):
        return self.problems

    def validate(self):
        """Whether it can be added. Each problem is (where it stands, words)."""
        if not self.audience.validate():
            self.problems.append(("audience", "Choose who may see what you add."))
        for deed in self.deeds:
            if deed.chosen and not deed.form.validate():
                wrong = [field for field in deed.form if field.errors]
                self.problems += [(field.id, field.errors[0]) for field in wrong]
        if not self.chosen and not any(deed.chosen for deed in self.deeds):
            first = f"level-{self.skills[0].skill_id}" if self.skills else "take-0"
            self.problems.append((first, "Choose at least one thing to add."))
        return not self.problems


def _skill(key, name):
    choice = request.form.get(f"level-{key}", OUT)
    said = request.form.get(f"said-{key}", "")
    return SkillLine(
        key,
        name,
        _where(f"where-{key}"),
        int(said) if said in ("0", "1", "2", "3", "4") else None,
        _where(f"guess-{key}"),
        choice if choice in CHOICES else OUT,
    )


def _where(name):
    return line(request.form.get(name, ""))[: LINE + 2]


def _uuid(raw):
    try:
        return UUID(raw)
    except ValueError:
        return None


def _form(number, **values):
    """The form of an entry. A month that is not said is asked for, where its year is."""
    form = ExperienceForm(prefix=f"d{number}-", meta={"csrf": False}, **values)
    if form.end_year.data:
        form.end_month.choices = form.start_month.choices
    return form


def _deed(number, found):
    """The form as far as the CV says it."""
    ended = found.ended
    return _form(
        number,
        formdata=None,
        title=found.title,
        organisation=found.organisation,
        start_month=str(found.started.month or ""),
        start_year=str(found.started.year),
        end_month=str(ended.month or "") if ended else "",
        end_year=str(ended.year) if ended else "",
        description=found.description,
    )
