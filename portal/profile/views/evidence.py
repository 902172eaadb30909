"""The views of one skill whole: its story, and what shows that I have it."""

from datetime import date
from uuid import UUID

from flask import abort, request, url_for
from wtforms import HiddenField, SelectField, StringField, ValidationError
from wtforms.validators import Length

from portal import clock
from portal.answers import changed, page
from portal.errors import Refused
from portal.fields import Line, Words, line, opened_before, saved_elsewhere
from portal.forms import PortalForm
from portal.guard import actor, allow
from portal.pathways import relatives
from portal.people import queries as people
from portal.profile.forms import MONTH_CHOICES, a_month
from portal.profile.story import NOUNS, events, story
from portal.prompts import rules as prompts
from portal.skills import evidence, own_queries
from portal.skills.models import Evidence, EvidenceKind, PersonSkill
from portal.validation import queries as validation

FORM, STORY = "profile/evidence.html", "profile/skill_story.html"
REMOVE = "profile/evidence_remove.html"
TITLE, NOTE = 160, 1000
MOST_NEAR = 6
MONTH = "Say the month and the year, or neither."

# What each kind is called on its form, and what its title asks for.
KINDS = {
    EvidenceKind.EXPERIENCE: ("Something I have done", ""),
    EvidenceKind.PROJECT: ("A project", "What was the project?"),
    EvidenceKind.LEARNING: ("Something I learnt", "What did you learn, and where?"),
    EvidenceKind.CERTIFICATE: ("A certificate", "What is the certificate?"),
    EvidenceKind.FEEDBACK: ("Feedback I was given", "Who said what?"),
    EvidenceKind.MENTORSHIP: ("A mentorship", "What did you work on together?"),
}


def register(bp):
    """Put the views on the blueprint of the profile."""
    bp.get("/me/skills/<uuid:id>/story")(skill_story)
    bp.route("/me/skills/<uuid:id>/evidence", methods=["GET", "POST"])(add_evidence)
    bp.route("/me/evidence/<uuid:id>/edit", methods=["GET", "POST"])(edit_evidence)
    bp.route("/me/evidence/<uuid:id>/remove", methods=["GET", "POST"])(remove_evidence)


class EvidenceForm(PortalForm):
    """What one kind of evidence asks for; the other fields are taken away."""

    skill_id = SelectField("Which skill does it show?", validate_choice=False)
    experience_id = SelectField("Which one?", validate_choice=False)
    title = Line("What is it?", TITLE)
    url = StringField("A link to it", filters=[line])
    month = SelectField("When", validate_choice=False)
    year = StringField("Year", [Length(max=4, message="Write a year with four digits.")],
                       filters=[line])  # fmt: skip
    valid_until = StringField("Valid until", filters=[line])
    note = Words("What it shows", NOTE)
    version = HiddenField()

    def about(self, kind, posts=(), skills=None):
        """Ask for what belongs to this kind; `posts` are the person's own experience.

        `skills` are asked for where the page is not about one of them.
        """
        self.kind, self.happened, self.until = kind, None, None
        self.title.label.text = KINDS[kind][1]
        self.month.choices = {"": "Month"} | MONTH_CHOICES
        self.experience_id.choices = {str(post.id): post.title for post in posts}
        linked = kind == EvidenceKind.EXPERIENCE
        gone = ["title", "url", "month", "year"] if linked else ["experience_id"]
        if kind != EvidenceKind.CERTIFICATE:
            gone.append("valid_until")
        if skills is None:
            gone.append("skill_id")
        else:
            self.skill_id.choices = {"": "Choose"} | {str(s.skill_id): s.skill.name for s in skills}
        for name in gone:
            delattr(self, name)
        return self

    @classmethod
    def of(cls, entry, posts):
        """The form as the entry is now."""
        day, until = entry.happened_on, entry.valid_until
        return cls(
            formdata=None,
            experience_id=str(entry.experience_id),
            title=entry.title,
            url=entry.url,
            month=str(day.month) if day else "",
            year=str(day.year) if day else "",
            valid_until=until.isoformat() if until else "",
            note=entry.note,
            version=str(entry.version),
        ).about(entry.kind, posts)

    def validate_skill_id(self, field):
        if not field.data or field.data not in field.choices:
            raise ValidationError("Choose one of your skills.")

    def validate_experience_id(self, field):
        if field.data not in field.choices:
            raise ValidationError("Choose one of the things you have done.")

    def validate_title(self, field):
        if not field.data:
            raise ValidationError("Say in a few words what it is.")

    def validate_url(self, field):
        try:
            field.data = evidence.link(field.data)
        except ValueError:
            raise ValidationError(
                "Write the address of a page, such as https://example.org/page, or nothing."
            ) from None

    def validate_month(self, field):
        if field.data or self.year.data:
            self.happened = a_month(field, self.year, MONTH)
            if self.happened > clock.today():
                raise ValidationError("It cannot be in the future.")

    def validate_valid_until(self, field):
        if not field.data:
            return
        try:
            self.until = date.fromisoformat(field.data)
        except ValueError:
            raise ValidationError("Write a day such as 2027-03-31, or nothing.") from None
        if not 1930 <= self.until.year <= 2200:
            raise ValidationError("Write a year between 1930 and 2200.")

    def proof(self):
        """What was said, of a form without errors."""
        said = {"kind": str(self.kind), "note": self.note.data}
        if self.kind == EvidenceKind.EXPERIENCE:
            return evidence.Proof(experience_id=UUID(self.experience_id.data), **said)
        return evidence.Proof(
            title=self.title.data, url=self.url.data, happened_on=self.happened,
            valid_until=self.until, **said,
        )  # fmt: skip

    def refuse(self, words):
        """Say at the first field what a rule has against it."""
        first = self.experience_id if self.kind == EvidenceKind.EXPERIENCE else self.title
        first.errors = [*first.errors, words]


