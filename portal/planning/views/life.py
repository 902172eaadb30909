"""The life of a plan: follow, rest, finish, drop, open again; its name, its dates, who sees it."""

from uuid import UUID

from flask import request, url_for

from portal.answers import changed, page
from portal.aspirations import rules as aspirations
from portal.aspirations.models import Aspiration
from portal.audience import Audience
from portal.db import lock
from portal.errors import BadInput, Refused
from portal.fields import saved_elsewhere
from portal.guard import actor, allow
from portal.mentorship.queries import mentors_of
from portal.people import manager
from portal.people.models import Person
from portal.planning import reading, words
from portal.planning.forms import DatesForm, PlanForm
from portal.plans import moving, queries, rules, states
from portal.plans.models import Plan, PlanState
from portal.transitions import Past


def register(bp):
    """Put the views on the blueprint of plans."""
    bp.post("/plan/<uuid:id>/follow")(follow)
    bp.post("/plan/<uuid:id>/pause")(pause)
    bp.route("/plan/<uuid:id>/finish", methods=["GET", "POST"])(finish)
    bp.post("/plan/<uuid:id>/drop")(drop)
    bp.post("/plan/<uuid:id>/reopen")(reopen)
    bp.route("/plan/<uuid:id>/edit", methods=["GET", "POST"])(rename)
    bp.route("/plan/<uuid:id>/dates", methods=["GET", "POST"])(dates)
    bp.route("/plan/<uuid:id>/share", methods=["GET", "POST"])(share)


def _back(plan):
    return url_for("plans.one", id=plan.id)


def _step(plan, event, told, undo=None):
    """One step of the table; a click that came late is told so."""
    try:
        states.advance(plan, event, actor().id)
    except Past as past:
        told, undo = past.message, None
    return changed(told, back_to=_back(plan), undo=("Undo", undo) if undo else None)


@allow("plan.edit", Plan)
def follow(plan):
    return _step(plan, "follow", f"You follow “{plan.title}” now.")


@allow("plan.edit", Plan)
def pause(plan):
    told = "This plan rests. When you go on, you say what happens to its dates."
    return _step(plan, "pause", told, url_for("plans.dates", id=plan.id, how=moving.KEEP))


@allow("plan.edit", Plan)
def drop(plan):
    told = f"“{plan.title}” is dropped. It stays in your list."
    return _step(plan, "drop", told, url_for("plans.reopen", id=plan.id))


@allow("plan.edit", Plan)
def reopen(plan):
    """Open again; the one to follow where there is no other."""
    answer = _step(plan, "reopen", f"“{plan.title}” is open again.")
    if plan.state == PlanState.LATER and queries.now_plan(plan.person_id) is None:
        states.advance(plan, "follow", actor().id)
    return answer


@allow("plan.edit", Plan)
def finish(plan):
    """Asks whether the aim is reached, too."""
    aim = _aim(plan)
    if request.method == "GET":
        return page("plans/finish.html", plan=queries.outline(plan.id), aim=aim)
    if aim is not None and request.form.get("reached") == "y":
        aspirations.achieve(aim)  # no undo: it would open the plan again, and not the aim
        return _step(
            plan, "finish", f"“{plan.title}” is finished, and your aim reached. Well done."
        )
    return _step(plan, "finish", f"“{plan.title}” is finished. Well done.",
                 url_for("plans.reopen", id=plan.id))  # fmt: skip


def _aim(plan) -> Aspiration | None:
    """The live aim that the plan leads to."""
    return reading.aim_of(plan.person_id, plan.aspiration_id, plan.role_id)


@allow("plan.edit", Plan)
def rename(plan):
    """Where it leads in words, and by when."""
    form = PlanForm(obj=plan) if request.method == "GET" else PlanForm()
    form.before = plan.due_on
    if request.method == "GET":
        form.version.data = str(plan.version)
    elif form.validate():
        wanted = (form.title.data, form.due_on.day)
        if saved_elsewhere(form, plan.version, wanted, (plan.title, plan.due_on)):
            return page("plans/rename.html", form=form, status=409, plan=plan, theirs=plan)
        rules.rename(plan, *wanted)
        return changed("Saved.", back_to=_back(plan))
    return page("plans/rename.html", form=form, plan=plan)


@allow("plan.edit", Plan)
def dates(plan):
    """Move what is to do: shown first, then done. A plan that rested goes on with it."""
    now = queries.outline(plan.id)
    free, kept = moving.to_move(now)
    form = DatesForm(request.values, meta={"csrf": request.method == "POST"})
    if not form.how.data:
        fits = moving.suggested(now)
        form = DatesForm(formdata=None, how=fits.how, days=str(fits.days), end=fits.end)
        return page("plans/dates.html", form=form, plan=now, kept=kept, moved=None)
    moved = None
    try:
        if form.validate():
            moved = moving.worked_out(free, form.way())
            stale = form.version.data not in (None, "", str(plan.version))
            if request.method == "POST" and not stale:
                return _rescheduled(plan, form.way())
            if stale:
                form.how.errors = ["The plan was changed in another window. Look at it again."]
    except Refused as no:
        field = form.end if form.how.data == moving.SPREAD else form.days
        field.errors = [no.message]
    form.version.data = str(plan.version)
    return page("plans/dates.html", form=form, plan=now, kept=kept, moved=moved,
                status=409 if moved and form.errors else None)  # fmt: skip


def _rescheduled(plan, way):
    rested = plan.state == PlanState.PAUSED
    count = moving.move(plan, way, actor().id)
    told = "You go on with this plan. " if rested else ""
    told += f"{count} {'date has' if count == 1 else 'dates have'} moved." if count else (
        "Its dates stay as they are."
    )  # fmt: skip
    return changed(told, back_to=_back(plan))


@allow("plan.edit", Plan)
def share(plan):
    """Who else sees this plan: nobody, unless its owner says so."""
    person = reading.owner(plan.person_id)
    shown = manager.as_it_is(person, plan.audience)
    if request.method == "GET":
        return page(
            "plans/share.html",
            plan=plan,
            person=person,
            shown=shown,
            shown_waits=bool(Audience.WAITING & shown),
            mentors=mentors_of(plan.person_id),
        )
    owner = lock(Person, person.id)
    rules.show(plan, manager.choose(owner, plan.audience, _wanted(shown), _named()))
    person = reading.owner(plan.person_id)
    audience = manager.as_it_is(person, plan.audience)
    return changed(words.seen_by(audience, person.manager), back_to=_back(plan))


def _wanted(shown):
    """What was ticked; groups that this page does not ask about stay as they are."""
    ticked = request.form.getlist("group")
    if not set(ticked) <= {"manager", "mentors"}:
        raise BadInput("Choose who may see it from the list.")
    wanted = shown & ~(Audience.MANAGER | Audience.MENTORS)
    if "mentors" in ticked:
        wanted |= Audience.MENTORS
    if "manager" in ticked:
        wanted = (wanted | Audience.MANAGER) & ~Audience.WAITING
    return wanted


def _named():
    """The line manager the page spoke of; None where it said there is none."""
    value = request.form.get("manager", "")
    try:
        return UUID(value) if value else None
    except ValueError:
        raise BadInput("Load the page again: it named no line manager.") from None
