"""Sign-in, sign-out, and the settings of one's own account."""

from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, request, url_for
from flask_login import login_user, logout_user

from portal.accounts import queries, rules
from portal.accounts.forms import PasswordForm, SignInForm, ThemeForm
from portal.accounts.models import Account, SignedIn
from portal.accounts.sessions import load_user, this_browser
from portal.answers import changed, page
from portal.conditions import Actor
from portal.db import db
from portal.errors import Refused
from portal.guard import actor, allow, public, signed_in

bp = Blueprint("accounts", __name__)

CLEAR = '"cache", "cookies", "storage"'


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in():
    who = signed_in()
    if who and request.method == "GET":
        return redirect(inward(request.args.get("next")), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return page("accounts/sign_in.html", form=form, demo=_demo())
    try:
        _, token = rules.sign_in(
            form.email.data,
            form.password.data,
            address=request.remote_addr or "",
            device=device(request.user_agent.string),
            key=str(current_app.secret_key),
            browser=this_browser().token,
        )
    except Refused as no:
        form.email.errors = [no.message]
        return page("accounts/sign_in.html", form=form, demo=_demo())
    except rules.TooManyTries as brake:
        form.email.errors = [str(brake)]
        answer = page("accounts/sign_in.html", form=form, status=429, demo=_demo())
        answer.headers["Retry-After"] = "900"
        return answer
    keep(token, remember=form.remember.data)
    return redirect(inward(request.form.get("next") or request.args.get("next")), 303)


def keep(token: str, *, remember: bool = False) -> None:
    """Rotate: the browser is known by the new token from here on, and the old one opens nothing."""
    browser = this_browser()
    browser.take(token)
    browser["remember"] = remember
    user = load_user(request, token=token)
    if user is not None:
        login_user(user)


@bp.post("/sign-out")
@allow("settings.edit")
def sign_out():
    who: Actor = actor()
    rules.end_session(db.session.get_one(SignedIn, who.session_id))
    logout_user()
    this_browser().ended = True
    answer = redirect(url_for("accounts.sign_in"), 303)
    answer.headers["Clear-Site-Data"] = CLEAR
    return answer


@bp.get("/me/settings")
@allow("settings.edit")
def settings():
    return _settings(PasswordForm(prefix="password"))


def _settings(password_form: PasswordForm):
    return page(
        "accounts/settings.html",
        form=password_form,
        theme_form=ThemeForm(theme=actor().theme),
        sessions=queries.sessions_of(actor().account_id),
    )


@bp.post("/me/settings/theme")
@allow("settings.edit")
def choose_theme():
    form = ThemeForm()
    if form.validate():
        rules.choose_theme(db.session.get_one(Account, actor().account_id), form.theme.data)
        return changed("Saved. These are your colours now.", back_to=url_for(".settings"))
    raise Refused("Choose one of the three.")


@bp.post("/me/settings/password")
@allow("settings.edit")
def change_password():
    form = PasswordForm(prefix="password")
    if form.validate():
        account = db.session.get_one(Account, actor().account_id)
        try:
            rules.change_password(
                account, form.current.data, form.new.data,
                words=("aspire", *current_app.config["ORGANISATION"].split()),
            )  # fmt: skip
        except Refused as no:
            wrong = form.current if "current" in no.message else form.new
            wrong.errors = [no.message]
            return _settings(form)
        rules.end_sessions(account.id, but=actor().session_id)
        return changed(
            "Your password is changed. You are signed out everywhere else.",
            back_to=url_for(".settings"),
        )
    return _settings(form)


@bp.post("/me/settings/sessions/<uuid:id>/end")
@allow("session.end", SignedIn)
def end_session(row: SignedIn):
    rules.end_session(row)
    return changed("That device is signed out.", back_to=url_for(".settings"))


@bp.post("/me/settings/sessions/end")
@allow("settings.edit")
def end_other_sessions():
    rules.end_sessions(actor().account_id, but=actor().session_id)
    return changed("You are signed out everywhere else.", back_to=url_for(".settings"))


def inward(target: str | None) -> str:
    """A path of ours to go on to, or home: never another host, whatever is in `next`."""
    if not target or not target.startswith("/") or len(target) > 2000:
        return url_for("home.home")
    if (
        any(c in target for c in "\\\r\n\t\0")
        or target.startswith("//")
        or "/%2f" in target.lower()
    ):
        return url_for("home.home")
    parts = urlsplit(target)
    return url_for("home.home") if parts.scheme or parts.netloc else target


def device(agent: str) -> str:
    """A device in words a person knows: "Firefox on Windows"."""
    browsers = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
        ("Mac OS", "Mac"), ("Linux", "Linux"),
    )  # fmt: skip
    browser = next((word for mark, word in browsers if mark in agent), "A browser")
    system = next((word for mark, word in systems if mark in agent), "an unknown device")
    return f"{browser} on {system}"


def _demo() -> bool:
    return bool(current_app.config["DEMO"])
