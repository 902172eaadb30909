"""Reporting a concern, reading what one reported, and the pages of the people named to read it."""

from flask import Blueprint, current_app, request, url_for

from portal import audit
from portal.answers import changed, page
from portal.concerns import queries, rules, words
from portal.concerns.forms import NameForm, NoteForm, ReportForm
from portal.concerns.models import Concern
from portal.db import db, lock, transaction
from portal.errors import Refused
from portal.fields import name_after
from portal.guard import actor, allow
from portal.mentorship.approaches.models import Approach
from portal.mentorship.models import Mentorship, MentorshipRequest
from portal.people.models import Person
from portal.transitions import Past

bp = Blueprint("concerns", __name__)


def _me():
    return db.session.get_one(Person, actor().id)


@bp.route("/mentorship/<uuid:id>/concern", methods=["GET", "POST"])
@allow("concern.report", Mentorship)
def of_pair(pair: Mentorship):
    return _report(pair, url_for("mentorship.pair", id=pair.id))


@bp.route("/mentorship/requests/<uuid:id>/concern", methods=["GET", "POST"])
@allow("concern.report", MentorshipRequest)
def of_request(asked: MentorshipRequest):
    return _report(asked, url_for("mentorship.see", id=asked.id))


@bp.route("/mentorship/offers/<uuid:id>/concern", methods=["GET", "POST"])
@allow("concern.report", Approach)
def of_offer(approach: Approach):
    return _report(approach, url_for("mentorship.offered", id=approach.id))


def _report(thing, back_to):
    """Say what is wrong; or, where nobody is named to read it, only leave."""
    about = thing.mentor.person if actor().id == thing.mentee_id else thing.mentee
    told = queries.readers(actor().id, about.id)
    form = ReportForm()
    if request.method == "POST" and "leave" in request.form:
        rules.leave(thing, _me())
        return changed(
            f"It has ended. You and {about.name} will not be matched again.",
            back_to=url_for("mentorship.mine"),
        )
    if form.validate_on_submit():
        try:
            rules.report(thing, _me(), form.words.data)
            return changed("It is reported. Thank you for saying it.", back_to=url_for(".mine"))
        except Refused as no:
            form.form_errors = [no.message]
    return page(
        "concerns/report.html",
        form=form,
        about=about,
        told=told,
        live=getattr(thing, "live", False) or getattr(thing, "open", False),
        here=request.path,
        back_to=back_to,
        contact=current_app.config["SETTINGS"].concern_contact,
    )


@bp.get("/concerns/mine")
@allow("concern.mine")
def mine():
    return _mine(None, None)


def _mine(concern, form):
    rows = queries.reported(actor().id)
    forms = {row.id: _note_form(row, formdata=None) for row in rows}
    if concern is not None:
        forms[concern.id] = form
    return page(
        "concerns/mine.html",
        form=form,
        rows=rows,
        forms=forms,
        notes=queries.notes([row.id for row in rows]),
        readers=queries.readers(actor().id) if rows else [],
        says=words.TO_REPORTER,
        contact=current_app.config["SETTINGS"].concern_contact,
    )


def _note_form(row, **typed):
    form = NoteForm(**typed)
    name_after(form, row.id.hex[:12])
    return form


@bp.post("/concerns/<uuid:id>/add")
@allow("concern.add", Concern)
def add(concern: Concern):
    form = _note_form(concern)
    if not form.validate():
        return _mine(concern, form)
    rules.add(concern, _me(), form.words.data)
    return changed("Added, and on its way.", back_to=url_for(".mine"))


@bp.get("/concerns")
@allow("concern.read")
def listed():
    return page("concerns/list.html", rows=queries.listed(actor()), says=words.TO_READERS)


@bp.get("/concerns/<uuid:id>")
@allow("concern.see", Concern, reading=queries.one)
def see(concern: Concern):
    with transaction():  # first: what cannot be written down is not shown either
        rules.advance(lock(Concern, concern.id), "looked", _me())
        audit.record("concern.see", actor_id=actor().id, thing=concern)
    return _see(concern.id, NoteForm(formdata=None))


def _see(concern_id, form):
    return page(
        "concerns/concern.html",
        form=form,
        concern=queries.one(concern_id),
        notes=queries.notes([concern_id])[concern_id],
        history=queries.history(concern_id),
        says=words.TO_READERS,
    )


@bp.post("/concerns/<uuid:id>/note")
@allow("concern.work", Concern)
def note(concern: Concern):
    form = NoteForm()
    if not form.validate():
        return _see(concern.id, form)
    shared = request.form.get("to") == "reporter"
    rules.note(concern, _me(), form.words.data, shared=shared)
    said = f"Sent to {concern.reporter.name}." if shared else "Noted, for the people named alone."
    return _done(concern, said)


@bp.post("/concerns/<uuid:id>/take")
@allow("concern.work", Concern)
def take(concern: Concern):
    return _turn(concern, "taken", "You have it in hand. The reporter sees that somebody has.")


@bp.post("/concerns/<uuid:id>/close")
@allow("concern.work", Concern)
def close(concern: Concern):
    again = ("Undo", url_for(".reopen", id=concern.id))
    return _turn(concern, "closed", "It is closed.", undo=again)


@bp.post("/concerns/<uuid:id>/reopen")
@allow("concern.work", Concern)
def reopen(concern: Concern):
    return _turn(concern, "reopened", "It is in hand again.")


def _turn(concern, event, said, undo=None):
    try:
        rules.advance(concern, event, _me())
    except Past as past:
        said, undo = past.message, None
    return _done(concern, said, undo)


def _done(concern, said, undo=None):
    return changed(said, back_to=url_for(".see", id=concern.id), undo=undo)


@bp.route("/admin/safeguarding", methods=["GET", "POST"])
@allow("safeguarding.name")
def named():
    """Administrators name who reads concerns. What they read is not administrators' to see."""
    form = NameForm()
    if form.validate_on_submit():
        try:
            person = rules.name(form.email.data, actor().id)
            return changed(f"{person.name} is named and has been told.", back_to=url_for(".named"))
        except Refused as no:
            form.email.errors = [no.message]
    return page(
        "admin/safeguarding.html",
        form=form,
        rows=queries.named(),
        contact=current_app.config["SETTINGS"].concern_contact,
    )


@bp.post("/admin/safeguarding/<uuid:id>/end")
@allow("safeguarding.end", Person)
def end(person: Person):
    rules.no_longer(person)
    return changed(f"{person.name} reads concerns no more.", back_to=url_for(".named"))
