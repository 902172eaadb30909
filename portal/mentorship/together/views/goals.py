"""Goals: add, say otherwise, mark how far, drop and take up again."""

from flask import request, url_for

from portal.answers import changed, page
from portal.errors import BadInput, Refused
from portal.fields import saved_elsewhere
from portal.guard import allow
from portal.mentorship import lists
from portal.mentorship.models import Mentorship
from portal.mentorship.together import goals
from portal.mentorship.together.forms import FarForm, GoalForm
from portal.mentorship.together.models import REACHED, MentorshipGoal
from portal.mentorship.together.pairs import working

GOAL = "mentorship/together/goal.html"


def register(bp):
    """Put the views on the blueprint of mentorship."""
    bp.route("/mentorship/<uuid:id>/goals/add", methods=["GET", "POST"])(add_goal)
    bp.route("/mentorship/goals/<uuid:id>", methods=["GET", "POST"])(edit_goal)
    bp.post("/mentorship/goals/<uuid:id>/far")(mark_goal)
    bp.post("/mentorship/goals/<uuid:id>/drop")(drop_goal)
    bp.post("/mentorship/goals/<uuid:id>/take-up")(take_up_goal)


def _back(goal):
    return url_for("mentorship.pair", id=goal.mentorship_id)


@allow("mentorship.work", Mentorship)
def add_goal(pair):
    working(pair)
    form = GoalForm()
    if form.validate_on_submit():
        try:
            goal = goals.add(pair, form.words.data)
            return changed("Your goal is there for both of you.", back_to=_back(goal))
        except Refused as no:
            form.words.errors = [no.message]
    return page(GOAL, form=form, pair=lists.pair(pair.id), goal=None)


@allow("mentorship.work", MentorshipGoal)
def edit_goal(goal):
    """Its words; who saved them elsewhere meanwhile is shown beside."""
    pair = lists.pair(goal.mentorship_id)
    working(pair)
    form = GoalForm(obj=goal) if request.method == "GET" else GoalForm()
    if request.method == "POST" and form.validate():
        if saved_elsewhere(form, goal.version, form.words.data, goal.words):
            return page(GOAL, form=form, status=409, pair=pair, goal=goal, theirs=goal)
        goals.reword(goal, form.words.data)
        return changed("Saved.", back_to=_back(goal))
    return page(GOAL, form=form, pair=pair, goal=goal)


@allow("mentorship.work", MentorshipGoal)
def mark_goal(goal):
    form = FarForm()
    if not form.validate():
        raise BadInput("Choose how far it is from the list.")
    before = goal.progress
    goals.mark(goal, form.progress.data)
    reached = goal.progress == REACHED > before
    return changed("Reached. Well done, both of you." if reached else "Saved.", back_to=_back(goal))


@allow("mentorship.work", MentorshipGoal)
def drop_goal(goal):
    goals.drop(goal)
    undo = ("Undo", url_for("mentorship.take_up_goal", id=goal.id))
    return changed(
        "You dropped this goal. It stays under “Before”.", back_to=_back(goal), undo=undo
    )


@allow("mentorship.work", MentorshipGoal)
def take_up_goal(goal):
    goals.take_up(goal)
    return changed("You work on this goal again.", back_to=_back(goal))
