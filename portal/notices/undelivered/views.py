"""Asking for letters again at an address that refused them."""

from flask import Blueprint, url_for

from portal.answers import changed
from portal.guard import actor, allow
from portal.notices.undelivered import queries, rules

bp = Blueprint("undelivered", __name__)


@bp.app_template_global()
def mail_closed(person_id):
    """The address that takes no letters, and since when; None where it does."""
    return queries.closed_since(person_id)


@bp.post("/me/settings/mail/again")
@allow("settings.edit")
def mail_again():
    rules.open_again(actor().id)
    return changed(
        "E-mail is on again. If your address still takes none, Aspire will say so here.",
        back_to=url_for("accounts.settings", _anchor="told"),
    )
