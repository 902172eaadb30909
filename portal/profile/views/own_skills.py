"""The views of my skills: add, edit, remove, take back; each as a page and as a row for htmx."""

from uuid import UUID

from flask import abort, redirect, request, url_for

from portal.answers import back, changed, page, wants_fragment
from portal.db import db
from portal.errors import Refused
from portal.fields import line, name_after, saved_elsewhere
from portal.guard import actor, allow
from portal.profile import queries
from portal.profile.forms import AddSkillForm, SkillForm
from portal.skills import evidence, own, own_queries, rules
from portal.skills import queries as taxonomy
from portal.skills.finding import likeness
from portal.skills.models import PersonSkill, Skill, Status

ROW, EDIT = "profile/_skill.html", "profile/_skill_edit.html"
EDIT_PAGE, LIST, ME = "profile/skill_edit.html", "profile/_skills.html", "profile/me.html"
FEW = 3  # skills found by their beginning: below that, those that are alike are offered too


def register(bp):
    """Put the views on the blueprint of the profile."""
    bp.get("/me/skills/find")(find)
    bp.get("/me/skills")(skills)
    bp.get("/me/skills/all")(all_skills)
    bp.post("/me/skills")(add)
    bp.get("/me/skills/<uuid:id>")(skill)
    bp.route("/me/skills/<uuid:id>/edit", methods=["GET", "POST"])(edit_skill)
    bp.post("/me/skills/<uuid:id>/review")(review_skill)
    bp.post("/me/skills/undo/<uuid:skill_id>")(undo_skill)


def _at(row):
    """My page, where this skill stands."""
    return url_for("profile.me", _anchor=f"skill-{row.id}")


def _undo(event):
    step = url_for("profile.undo_skill", skill_id=event.skill_id, step=event.id)
    return ("Undo", step)


@allow("me.read")
def skills():
    """The address a form was sent to is also one to come back to."""
    return redirect(url_for("profile.me", _anchor="my-skills"), 303)


@allow("me.read")
def all_skills():
    """Every skill by name and level; my page shows so much of them that it stays small."""
    return page("profile/skills_all.html", rows=own_queries.of_person(actor().id))


@allow("skills.read")
def find():
    """Skills for what has been typed so far, as options under the field."""
    if not wants_fragment():
        return redirect(url_for("profile.me"), 303)
    typed = line(request.args.get("skill") or request.args.get("q"))[:200]
    found = taxonomy.find(typed)
    alike = likeness.near(typed) if len(found) < FEW and len(typed) > 2 else []
    known = {skill.id for skill in found}
    near = [one for one in alike if one.skill_id not in known]
    return page("profile/_find.html", "profile/_find.html", found=found, near=near)


@allow("me.edit")
def add():
    """Add a skill by name, or one of those offered; an unknown name can be proposed."""
    form = AddSkillForm()
    offered = request.form.get("skill_id")
    if offered is not None:
        form.skill.data = _offered(offered).name
        form.level.data = "0"
    elif not form.validate():
        return _add_again(form)
    skill = taxonomy.by_folded(form.skill.data)
    if skill is not None and skill.status == Status.DEPRECATED:
        form.skill.errors = [f"“{skill.name}” is no longer used. Choose another word."]
        return _add_again(form)
    if skill is None:
        if "propose" not in request.form:
            form.skill.errors = [f"We do not know “{form.skill.data}” yet."]
            return _add_again(form, unknown=form.skill.data)
        skill = rules.propose(form.skill.data, actor().id)
    return _add(form, skill, rated=offered is None)


def _offered(key: str) -> Skill:
    """The skill of a chip. Answers 404 for anything that is none."""
    try:
        skill = db.session.get(Skill, UUID(key))
    except ValueError:
        abort(404)
    if skill is None or skill.status != Status.ACTIVE:
        abort(404)
    return skill


