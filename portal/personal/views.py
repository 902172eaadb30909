"""My data: what is kept, to take along, to have erased."""

import json
from datetime import timedelta

from flask import Blueprint, current_app, make_response, redirect, request, url_for
from flask_login import logout_user

from portal import audit, clock
from portal.accounts import queries as sessions
from portal.accounts import rules as accounts
from portal.accounts.models import SignedIn
from portal.accounts.sessions import this_browser
from portal.accounts.views import CLEAR, keep
from portal.answers import changed, page
from portal.db import db, transaction
from portal.errors import Refused
from portal.guard import actor, allow, lead_to, public
from portal.personal import queries
from portal.personal.erasing import erase
from portal.personal.forms import ConfirmForm, EraseForm

bp = Blueprint("personal", __name__)

RECENT = timedelta(minutes=15)
FORMAT = "aspire-my-data/1"


@bp.get("/me/data")
@allow("data.read")
def mine():
    return _page(ConfirmForm(formdata=None))


def _page(form):
    return page(
        "personal/mine.html",
        form=form,
        counts=queries.counts(actor().id),
        recent=_recent(),
        keep=current_app.config["SETTINGS"].keep,
    )


def _recent() -> bool:
    """Whether the person has given their password a short while ago."""
    return clock.now() - sessions.began(actor().session_id) < RECENT


@bp.post("/me/data/confirm")
@allow("data.read")
def confirm():
    form = ConfirmForm()
    if not form.validate() or not _right(form):
        return _page(form)
    _renew()
    return changed("Thank you. You can take your data along now.", back_to=url_for(".mine"))


def _right(form) -> bool:
    """Whether the password is theirs; what is wrong stands on the field then."""
    session = db.session.get_one(SignedIn, actor().session_id)
    try:
        accounts.confirm(
            session.account,
            form.password.data,
            address=request.remote_addr or "",
            key=str(current_app.secret_key),
        )
    except (Refused, accounts.TooManyTries) as no:
        form.password.errors = [str(no)]
        return False
    return True


def _renew() -> None:
    """Whoever gave their password again goes on under a new token (ASVS 7.2.4)."""
    keep(accounts.renew(db.session.get_one(SignedIn, actor().session_id)))


@bp.get("/me/data/export.json")
@allow("data.read")
def export():
    """Everything, for a machine to read."""
    if not _recent():
        return redirect(url_for(".mine"), 303)
    sections = _take_along("json")
    content = {
        "format": FORMAT,
        "made_at": clock.now().isoformat(),
        "organisation": current_app.config["ORGANISATION"],
        "data": {
            section.name: {"title": section.title, "rows": section.rows} for section in sections
        },
    }
    answer = make_response(json.dumps(content, ensure_ascii=False, indent=1))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="aspire-my-data-{clock.today().isoformat()}.json"'
    )
    return answer


@bp.get("/me/data/read")
@allow("data.read")
def read():
    """Everything, for a person to read or print."""
    if not _recent():
        return redirect(url_for(".mine"), 303)
    return page("personal/read.html", sections=_take_along("page"), made_at=clock.now())


def _take_along(shape: str) -> list[queries.Section]:
    """Read it all, and note in the log that it was taken along."""
    with transaction():
        audit.record("data.export", actor_id=actor().id, detail=shape)
    return queries.everything(actor().id)


@bp.route("/me/data/erase", methods=["GET", "POST"])
@allow("data.erase")
def erase_me():
    form = EraseForm()
    if not form.validate_on_submit() or not _right(form):
        return page("personal/erase.html", form=form, keep=current_app.config["SETTINGS"].keep)
    try:
        erase(actor().id, by=actor().id)
    except Refused as no:
        form.sure.errors = [no.message]
        return page("personal/erase.html", form=form, keep=current_app.config["SETTINGS"].keep)
    logout_user()
    this_browser().ended = True
    answer = lead_to(url_for(".erased"))
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer


@bp.get("/erased")
@public
def erased():
    return page("personal/erased.html")
