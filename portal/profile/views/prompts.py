"""The views that answer a prompt, silence it, or say which role is closest to my job."""

from uuid import UUID

from flask import abort, redirect, request, url_for
from wtforms.validators import DataRequired

from portal.answers import back, changed, page, wants_fragment
from portal.aspirations import targets
from portal.db import db, lock
from portal.errors import Refused
from portal.fields import Line, line
from portal.forms import PortalForm
from portal.guard import actor, allow
from portal.people.models import Person
from portal.profile import queries
from portal.prompts import rules
from portal.prompts.queries import ASKED
from portal.prompts.words import WORDS
from portal.roles.models import Role

ROLE, GONE = "profile/role.html", "prompts/_gone.html"
TITLE_LENGTH = 200


def register(bp):
    """Put the views on the blueprint of the profile."""
    bp.route("/me/role", methods=["GET", "POST"])(role)
    bp.get("/me/role/find")(find_role)
    bp.post("/me/role/no-skills")(ask_role_skills)
    bp.post("/me/prompts/<name>/silence")(silence)
    bp.post("/me/prompts/<name>/ask-again")(ask_again)


class RoleForm(PortalForm):
    role = Line(
        "The role closest to your job", TITLE_LENGTH, (DataRequired("Write the name of a role."),)
    )


@allow("me.edit")
def role():
    """The role closest to my job, where nobody has written one down."""
    person = lock(Person, actor().id) if request.method == "POST" else queries.me(actor().id)
    mine, now = rules.may_choose_role(person), queries.role_title(person.role_id)
    form = RoleForm()
    if request.method == "GET" or not mine:
        return page(ROLE, form=None if not mine else form, now=now, mine=mine)
    if "none" in request.form:
        rules.choose_role(person, None)
        return changed("Your role is not said any more.", back_to=url_for("profile.me"))
    if not form.validate():
        return page(ROLE, form=form, now=now, mine=mine)
    found = [t for t in targets.find(form.role.data) if t.kind == "role"]
    exact = [t for t in found if t.title.casefold() == form.role.data.casefold()]
    if len(exact) != 1:
        form.role.errors = [_which(form.role.data, exact or found)]
        return page(ROLE, form=form, now=now, mine=mine, near=exact or found)
    return _choose(person, exact[0].id)


def _which(typed, found):
    return (
        f"Which of these is it: “{typed}”?"
        if found
        else f"We know no role called “{typed}”. Try another word for it."
    )


def _choose(person, role_id):
    chosen = db.session.get_one(Role, role_id)
    rules.choose_role(person, chosen)
    return changed(
        f"{chosen.title} is your role now. Say how well you do what it asks for.",
        back_to=url_for("profile.rate"),
    )


@allow("roles.read")
def find_role():
    """Roles for what has been typed so far, as options under the field."""
    if not wants_fragment():
        return redirect(url_for("profile.role"), 303)
    typed = line(request.args.get("role"))[:TITLE_LENGTH]
    found = [target for target in targets.find(typed) if target.kind == "role"]
    return page("profile/_find_role.html", "profile/_find_role.html", found=found)


@allow("me.edit")
def ask_role_skills():
    """Tell those who look after the roles that mine has no skills."""
    person = lock(Person, actor().id)
    if person.role_id is None:
        raise Refused("No role is written down for you.")
    rules.ask_for_skills(person, db.session.get_one(Role, person.role_id))
    undo = url_for("profile.ask_again", name=ASKED, ref=person.role_id.hex)
    return changed("Told. They see how many people miss it.", back_to=back(), undo=("Undo", undo))


def _ref():
    """What a silence is about: nothing in particular, or one thing."""
    ref = request.args.get("ref", "")
    try:
        return UUID(ref) if ref else None
    except ValueError:
        abort(404)


@allow("me.edit")
def silence(name: str):
    """Not now, or never again."""
    if name not in WORDS:
        abort(404)
    about, for_good = _ref(), "for-good" in request.form
    rules.silence(actor().id, name, about, for_good=for_good)
    words = "You are not asked this again." if for_good else "You are asked again in 3 months."
    undo = url_for("profile.ask_again", name=name, ref=about.hex if about else "")
    return changed(words, GONE, back_to=back(), undo=("Undo", undo), words=words, again=undo)


@allow("me.edit")
def ask_again(name: str):
    """Take a silence back."""
    if name not in WORDS and name != ASKED:
        abort(404)
    rules.ask_again(actor().id, name, _ref())
    return changed("You are asked again.", back_to=back())
