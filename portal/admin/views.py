"""Administration: how the system is, who has an account, what was done."""

from flask import Blueprint, request, url_for

from portal.accounts import rules as accounts_rules
from portal.accounts.models import Account
from portal.admin import queries, rules, state
from portal.answers import back, changed, page
from portal.errors import BadInput
from portal.guard import allow
from portal.notices.undelivered import queries as undelivered

bp = Blueprint("admin", __name__)
bp.add_app_template_filter(state.age, "waited")

LONGEST_SEARCH = 200


def _number(name: str, default: int | None) -> int | None:
    raw = request.args.get(name)
    if raw is None:
        return default
    if not raw.isdecimal() or len(raw) > 16 or not 1 <= int(raw) <= 2**53:
        raise BadInput(f"There is no such page ({name}).")
    return int(raw)


@bp.get("/admin")
@allow("admin.read")
def home():
    parts = state.parts()
    return page(
        "admin/home.html",
        parts=parts,
        stuck=queries.stuck(),
        refused=undelivered.lately(),
        closed=undelivered.how_many_closed(),
    )


@bp.post("/admin/outbox/retry")
@allow("outbox.retry")
def retry():
    count = rules.try_again()
    return changed(
        f"{count} put back in line. The worker tries them now.", back_to=url_for(".home")
    )


@bp.get("/admin/accounts")
@allow("admin.read")
def accounts():
    words = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    number = _number("page", 1) or 1
    if number > 100_000:
        raise BadInput("There is no such page (page).")
    rows, more = queries.accounts(words, number)
    return page("admin/accounts.html", rows=rows, more=more, q=words, number=number)


@bp.post("/admin/accounts/<uuid:id>/disable")
@allow("account.disable", Account)
def disable(account: Account):
    accounts_rules.disable(account)
    return _account(account, f"{account.person.name} is signed out and can no longer sign in.",
                    undo=("Undo", url_for(".enable", id=account.id)))  # fmt: skip


@bp.post("/admin/accounts/<uuid:id>/enable")
@allow("account.enable", Account)
def enable(account: Account):
    accounts_rules.enable(account)
    return _account(account, f"{account.person.name} can sign in again.")


@bp.post("/admin/accounts/<uuid:id>/sign-out")
@allow("account.sign-out", Account)
def sign_out(account: Account):
    count = accounts_rules.end_sessions(account.id)
    return _account(account, f"{account.person.name} is signed out everywhere ({count}).")


def _account(account: Account, message: str, undo: tuple[str, str] | None = None):
    row, sessions = queries.account(account.id)
    return changed(
        message,
        "admin/_account.html",
        back_to=back(),  # the list as it was searched; an address names nobody by itself
        undo=undo,
        account=row,
        sessions=sessions,
    )


@bp.get("/admin/log")
@allow("admin.read")
def log():
    acts, further = queries.acts(_number("before", None))
    return page("admin/log.html", acts=acts, further=further, first="before" not in request.args)
