"""The page of one's own access tokens, where a new one is shown once."""

from flask import Blueprint, current_app, request, url_for

from portal import access
from portal.accounts import rules as accounts
from portal.accounts.models import AccessToken, Account
from portal.accounts.tokens import queries, rules
from portal.accounts.tokens.forms import TokenForm
from portal.accounts.tokens.scopes import SCOPES
from portal.answers import changed, page
from portal.db import db
from portal.errors import Refused
from portal.guard import actor, allow

bp = Blueprint("tokens", __name__)
DUTIES = {"insights": "insights.read"}


@bp.get("/me/settings/tokens")
@allow("settings.edit")
def mine():
    return _page(_form())


@bp.post("/me/settings/tokens")
@allow("token.make")
def make():
    form = _form()
    if not form.validate() or not _right(form):
        return _page(form)
    try:
        token = rules.make(
            actor().account_id, form.name.data, form.scopes.data, int(form.days.data)
        )
    except Refused as no:
        form.name.errors = [no.message]
        return _page(form)
    db.session.flush()
    answer = page("accounts/tokens/made.html", token=token, name=form.name.data)
    answer.headers["X-Back-To"] = url_for(".mine")
    return answer


@bp.post("/me/settings/tokens/<uuid:id>/revoke")
@allow("token.revoke", AccessToken)
def revoke(row: AccessToken):
    name = row.name
    rules.revoke(row)
    return changed(f"“{name}” is revoked. It opens nothing any more.", back_to=url_for(".mine"))


def _form() -> TokenForm:
    """With the scopes a person may use: not the insights, for most."""
    form = TokenForm()
    form.scopes.choices = {
        code: label
        for code, (label, _) in SCOPES.items()
        if access.can(actor(), DUTIES.get(code, "settings.edit"))
    }
    return form


def _page(form: TokenForm):
    tokens = queries.of_account(actor().account_id)
    return page("accounts/tokens/mine.html", form=form, tokens=tokens, SCOPES=SCOPES)


def _right(form: TokenForm) -> bool:
    """Whether the password is theirs; what is wrong stands on the field then."""
    account = db.session.get_one(Account, actor().account_id)
    try:
        accounts.confirm(
            account,
            form.password.data,
            address=request.remote_addr or "",
            key=str(current_app.secret_key),
        )
    except (Refused, accounts.TooManyTries) as no:
        form.password.errors = [str(no)]
        return False
    return True
