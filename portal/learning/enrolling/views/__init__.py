"""What I learn: planning, asking for a place, being done, and what it means for my skills."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, request, url_for

from portal import clock
from portal.answers import changed, page
from portal.dates import day
from portal.db import db
from portal.errors import BadInput, Refused
from portal.fields import name_after
from portal.guard import actor, allow
from portal.learning import dates
from portal.learning import queries as catalogue
from portal.learning.enrolling import certificates, meaning, money, queries, rules, words
from portal.learning.enrolling.forms import AssignForm, ReasonForm
from portal.learning.models import Enrolment, LearningItem, Payer, State
from portal.learning.money import money as in_words
from portal.people.models import Person
from portal.people.queries import reports_of
from portal.skills.freshness import Validity
from portal.transitions import Past

bp = Blueprint("enrolment", __name__, url_prefix="/learning")
bp.add_app_template_filter(words.state, "learning_state")
bp.add_app_template_global(in_words, "money_words")
PART = "enrolment/_mine.html"
NOW = (State.ENROLLED, State.STARTED)
WANTED = (State.ASSIGNED, State.SUGGESTED, State.PLANNED)
WAITS = (State.APPROVAL, State.DONE)
FRESHLY = timedelta(days=60)
LONG_AGO = timedelta(days=14)


@bp.get("/mine")
@allow("enrolment.read")
def mine():
    me = actor()
    rows = queries.of_person(me.id)
    held = certificates.held(me.id)
    ending = [one.title for one in held if one.state != Validity.CURRENT]
    return page(
        "enrolment/mine.html",
        now_on=[row for row in rows if row.state in NOW],
        wanted=[row for row in rows if row.state in WANTED],
        waiting=[row for row in rows if row.state in WAITS],
        past=[row for row in rows if not row.live][:30],
        held=held,
        renewing=queries.renewing(ending),
        allowance=money.left(me.id),
        questions=meaning.meanings(me.id),
    )


def beside(item: LearningItem, person_id: UUID) -> dict[str, Any]:
    """What the part of an item's page says about me, besides the item's own facts."""
    row, been = queries.last_of(person_id, item.id)
    asks = row is not None and row.state in queries.LEARNED
    wants = row is None or not row.live or row.state in WANTED
    paid = item.payer == Payer.BUDGET
    return {
        "mine": row,
        "been": been,
        "story": _story(row) if row is not None else [],
        "allowance": money.left(person_id, item.currency) if paid and wants else None,
        "question": meaning.meanings(person_id, item.id) if asks else {},
        "reason": ReasonForm(formdata=None),
    }


def _story(row: Enrolment) -> list[tuple[str, datetime, str]]:
    """What happened to it, the newest first: in words, when, and the reason that was given."""
    events = queries.history(row.id)
    return [
        (words.happened(event, name), event.at, event.reason if event.actor_id else "")
        for event, name in reversed(events)
    ]


def _part(message: str, item: LearningItem):
    """A change was made: the part of the item's page again."""
    me = actor().id
    db.session.flush()
    return changed(
        message,
        PART,
        back_to=url_for("learning.item", id=item.id),
        item=item,
        dates=dates.of_item(item.id),
        needed=catalogue.needed(item.id, me),
        **beside(item, me),
    )


def _told(act: Callable[[], object], message: str) -> str:
    """A click that came late is told, not blamed."""
    try:
        act()
    except Past as past:
        return past.message
    return message


@bp.post("/<uuid:id>/plan")
@allow("enrolment.plan", LearningItem)
def plan(item: LearningItem):
    me = db.session.get_one(Person, actor().id)
    row = rules.plan(me, item)
    here = row.state in (State.PLANNED, State.ASSIGNED)
    return _part("Planned." if here else "It is among what you learn already.", item)


@bp.post("/<uuid:id>/ask")
@allow("enrolment.plan", LearningItem)
def ask(item: LearningItem):
    me = db.session.get_one(Person, actor().id)
    said = (
        "Your request is on its way. You hear when somebody has said yes or no."
        if item.payer == Payer.BUDGET
        else "You have a place."
    )
    return _part(_told(lambda: rules.ask(me, item, _date()), said), item)


def _date() -> UUID | None:
    """The date a form names. Raises BadInput for what no form of ours sends."""
    try:
        return UUID(request.form["date"]) if request.form.get("date") else None
    except ValueError:
        raise BadInput("That is no date of ours.") from None


@bp.post("/enrolments/<uuid:id>/date")
@allow("enrolment.edit", Enrolment)
def move(row: Enrolment):
    chosen = _date()
    if chosen is None:
        raise Refused("Choose a date first.")
    return _part(_told(lambda: rules.choose_date(row, chosen), "Your date is changed."), row.item)


@bp.post("/enrolments/<uuid:id>/start")
@allow("enrolment.edit", Enrolment)
def start(row: Enrolment):
    return _part(_told(lambda: rules.start(row), "Noted. Enjoy it."), row.item)


@bp.post("/enrolments/<uuid:id>/done")
@allow("enrolment.edit", Enrolment)
def done(row: Enrolment):
    said = _told(lambda: rules.done(row), "")
    if not said:
        said = "Well done." if row.state != State.DONE else "Well done. It waits to be confirmed."
    return _part(said, row.item)