def _add(form, skill, *, rated):
    """Add it; one that came by a tap is opened at once, so that the level can be said."""
    rating = form.rating()
    if not rated:
        rating = own.Rating(level=0, interest="happy", audience=rating.audience)
    try:
        row, event = own.add(actor().id, skill, rating)
    except Refused as no:
        form.skill.errors = [no.message]
        return _add_again(form)
    context = _after_adding(row, event, rated) if wants_fragment() else {}
    back_to = _at(row) if rated else url_for("profile.edit_skill", id=row.id)
    message = (
        f"{skill.name} added." if rated else f"{skill.name} added. Now say how well you do it."
    )
    return changed(message, LIST, back_to=back_to, undo=_undo(event), **context)


def _after_adding(row, event, rated):
    """The list with the new row in it: saved, or open to be rated."""
    context = {"mine": queries.mine(actor()), "form": AddSkillForm(formdata=None)}
    if rated:
        return context | {"fresh": row.id, "undo_at": _undo(event)[1]}
    return context | {"open": row.id, "open_form": _form_of(row)}


def _add_again(form, unknown=None):
    """The list with what was typed, what is wrong with it, and skills that are like it."""
    near = likeness.near(form.skill.data, limit=5) if unknown else []
    db.session.rollback()
    mine = queries.mine(actor())
    return page(ME, LIST, form=form, mine=mine, unknown=unknown, near=near)


@allow("skill.edit", PersonSkill, reading=own_queries.whole)
def skill(row: PersonSkill):
    """One row as it is now: where "Cancel" leads."""
    if not wants_fragment():
        return redirect(_at(row), 303)
    return page(ROW, ROW, **_about(row))


def _about(row):
    """The row with how much there is that shows it."""
    return {"row": row, "shown": evidence.counts(row.person_id).get(row.skill_id)}


def _form_of(row):
    form = SkillForm.of(row)
    name_after(form, row.id)
    return form


@allow("skill.edit", PersonSkill, reading=own_queries.whole)
def edit_skill(row: PersonSkill):
    if request.method == "GET":
        return page(EDIT_PAGE, EDIT, form=_form_of(row), row=row)
    if "remove" in request.form:
        return _remove(row)
    form = SkillForm().about(row)
    name_after(form, row.id)
    if not form.validate():
        return page(EDIT_PAGE, EDIT, form=form, row=row)
    rating = form.rating()
    theirs = own.rating_of(row)
    if saved_elsewhere(form, row.version, rating.settled(), theirs):
        return page(
            EDIT_PAGE, EDIT, form=form, status=409, row=row, theirs=theirs, yours=rating.settled()
        )
    event = own.change(row, rating, form.named)
    undo = _undo(event) if event else None
    return changed(
        f"{row.skill.name} saved.", ROW, back_to=_at(row), undo=undo, **_about(row), saved=True,
        undo_at=undo[1] if undo else None,
    )  # fmt: skip


@allow("skill.edit", PersonSkill)
def review_skill(row: PersonSkill):
    """Still right, with one tap; `used`: and in use this month."""
    used = "used" in request.form
    undo = _undo(own.review(row, used=used))
    message = f"{row.skill.name} is up to date."
    return changed(
        message, ROW, back_to=back(), undo=undo, **_about(row), saved=True, undo_at=undo[1]
    )


def _remove(row):
    skill = row.skill
    return _gone(skill, undo=_undo(own.remove(row)))


def _gone(skill, undo=None):
    """The place where a skill stood."""
    return changed(
        f"{skill.name} removed.",
        "profile/_skill_gone.html",
        back_to=url_for("profile.me"),
        undo=undo,
        undo_at=undo[1] if undo else None,
        skill=skill,
        count=own_queries.how_many(actor().id),
    )


@allow("me.edit")
def undo_skill(skill_id: UUID):
    """Take the last change of one skill back."""
    step = request.args.get("step", "")
    if not (step.isascii() and step.isdigit() and len(step) < 18):
        abort(404)
    try:
        row = own.undo(actor().id, skill_id, int(step))
    except LookupError:
        abort(404)
    if row is None:
        return _gone(db.session.get_one(Skill, skill_id))
    return changed(
        f"{row.skill.name} is as it was before.",
        ROW,
        back_to=_at(row),
        **_about(row),
        restored=True,
        count=own_queries.how_many(actor().id),
    )
