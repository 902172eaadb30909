"""The views of my experience: add, edit, remove."""

from flask import redirect, request, url_for

from portal.answers import changed, page, wants_fragment
from portal.errors import Refused
from portal.fields import name_after, opened_before, saved_elsewhere
from portal.guard import actor, allow
from portal.people import rules
from portal.people.models import Experience
from portal.profile.forms import ExperienceForm

WHOLE, EDIT, ROW = (
    "profile/experience.html", "profile/_experience_edit.html", "profile/_experience.html"
)  # fmt: skip


def register(bp):
    """Put the views on the blueprint of the profile."""
    bp.route("/me/experience/add", methods=["GET", "POST"])(add_experience)
    bp.get("/me/experience/<uuid:id>")(experience)
    bp.route("/me/experience/<uuid:id>/edit", methods=["GET", "POST"])(edit_experience)
    bp.route("/me/experience/<uuid:id>/remove", methods=["GET", "POST"])(remove_experience)


def _back():
    return url_for("profile.me", _anchor="experience")


def edits(rows):
    """The form of each row, by its id: for the copy that a device keeps."""
    found = {row.id: ExperienceForm.of(row) for row in rows}
    for row_id, form in found.items():
        name_after(form, row_id)
    return found


@allow("me.edit")
def add_experience():
    form = ExperienceForm()
    if form.validate_on_submit():
        try:
            seen = form.audience.audience
            row = rules.add_experience(actor().id, form.deed(), seen, form.named)
        except Refused as no:
            form.title.errors = [no.message]
        else:
            return changed(f"{row.title} added.", back_to=_back())
    return page(WHOLE, form=form, row=None)


@allow("experience.edit", Experience)
def experience(row: Experience):
    """One row as it is now: where "Cancel" leads."""
    if not wants_fragment():
        return redirect(_back(), 303)
    return page(ROW, ROW, row=row)


@allow("experience.edit", Experience)
def edit_experience(row: Experience):
    if request.method == "GET":
        form = ExperienceForm.of(row)
        name_after(form, row.id)
        return page(WHOLE, EDIT, form=form, row=row)
    form = ExperienceForm()
    form.audience.about(row.person, row.audience)
    name_after(form, row.id)
    if not form.validate():
        return page(WHOLE, EDIT, form=form, row=row)
    deed = form.deed()
    if saved_elsewhere(form, row.version, deed, rules.deed_of(row)):
        return page(WHOLE, EDIT, form=form, status=409, row=row, theirs=rules.deed_of(row))
    rules.change_experience(row, deed)
    rules.show_experience(row, form.audience.audience, form.named)
    return changed(f"{row.title} saved.", ROW, back_to=_back(), row=row, saved=True)


@allow("experience.edit", Experience)
def remove_experience(row: Experience):
    """Asks first, since this cannot be taken back."""
    elsewhere = opened_before(row)
    if request.method == "GET" or elsewhere:
        whole, fragment = "profile/experience_remove.html", "profile/_experience_remove.html"
        status = 409 if elsewhere else 200
        return page(whole, fragment, status=status, row=row, elsewhere=elsewhere)
    title = row.title
    rules.remove_experience(row)
    return changed(
        f"{title} removed.", "profile/_experience_gone.html", back_to=_back(), title=title
    )
