"""The list of what one was told, and what of it comes by mail."""

from uuid import UUID

from flask import Blueprint, abort, redirect, request, url_for

from portal import clock
from portal.answers import changed, page
from portal.db import transaction
from portal.fields import page_number
from portal.guard import actor, allow, public
from portal.notices import choices, letters, queries, rules
from portal.notices.kinds import GROUPS
from portal.notices.models import Notice

bp = Blueprint("notices", __name__)


@bp.app_template_global()
def mail_choices(person_id: UUID):
    """Every group that can come by mail: its name, what it is, and whether it does."""
    mine = [(name, GROUPS[name], on) for name, on in choices.of(person_id).items()]
    return [one for one in mine if not one[1].duty or getattr(actor(), one[1].duty)]


@bp.get("/notifications")
@allow("notices.read")
def inbox():
    number = page_number()
    notices, more = queries.inbox(actor(), number)
    return page(
        "notices/inbox.html",
        days=queries.by_day(notices, clock.today()),
        number=number,
        more=more,
    )


@bp.post("/notifications/<uuid:id>/open")
@allow("notice.open", Notice)
def open_one(notice: Notice):
    rules.read(notice)
    return redirect(notice.path, 303)


@bp.post("/notifications/read")
@allow("notices.read")
def read_all():
    rules.read_all(actor().id)
    return changed("All read.", back_to=url_for(".inbox"))


@bp.post("/me/settings/mail")
@allow("settings.edit")
def choose_mail():
    wanted = set(request.form.getlist("topic")) & GROUPS.keys()
    choices.choose(actor().id, wanted)
    words = "Saved. That is what comes by mail now." if wanted else "Saved. Nothing comes by mail."
    return changed(words, back_to=url_for("accounts.settings", _anchor="mail"))


@bp.route("/mail/off/<token>", methods=["GET", "POST"])
@public
def mail_off(token: str):
    """End the letters of one group, for whoever holds the link: it opens nothing else.

    Mail programs post here by themselves when somebody asks them to (RFC 8058).
    """
    found = letters.opened(token)
    if found is None:
        abort(404)
    person_id, topic = found
    if request.method == "POST":
        with transaction():
            choices.switch_off(person_id, topic)
    return page("notices/off.html", group=GROUPS[topic], done=request.method == "POST")
