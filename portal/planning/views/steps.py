"""Steps of a plan: add, change, do, take out, put in another order."""

from decimal import Decimal
from uuid import UUID

from flask import abort, redirect, request, url_for

from portal.access import can
from portal.answers import changed, page, wants_fragment
from portal.communities.models import Community
from portal.db import db, lock
from portal.errors import BadInput, Refused
from portal.fields import line, name_after, opened_before, saved_elsewhere
from portal.guard import actor, allow
from portal.learning.models import MOST_HOURS, LearningItem
from portal.mentorship.queries import mentors_of
from portal.opportunities.models import Opportunity
from portal.opportunities.teaching import weeks
from portal.people.models import Person
from portal.planning import reading
from portal.planning.forms import StepForm
from portal.plans import queries, rules, stepping
from portal.plans.models import Plan, PlanStep, StepKind
from portal.plans.steps import NewStep, Toward
from portal.skills import own_queries

STEPS, EDIT, ROW = "plans/_steps.html", "plans/_edit.html", "plans/_step.html"
WHOLE, ASK = "plans/edit.html", "plans/again.html"


def register(bp):
    """Put the views on the blueprint of plans."""
    bp.route("/plan/<uuid:id>/add", methods=["GET", "POST"])(add)
    bp.post("/plan/items")(add_item)
    bp.post("/plan/opportunities")(add_opportunity)
    bp.post("/plan/communities")(add_community)
    bp.post("/plan/<uuid:id>/order")(order)
    bp.get("/plan/steps/<uuid:id>")(see)
    bp.route("/plan/steps/<uuid:id>/edit", methods=["GET", "POST"])(edit)
    bp.post("/plan/steps/<uuid:id>/done")(done)
    bp.post("/plan/steps/<uuid:id>/not-done")(not_done)
    bp.post("/plan/steps/<uuid:id>/remove")(remove)
    bp.post("/plan/steps/<uuid:id>/put-back")(put_back)
    bp.post("/plan/steps/<uuid:id>/up")(up)
    bp.post("/plan/steps/<uuid:id>/down")(down)


def edits(plan):
    """The form of each step that is to do, by its id: for the copy that a device keeps."""
    found = {step.id: StepForm.of(step) for step in plan.to_do}
    found["new"] = StepForm(formdata=None)
    for key, form in found.items():
        name_after(form, key)
    return found


def _steps(plan_id, message, undo=None, at=None):
    """The list as it is now."""
    back_to = url_for("plans.one", id=plan_id, _anchor=f"step-{at}" if at else "steps")
    if not wants_fragment():
        return changed(message, back_to=back_to, undo=undo)
    leaf = reading.leaf(queries.outline(plan_id))
    return changed(message, STEPS, back_to=back_to, undo=undo, leaf=leaf, plan=leaf.plan)


@allow("plan.edit", Plan)
def add(plan):
    """A step of a kind: one's own, something to learn, a mentor, feedback to ask for."""
    kind = request.values.get("kind", StepKind.MILESTONE)
    if kind not in queries.KINDS:
        raise BadInput("Choose one of the kinds of steps.")
    form = StepForm()
    if request.method == "GET":
        form = StepForm(formdata=None)
    elif kind == StepKind.LEARNING:
        return _put(plan, _item())
    elif form.validate():
        try:
            step = rules.add(plan, form.step(kind=kind, mentor_id=_mentor(), skill_id=_skill()))
        except Refused as no:
            form.title.errors = [no.message]
        else:
            return changed(
                f"{step.title} is in your plan.",
                back_to=url_for("plans.one", id=plan.id, _anchor=f"step-{step.id}"),
            )
    typed = line(request.args.get("q"))[:100]
    return page("plans/add.html", form=form, plan=plan, kind=kind,
                typed=typed, **reading.to_add(actor().id, kind, typed))  # fmt: skip


@allow("plan.make")
def add_item():
    """From the page of something to learn: into the plan I follow, or the beginning of one."""
    item = _item()
    lock(Person, actor().id)  # of two clicks the second finds the plan that the first began
    now = queries.now_plan(actor().id)
    if now is None:
        return _put(rules.begin(actor().id, Toward(title=item.title)), item)
    return _put(lock(Plan, now.id), item)


@allow("plan.make")
def add_opportunity():
    """From the page of an opportunity, as with something to learn."""
    key = _chosen("opportunity")
    one = db.session.get(Opportunity, key) if key else None
    if one is None or not can(actor(), "opportunity.see", one):
        abort(404)
    lock(Person, actor().id)
    now = queries.now_plan(actor().id)
    plan = lock(Plan, now.id) if now else rules.begin(actor().id, Toward(title=one.title))
    new = NewStep(
        kind=StepKind.OPPORTUNITY, title=one.title, opportunity_id=one.id,
        hours=min(Decimal(one.hours * weeks(one.starts_on, one.ends_on)), Decimal(MOST_HOURS)),
    )  # fmt: skip
    step = rules.put(plan, [new])[0]
    return _steps(plan.id, f"{step.title} is in your plan.", at=step.id)


@allow("plan.make")
def add_community():
    """From the page of a community: to join it is a step of one's own."""
    key = _chosen("community")
    one = db.session.get(Community, key) if key else None
    if one is None:
        abort(404)
    lock(Person, actor().id)
    title = f"Join {one.name}"
    now = queries.now_plan(actor().id)
    plan = lock(Plan, now.id) if now else rules.begin(actor().id, Toward(title=title))
    step = rules.put(plan, [NewStep(title=title, note=one.meets, community_id=one.id)])[0]
    return _steps(plan.id, f"{step.title} is in your plan.", at=step.id)


