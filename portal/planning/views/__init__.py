"""The page of a plan, and beginning one."""

from flask import Blueprint, request, url_for

from portal import copies
from portal.answers import changed, page
from portal.errors import Refused
from portal.guard import actor, allow
from portal.learning.money import hours, money
from portal.planning import around, reading, words
from portal.planning.forms import BeginForm
from portal.planning.views import calendar, life, shared, steps
from portal.plans import queries, rules
from portal.plans.models import Plan
from portal.plans.steps import Toward

bp = Blueprint("plans", __name__)
calendar.register(bp)
life.register(bp)
shared.register(bp)
steps.register(bp)
WHOLE, STEPS = "plans/plan.html", "plans/_steps.html"
for name in ("facts", "standing", "by_when", "seen_by", "when"):
    bp.add_app_template_global(getattr(words, name), f"plan_{name}")


@bp.app_template_global("in_my_plan")
def _in_my_plan(item_id):
    """Whether one of my open plans has it; for the page of something to learn."""
    return ("learning", item_id) in queries.in_plan(actor().id)


@bp.context_processor
def _words():
    return {
        "ICONS": words.ICONS,
        "KINDS": queries.KINDS,
        "STATES": words.STATES,
        "STANDING": words.STANDING,
        "hours": hours,
        "money": money,
    }


@bp.get("/plan")
@allow("plan.read")
def mine():
    """The plan I follow; the next best where I follow none; or how to begin."""
    plans = queries.plans_of(actor().id)
    order = ("now", "paused", "later")
    first = min((p for p in plans if p.state in order), key=lambda p: order.index(p.state),
                default=None)  # fmt: skip
    if first is None:
        return page("plans/none.html", form=None, others=plans)
    return _shown(queries.outline(first.id), plans)


@bp.get("/plan/<uuid:id>")
@allow("plan.see", Plan)
def one(plan):
    return _shown(queries.outline(plan.id), queries.plans_of(plan.person_id))


@bp.get("/plan/<uuid:id>/paper")
@allow("plan.see", Plan)
def paper(plan):
    """The same, laid out for paper or a PDF."""
    return page("plans/paper.html", plan=queries.outline(plan.id))


def _shown(plan, plans):
    beside = around.around(plan, actor().role_id)
    return page(
        WHOLE,
        STEPS,
        leaf=reading.leaf(plan, plans, beside.standing),
        plan=plan,
        around=beside,
        edits=steps.edits(plan) if copies.asked() else {},
        ordering="order" in request.args,
    )


@bp.route("/plan/begin", methods=["GET", "POST"])
@allow("plan.make")
def begin():
    """A plan in my own words; toward a role it begins on the page of that role."""
    form = BeginForm()
    if form.validate_on_submit():
        try:
            target = Toward(title=form.title.data, due_on=form.due_on.day)
            plan = rules.begin(actor().id, target, form.steps())
        except Refused as no:
            form.title.errors = [no.message]
        else:
            return changed("Your plan is made.", back_to=url_for(".one", id=plan.id))
    return page("plans/begin.html", form=form, aims=reading.aims_without_plan(actor().id))
