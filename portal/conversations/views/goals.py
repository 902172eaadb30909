"""Goals of the two: agreed on, changed, done by each, dropped and taken up again."""

from flask import redirect, request, url_for

from portal import dates
from portal.answers import changed, page
from portal.conversations import goals, queries
from portal.conversations.forms import GoalForm
from portal.conversations.models import Conversation, ConversationGoal
from portal.errors import Refused
from portal.fields import saved_elsewhere
from portal.guard import actor, allow

GOAL = "conversations/goal.html"
SAID = {
    "done": "Done. Well done.",
    "not-done": "It is to be done again.",
}


def register(bp):
    """Put the views on the blueprint."""
    bp.route("/conversations/<uuid:id>/goals/add", methods=["GET", "POST"])(add_goal)
    bp.route("/conversations/goals/<uuid:id>", methods=["GET", "POST"])(edit_goal)
    bp.get("/conversations/goals/<uuid:id>/open")(goal)
    bp.post("/conversations/goals/<uuid:id>/plan")(goal_to_plan)
    bp.post("/conversations/goals/<uuid:id>/<any('done','not-done'):what>")(goal_part)
    bp.post("/conversations/goals/<uuid:id>/<any('drop','take-up'):what>")(goal_kept)


def _back(goal):
    return url_for("conversations.conversation", id=goal.conversation_id) + "#goals"


def _named(form, one):
    """The two parts by name, as whoever reads it says them."""
    mine = actor().id == one.person_id
    form.employee_does.label.text = "What I do" if mine else f"What {one.person.name} does"
    form.manager_does.label.text = f"What {one.manager.name} does" if mine else "What I do"
    form.zone = dates.zone(actor().time_zone).key
    return form


@allow("conversation.work", Conversation)
def add_goal(one):
    form = _named(GoalForm(), one)
    if form.validate_on_submit():
        try:
            goal = goals.agree(one, form.agreed())
            return changed("Agreed. You both find it here and under My conversations.",
                           back_to=_back(goal))  # fmt: skip
        except Refused as no:
            form.words.errors = [no.message]
    return page(GOAL, form=form, one=one, goal=None)


@allow("conversation.goal", ConversationGoal)
def edit_goal(goal):
    """Who saved it elsewhere meanwhile is shown beside."""
    one = queries.whole(goal.conversation_id)
    form = _named(GoalForm(obj=goal) if request.method == "GET" else GoalForm(), one)
    form.before = (goal.employee_by, goal.manager_by)
    if request.method == "POST" and form.validate():
        if saved_elsewhere(form, goal.version, form.agreed(), goals.said(goal)):
            return page(GOAL, form=form, status=409, one=one, goal=goal, theirs=goal)
        goals.edit(goal, form.agreed())
        return changed("Saved for you both.", back_to=_back(goal))
    return page(GOAL, form=form, one=one, goal=goal)


@allow("conversation.goal-part", ConversationGoal)
def goal(row):
    """To the conversation it was agreed in."""
    return redirect(_back(row), 303)


@allow("conversation.own", ConversationGoal)
def goal_to_plan(goal):
    """What I do for it comes into the plan I follow."""
    step = goals.to_plan(goal)
    to = url_for("plans.one", id=step.plan_id, _anchor=f"step-{step.id}")
    return changed(f"{step.title} is in your plan.", back_to=to)


@allow("conversation.goal-part", ConversationGoal)
def goal_part(goal, what):
    goals.part(goal, actor().id, done=what == "done")
    other = "not-done" if what == "done" else "done"
    undo = ("Undo", url_for("conversations.goal_part", id=goal.id, what=other))
    return changed(SAID[what], back_to=_back(goal), undo=undo)


@allow("conversation.goal-part", ConversationGoal)
def goal_kept(goal, what):
    """Dropped, or taken up again."""
    (goals.drop if what == "drop" else goals.take_up)(goal)
    said = "The goal is dropped." if what == "drop" else "The goal is there again."
    undo = ("Undo", url_for("conversations.goal_kept", id=goal.id, what="take-up"))
    return changed(said, back_to=_back(goal), undo=undo if what == "drop" else None)
