"""The views of pointing a role out to a colleague, and of what colleagues pointed out to me."""

from uuid import UUID

from flask import abort, current_app, request, url_for

from portal.answers import changed, page
from portal.db import db, lock
from portal.errors import BadInput, Refused
from portal.fields import line
from portal.guard import actor, allow
from portal.people import queries as people
from portal.people.models import Person
from portal.roles.models import Role
from portal.saved import queries, sharing
from portal.saved.forms import ShareForm
from portal.saved.models import Share


def register(bp):
    """Put the views on the blueprint."""
    bp.route("/roles/<uuid:id>/share", methods=["GET", "POST"])(share)
    bp.get("/shares/<uuid:id>")(shared)
    bp.post("/shares/<uuid:id>/silence")(silence)
    bp.route("/me/shares", methods=["GET", "POST"])(shares)
    bp.post("/me/shares/hear")(hear)


@allow("role.share", Role)
def share(role: Role):
    """Find a colleague by name, then say a short word; or take the address along."""
    form, receiver = ShareForm(), _receiver()
    if request.method == "POST" and form.validate():
        if receiver is None:
            raise BadInput("Choose a colleague first.")
        told = f"Shared. {receiver.name} sees it, unless they want no shares."
        try:
            sharing.share(lock(Person, actor().id), receiver, role, form.word.data or "")
        except Refused as no:  # such as a click too many: the role is where to go on from
            told = no.message
        return changed(told, back_to=url_for("pathways.role", id=role.id))
    typed = line(request.args.get("q"))[:120]
    address = current_app.config["SETTINGS"].base_url + url_for("pathways.role", id=role.id)
    return page(
        "saved/share.html", "saved/_found.html", form=form, role=role, receiver=receiver,
        typed=typed, found=people.called(typed, actor().id), address=address,
    )  # fmt: skip


def _receiver():
    """The colleague the address or the form names; 404 for nobody there is."""
    named = request.values.get("to", "")
    if not named:
        return None
    try:
        receiver = db.session.get(Person, UUID(named))
    except ValueError:
        receiver = None
    return receiver or abort(404)


@allow("share.see", Share)
def shared(row: Share):
    return page("saved/shared.html", share=row)


@allow("share.see", Share)
def silence(row: Share):
    sharing.silence(actor().id, row.sharer_id)
    undo = ("Undo", url_for(".hear", sharer=row.sharer_id))
    told = f"You are not told any more of what {row.sharer.name} shares. They do not learn of it."
    return changed(told, back_to=url_for(".shares"), undo=undo)


@allow("saved.edit")
def shares():
    """What colleagues shared with me, and from whom I want to hear."""
    if request.method == "POST":
        yes = request.form.get("hear") == "yes"
        sharing.hear_all(actor().id, yes)
        told = "Colleagues can share roles with you." if yes else "You are told of no shares."
        return changed(told, back_to=url_for(".shares"))
    me = actor().id
    return page(
        "saved/shares.html", shares=queries.shared_with(me), silenced=queries.silenced(me),
        hears=queries.choice(me).shares,
    )  # fmt: skip


@allow("saved.edit")
def hear():
    try:
        sharing.hear(actor().id, UUID(request.values.get("sharer", "")))
    except ValueError:
        abort(404)
    return changed("You are told again of what they share.", back_to=url_for(".shares"))
