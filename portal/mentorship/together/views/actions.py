"""Actions: who does what until when."""

from flask import request, url_for

from portal.answers import changed, page
from portal.errors import Refused
from portal.fields import saved_elsewhere
from portal.guard import actor, allow
from portal.mentorship import lists
from portal.mentorship.models import Mentorship
from portal.mentorship.together import actions
from portal.mentorship.together.forms import ActionForm
from portal.mentorship.together.models import MentorshipAction
from portal.mentorship.together.pairs import working

ACTION = "mentorship/together/action.html"


def register(bp):
    """Put the views on the blueprint of mentorship."""
    bp.route("/mentorship/<uuid:id>/actions/add", methods=["GET", "POST"])(add_action)
    bp.route("/mentorship/actions/<uuid:id>", methods=["GET", "POST"])(edit_action)
    for path, view in (
        ("done", action_done),
        ("not-done", action_not_done),
        ("remove", remove_action),
        ("put-back", put_back_action),
    ):
        bp.post(f"/mentorship/actions/<uuid:id>/{path}")(view)


def _back(action):
    return url_for("mentorship.pair", id=action.mentorship_id) + "#actions"


def _form(pair, **given):
    form = ActionForm(**given)
    form.zone, me = actor().time_zone, actor().id
    other = pair.mentee if pair.mentor_id == me else pair.mentor.person
    form.doer_id.choices = {me: "I do", other.id: other.name}
    return form


@allow("mentorship.work", Mentorship)
def add_action(pair):
    working(pair)
    shown = lists.pair(pair.id)
    form = _form(shown)
    if form.validate_on_submit():
        try:
            action = actions.add(pair, form.deed())
            return changed("It is on your list.", back_to=_back(action))
        except Refused as no:
            form.words.errors = [no.message]
    return page(ACTION, form=form, pair=shown, action=None)


@allow("mentorship.work", MentorshipAction)
def edit_action(action):
    """Who saved it elsewhere meanwhile is shown beside."""
    pair = lists.pair(action.mentorship_id)
    working(pair)
    form = _form(pair, obj=action) if request.method == "GET" else _form(pair)
    form.before = action.due_on
    if request.method == "POST" and form.validate():
        if saved_elsewhere(form, action.version, form.deed(), actions.said(action)):
            return page(ACTION, form=form, status=409, pair=pair, action=action, theirs=action)
        actions.edit(action, form.deed())
        return changed("Saved.", back_to=_back(action))
    return page(ACTION, form=form, pair=pair, action=action)


@allow("mentorship.work", MentorshipAction)
def action_done(action):
    actions.done(action)
    undo = ("Undo", url_for("mentorship.action_not_done", id=action.id))
    return changed("Done.", back_to=_back(action), undo=undo)


@allow("mentorship.work", MentorshipAction)
def action_not_done(action):
    actions.not_done(action)
    return changed("It is to be done again.", back_to=_back(action))


@allow("mentorship.work", MentorshipAction)
def remove_action(action):
    actions.remove(action)
    undo = ("Undo", url_for("mentorship.put_back_action", id=action.id))
    return changed("Taken off your list.", back_to=_back(action), undo=undo)


@allow("mentorship.work", MentorshipAction)
def put_back_action(action):
    actions.put_back(action)
    return changed("It is on your list again.", back_to=_back(action))
