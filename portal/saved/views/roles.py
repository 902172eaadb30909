"""The views of roles I looked at lately, and of roles that are not for me."""

from flask import request, url_for

from portal.answers import back, changed, page
from portal.errors import BadInput
from portal.guard import actor, allow
from portal.roles.models import Role
from portal.saved import looked, queries

FRAGMENT = "saved/_of_role.html"
KEEPING = {0: "Not at all", 30: "For 30 days", 90: "For 90 days"}


def register(bp):
    """Put the views on the blueprint."""
    bp.get("/me/looked-at")(looked_at)
    bp.post("/me/looked-at")(keep)
    bp.post("/me/looked-at/empty")(empty)
    bp.get("/me/not-interested")(not_interested)
    bp.post("/roles/<uuid:id>/not-interested")(put_aside)
    bp.post("/roles/<uuid:id>/not-interested/take-back")(take_back)


@allow("saved.read")
def looked_at():
    return page(
        "saved/looked_at.html",
        recent=queries.recent(actor().id),
        days=queries.choice(actor().id).keep_days,
        keeping=KEEPING,
    )


@allow("saved.edit")
def keep():
    said = request.form.get("days", "")
    if not said.isdecimal() or len(said) > 3:
        raise BadInput("There is no such choice.")
    looked.keep(actor().id, int(said))
    told = f"Kept for {said} days from now on." if int(said) else "Nothing is kept any more."
    return changed(told, back_to=url_for(".looked_at"))


@allow("saved.edit")
def empty():
    looked.empty(actor().id)
    return changed("The list is empty.", back_to=url_for(".looked_at"))


@allow("saved.read")
def not_interested():
    return page("saved/not_interested.html", aside=queries.put_aside(actor().id))


@allow("role.put-aside", Role)
def put_aside(role: Role):
    reason = request.form.get("reason")
    new = looked.put_aside(actor().id, role.id, reason)
    undo = ("Undo", url_for(".take_back", id=role.id)) if new else None
    told = (
        "You are not shown this role any more." if new else "You have put this role aside already."
    )
    if reason is not None and not new:
        told = "Saved. Only you see your reason."
    return changed(told, FRAGMENT, back_to=back(), undo=undo, role=role, aside=True, why=new)


@allow("role.put-aside", Role)
def take_back(role: Role):
    looked.take_back(actor().id, role.id)
    told = "You are shown this role again."
    return changed(told, FRAGMENT, back_to=back(), role=role, aside=False)