def _item():
    key = _chosen("item")
    item = db.session.get(LearningItem, key) if key else None
    if item is None or item.status == "draft":
        abort(404)
    return item


def _put(plan, item):
    """Something to learn, with a day by which to have done it."""
    new = NewStep(kind=StepKind.LEARNING, title=item.title, item_id=item.id, hours=item.hours)
    step = rules.put(plan, [new])[0]
    return _steps(plan.id, f"{step.title} is in your plan.", at=step.id)


def _skill():
    """One of my skills, where feedback is to be about one."""
    key = _chosen("skill")
    return key if key and own_queries.held(actor().id, key) else None


def _mentor():
    """One of my mentors, where one was chosen."""
    key = _chosen("mentor")
    if key is not None and key not in {one.id for one in mentors_of(actor().id)}:
        raise BadInput("Choose one of your mentors.")
    return key


def _chosen(name):
    """The row a form names, by its id; None where nothing was chosen."""
    value = request.form.get(name, "")
    try:
        return UUID(value) if value else None
    except ValueError:
        raise BadInput("Choose one of those on the page.") from None


@allow("plan.step", PlanStep)
def see(step):
    """One step as it is now: where "Cancel" leads."""
    if not wants_fragment():
        return redirect(url_for("plans.one", id=step.plan_id, _anchor=f"step-{step.id}"), 303)
    return _row(step)


def _row(step, **more):
    plan = queries.outline(step.plan_id)
    shown = next((one for one in plan.steps if one.id == step.id), None)
    if shown is None:
        abort(404)
    leaf = reading.leaf(plan, [])
    return page(ROW, ROW, leaf=leaf, plan=plan, step=shown, **more)


@allow("plan.step", PlanStep)
def edit(step):
    if request.method == "GET":
        form = StepForm.of(step)
        name_after(form, step.id)
        return page(WHOLE, EDIT, form=form, step=step)
    form = StepForm()
    form.before = step
    name_after(form, step.id)
    if not form.validate():
        return page(WHOLE, EDIT, form=form, step=step)
    wanted, theirs = form.step(), stepping.said(step)
    if saved_elsewhere(form, step.version, stepping.said(wanted), theirs):
        return page(WHOLE, EDIT, form=form, status=409, step=step, theirs=step)
    try:
        stepping.edit(step, wanted)
    except Refused as no:
        form.title.errors = [no.message]
        return page(WHOLE, EDIT, form=form, step=step)
    if wants_fragment():
        return _edited(step)
    return _steps(step.plan_id, f"{step.title} saved.", at=step.id)


def _edited(step):
    leaf = reading.leaf(queries.outline(step.plan_id), [])
    shown = next(one for one in leaf.plan.steps if one.id == step.id)
    back_to = url_for("plans.one", id=step.plan_id, _anchor=f"step-{step.id}")
    return changed(f"{step.title} saved.", ROW, back_to=back_to, leaf=leaf, plan=leaf.plan,
                   step=shown)  # fmt: skip


@allow("plan.step", PlanStep)
def done(step):
    """It is done. What was changed elsewhere after the page was opened is shown first."""
    if opened_before(step) and step.done_on is None and "sure" not in request.form:
        return page(ASK, status=409, step=step, ask="Is it done all the same?",
                    yes="Yes, it is done")  # fmt: skip
    title, new = step.title, stepping.done(step)
    told = f"Well done: {title}." if new else f"{title} was done already."
    undo = ("Undo", url_for("plans.not_done", id=step.id)) if new else None
    return _steps(step.plan_id, told, undo, at=step.id)


@allow("plan.step", PlanStep)
def not_done(step):
    stepping.not_done(step)
    return _steps(step.plan_id, f"{step.title} is to be done.", at=step.id)


@allow("plan.step", PlanStep)
def remove(step):
    if opened_before(step) and "sure" not in request.form and step.removed_at is None:
        return page(ASK, status=409, step=step, ask="Take it out all the same?",
                    yes="Yes, take it out")  # fmt: skip
    stepping.remove(step)
    undo = ("Undo", url_for("plans.put_back", id=step.id))
    return _steps(step.plan_id, f"{step.title} is out of your plan.", undo)


@allow("plan.step", PlanStep)
def put_back(step):
    stepping.put_back(step)
    return _steps(step.plan_id, f"{step.title} is in your plan again.", at=step.id)


@allow("plan.step", PlanStep)
def up(step):
    return _moved(step, -1)


@allow("plan.step", PlanStep)
def down(step):
    return _moved(step, 1)


def _moved(step, by):
    seen = request.form.get("at", "")
    moved = stepping.move(step, by, int(seen) if seen.isdecimal() and len(seen) < 4 else None)
    told = f"{step.title} stands {'earlier' if by < 0 else 'later'} now."
    back_to = url_for("plans.one", id=step.plan_id, order=1, _anchor=f"step-{step.id}")
    return changed(told if moved else "It stands there already.", back_to=back_to)


@allow("plan.edit", Plan)
def order(plan):
    """All steps in the order in which they were dragged."""
    try:
        wanted = [UUID(key) for key in request.form.get("order", "").split()[: rules.MOST_STEPS]]
        version = int(request.form.get("version", "")[:9])
    except ValueError:
        raise BadInput("Load the page again, and put the steps in order then.") from None
    moved = stepping.arrange(plan, wanted, version)
    return _steps(plan.id, "The order is saved." if moved else "They are in that order already.")
