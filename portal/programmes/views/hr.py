"""HR's programmes: what they are, and how far they have come. The matching is `board`."""

from flask import Blueprint, current_app, url_for

from portal.answers import changed, page
from portal.errors import Refused
from portal.guard import actor, allow
from portal.programmes import audiences, figures, queries, rules, words
from portal.programmes.forms import ProgrammeForm
from portal.programmes.models import Programme
from portal.programmes.views import board

bp = Blueprint("programmes", __name__, url_prefix="/programmes")
board.register(bp)


@bp.record_once
def _words(state):
    """How templates say a state and a number of months."""
    state.app.jinja_env.globals.update(
        PROGRAMME_STATES=words.STATES, PROGRAMME_LOOKS=words.LOOKS, PAIR_STATES=words.PAIRS
    )
    state.app.jinja_env.filters.update(months=words.months)


@bp.get("")
@allow("programmes.read")
def listed():
    k = current_app.config["SETTINGS"].k
    return page("programmes/list.html", rows=queries.listed(k), k=k)


@bp.route("/new", methods=["GET", "POST"])
@allow("programme.make")
def new():
    form = ProgrammeForm()
    if form.validate_on_submit():
        programme = rules.make(form.said, actor().id)
        said = f"{programme.name} is a draft. Nobody sees it before you open it."
        return changed(said, back_to=url_for(".see", id=programme.id))
    return page("programmes/edit.html", form=form, programme=None)


@bp.get("/<uuid:id>")
@allow("programme.see", Programme, reading=queries.whole)
def see(programme: Programme):
    k = current_app.config["SETTINGS"].k
    return page(
        "programmes/one.html",
        programme=programme,
        audience=audiences.in_words(programme.parts),
        joined=queries.joined(programme.id),
        progress=figures.read(programme.id, k),
        k=k,
    )


@bp.route("/<uuid:id>/edit", methods=["GET", "POST"])
@allow("programme.edit", Programme)
def edit(programme: Programme):
    form = ProgrammeForm.of(programme)
    stamp = str(programme.version)
    if form.validate_on_submit():
        if form.version.data != stamp:
            form.form_errors = [
                "Somebody changed this programme while you wrote. What you wrote is still here: "
                "look at the programme in another tab, then save again to put yours in its place."
            ]
            form.version.data = stamp
            return page("programmes/edit.html", form=form, programme=programme, status=409)
        try:
            rules.edit(programme, form.said)
            return changed("Saved.", back_to=url_for(".see", id=programme.id))
        except Refused as no:
            form.form_errors = [no.message]
    elif not form.is_submitted():
        form.version.data = stamp
    return page("programmes/edit.html", form=form, programme=programme)


def _done(programme, said):
    return changed(said, back_to=url_for(".see", id=programme.id))


@bp.post("/<uuid:id>/open")
@allow("programme.edit", Programme)
def open_joining(programme: Programme):
    if rules.ready(programme, actor().id):
        return _done(programme, f"{programme.name} is open. People find it under Mentoring.")
    return _done(programme, "It opens by itself on the day you chose.")


@bp.post("/<uuid:id>/close-joining")
@allow("programme.edit", Programme)
def close_joining(programme: Programme):
    rules.close_joining(programme, actor().id)
    return _done(programme, "Joining is closed. Now find the pairs.")


@bp.post("/<uuid:id>/cancel")
@allow("programme.edit", Programme)
def cancel(programme: Programme):
    rules.cancel(programme, actor().id)
    return _done(programme, "It is cancelled, and its members are told. Mentorships go on.")


@bp.post("/<uuid:id>/look-after")
@allow("programme.own", Programme)
def own(programme: Programme):
    rules.own(programme, actor().id)
    return _done(programme, "You look after it now, and its members see your name.")


@bp.post("/<uuid:id>/leave-to-others")
@allow("programme.edit", Programme)
def leave_to_others(programme: Programme):
    rules.leave_to_others(programme, actor().id)
    return _done(programme, "You look after it no longer.")