@bp.post("/enrolments/<uuid:id>/withdraw")
@allow("enrolment.edit", Enrolment)
def withdraw(row: Enrolment):
    return _part(_told(lambda: rules.withdraw(row), "Taken back. Your place is free."), row.item)


@bp.post("/enrolments/<uuid:id>/drop")
@allow("enrolment.edit", Enrolment)
def drop(row: Enrolment):
    return _part(_told(lambda: rules.drop(row), "Stopped. You can plan it again."), row.item)


@bp.post("/enrolments/<uuid:id>/decline")
@allow("enrolment.edit", Enrolment)
def decline(row: Enrolment):
    said = request.form.get("reason", "")
    return _part(_told(lambda: rules.decline(row, said), "You declined it."), row.item)


@bp.post("/enrolments/<uuid:id>/skills")
@allow("enrolment.edit", Enrolment)
def skills(row: Enrolment):
    found = meaning.meanings(row.person_id, row.item_id).get(row.id, [])
    wanted = set(request.form.getlist("skills")) if request.form.get("answer") == "yes" else set()
    chosen = {one.skill_id for one in found if str(one.skill_id) in wanted}
    done_with: list[str] = []
    said = _told(lambda: done_with.extend(meaning.say(row, chosen)), "")
    if not said:
        said = f"Set: {', '.join(done_with)}." if done_with else "Your skills stay as they are."
    return _part(said, row.item)


@bp.get("/approvals")
@allow("enrolment.answer")
def approvals():
    return _approvals()


def _approvals(form: ReasonForm | None = None, at: UUID | None = None):
    """The list; `form` is one with an error, of the row `at`."""
    me = actor()
    rows = queries.to_answer(me.id, me.hr, clock.now() - LONG_AGO)
    purses = money.of_budgets({row.budget_id for row in rows if row.budget_id})
    shown = [(row, _reason(row, form if row.id == at else None)) for row in rows]
    asked = [(row, _reason(row, form if row.id == at else None)) for row in queries.asked_by(me.id)]
    return page(
        "enrolment/approvals.html",
        form=form,
        costs=[pair for pair in shown if pair[0].state == State.APPROVAL],
        deeds=[pair for pair in shown if pair[0].state == State.DONE],
        purses=purses,
        asked=asked,
        declined=queries.declined_to(me.id, clock.now() - FRESHLY),
    )


def _reason(row: Enrolment, form: ReasonForm | None = None) -> ReasonForm:
    """A form with ids of its own, since the page shows many."""
    form = form or ReasonForm(formdata=None)
    name_after(form, row.id.hex[:12])
    return form


def _answered(message: str):
    return changed(message, back_to=url_for(".approvals"))


def _me() -> Person:
    return db.session.get_one(Person, actor().id)


@bp.post("/enrolments/<uuid:id>/approve")
@allow("enrolment.decide", Enrolment)
def approve(row: Enrolment):
    said = f"{row.person.name} has a place, and the cost is taken from the budget."
    return _answered(_told(lambda: rules.approve(row, _me()), said))


@bp.post("/enrolments/<uuid:id>/refuse")
@allow("enrolment.decide", Enrolment)
def refuse(row: Enrolment):
    return _with_reason(row, rules.refuse, f"Your answer is on its way to {row.person.name}.")


@bp.post("/enrolments/<uuid:id>/confirm")
@allow("enrolment.confirm", Enrolment)
def confirm(row: Enrolment):
    said = f"Confirmed. {row.person.name} has completed it."
    return _answered(_told(lambda: rules.confirm(row, _me()), said))


@bp.post("/enrolments/<uuid:id>/not-yet")
@allow("enrolment.confirm", Enrolment)
def not_yet(row: Enrolment):
    return _with_reason(row, rules.not_yet, f"{row.person.name} reads that it is not done yet.")


@bp.post("/enrolments/<uuid:id>/waive")
@allow("enrolment.confirm", Enrolment)
def waive(row: Enrolment):
    return _with_reason(row, rules.waive, f"{row.person.name} need not do it any more.")


def _with_reason(row: Enrolment, act: Callable[[Enrolment, Person, str], None], message: str):
    form = _reason(row, ReasonForm())
    if not form.validate():
        return _approvals(form, row.id)
    return _answered(_told(lambda: act(row, _me(), form.reason.data or ""), message))


@bp.route("/<uuid:id>/assign", methods=["GET", "POST"])
@allow("enrolment.assign", LearningItem)
def assign(item: LearningItem):
    form = AssignForm()
    people = {person.id: person for person in reports_of(actor().id)}
    form.person.choices = {key: person.name for key, person in people.items()}
    if form.validate_on_submit():
        what = rules.Assignment(due_on=form.due_on.data, mandatory=form.how.data == "assigned")
        rules.assign(db.session.get_one(Person, form.person.data), item, _me(), what)
        until = f" by {day(what.due_on)}" if what.due_on else ""
        verb = "is asked to complete" if what.mandatory else "was suggested"
        said = f"{people[form.person.data].name} {verb} “{item.title}”{until}."
        return changed(said, back_to=url_for("learning.item", id=item.id))
    return page("enrolment/assign.html", form=form, item=item)