def _story(row):
    return url_for("profile.skill_story", id=row.id, _anchor="evidence")


@allow("skill.edit", PersonSkill, reading=own_queries.whole)
def skill_story(row: PersonSkill):
    """A skill whole: what I say of it, what shows it, what others say, and how it came."""
    return page(
        STORY,
        row=row,
        entries=evidence.of_skill(row.person_id, row.skill_id),
        story=story(events(row.person_id, row.skill_id)),
        validations=validation.of_skill(row.person_id, row.skill_id),
        kinds=KINDS,
        most=evidence.MOST,
        near=relatives.near(row.skill_id, MOST_NEAR),
    )


@allow("skill.edit", PersonSkill)
def add_evidence(row: PersonSkill):
    """Show more for a skill. `kind` says what, `after` which prompt it answers."""
    kind, after = request.args.get("kind", ""), _after()
    if kind not in KINDS:
        abort(404)
    kind = EvidenceKind(kind)
    posts = posts_for(kind)
    if request.method == "GET":
        title = line(request.args.get("title"))[:TITLE]
        form = EvidenceForm(formdata=None, title=title).about(kind, posts)
        return form_page(form, row)
    form = EvidenceForm().about(kind, posts)
    if not form.validate():
        return form_page(form, row)
    if after:
        prompts.silence(actor().id, "after_mentorship", after, for_good=True)
    return added(form, row, row, back_to=_story(row))


def _after():
    """The mentoring whose prompt led here, if one did."""
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


def added(form, row, about, *, back_to):
    """Add what a form without errors says to a skill that is locked; `about` is the page's own."""
    try:
        evidence.add(row, form.proof())
    except Refused as no:
        form.refuse(no.message)
        return form_page(form, about)
    return changed(f"{NOUNS[form.kind]} added to {row.skill.name}.", back_to=back_to)


def posts_for(kind):
    """What I have done, where that is what is linked."""
    return people.experience_of(actor().id) if kind == EvidenceKind.EXPERIENCE else ()


def form_page(form, row, **more):
    """The form; `row` is the skill the page is about, None where the form asks for it."""
    return page(FORM, form=form, row=row, what=KINDS[form.kind][0], **more)


@allow("evidence.edit", Evidence)
def edit_evidence(entry: Evidence):
    if entry.said_by_id is not None:  # the words of somebody else
        abort(404)
    row, posts = _skill_of(entry), posts_for(entry.kind)
    if request.method == "GET":
        return form_page(EvidenceForm.of(entry, posts), row, entry=entry)
    form = EvidenceForm().about(EvidenceKind(entry.kind), posts)
    if not form.validate():
        return form_page(form, row, entry=entry)
    proof = form.proof()
    theirs = evidence.proof_of(entry)
    if saved_elsewhere(form, entry.version, proof, theirs):
        return form_page(form, row, entry=entry, status=409, theirs=entry)
    try:
        evidence.change(entry, proof)
    except Refused as no:
        form.refuse(no.message)
        return form_page(form, row, entry=entry)
    return changed("Saved.", back_to=_story(row))


@allow("evidence.edit", Evidence)
def remove_evidence(entry: Evidence):
    """Asks first, since this cannot be taken back."""
    row, elsewhere = _skill_of(entry), opened_before(entry)
    if request.method == "GET" or elsewhere:
        status = 409 if elsewhere else 200
        return page(REMOVE, status=status, row=row, entry=entry, elsewhere=elsewhere)
    evidence.remove(entry)
    return changed(f"{NOUNS[EvidenceKind(entry.kind)]} removed.", back_to=_story(row))


def _skill_of(entry):
    """The skill it belongs to, locked in a change. Answers 404 while that is not in the list."""
    find = own_queries.held if request.method == "POST" else own_queries.listed
    row = find(entry.person_id, entry.skill_id)
    if row is None:
        abort(404)
    return row
