"""Looking after the catalogue of learning: items with their skills, dates and what comes before."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, request, url_for

from portal import clock
from portal.answers import changed, page
from portal.assigning.rules import payer_refused
from portal.curate import demand
from portal.curate.views import days, providers, told
from portal.errors import BadInput, Refused
from portal.fields import line, page_number, saved_elsewhere
from portal.guard import allow
from portal.learning.curating import queries, rules
from portal.learning.curating.entry import entry_of
from portal.learning.curating.forms import (
    DateForm,
    ItemForm,
    LevelForm,
    NeededForm,
    TaughtForm,
)
from portal.learning.models import LearningDate, LearningItem
from portal.learning.words import until
from portal.skills.finding import likeness
from portal.skills.queries import by_folded, heir

bp = Blueprint("curate_learning", __name__, url_prefix="/curate/learning")
providers.register(bp)
days.register(bp)
told.register(bp)
LONGEST_SEARCH = 200


@bp.get("")
@allow("learning.curate")
def listed():
    asked = {
        "q": line(request.args.get("q"))[:LONGEST_SEARCH],
        "state": request.args.get("state", ""),
    }
    if asked["state"] not in queries.STATES:
        raise BadInput("There is no such filter.")
    number = page_number()
    rows, total = queries.items(asked["q"], asked["state"], number)
    kept = {name: value for name, value in asked.items() if value}
    return page(
        "curate/learning/items.html",
        rows=rows,
        total=total,
        number=number,
        pages=-(-total // queries.PAGE),
        asked=asked,
        states=queries.STATES,
        paged=lambda n: f"{url_for('.listed')}?{urlencode(kept | {'page': n})}",
    )


def _with_providers(form):
    form.provider.choices = {one.name: one.name for one in queries.providers()}
    return form


@bp.route("/add", methods=["GET", "POST"])
@allow("learning.curate")
def add():
    form = _with_providers(ItemForm())
    skill = demand.planned(request.args.get("skill"))
    if skill is not None:
        return _add_for(skill, form)
    if request.method == "POST" and form.validate():
        row = rules.add(form.said)
        words = f"{row.title} is in the catalogue. Say now what it teaches and when it is held."
        return changed(words, back_to=url_for(".item", id=row.id))
    return page("curate/learning/add.html", form=form)


def _add_for(skill, form):
    """The same for a skill that people want: it teaches that from the beginning."""
    level = LevelForm()
    if request.method == "POST" and form.validate() & level.validate():
        row = rules.add(form.said)
        rules.teach(row, skill, int(level.level.data))
        words = f"{row.title} is in the catalogue and teaches {skill.name}."
        return changed(words, back_to=url_for(".item", id=row.id))
    if request.method == "GET":
        form.title.data = skill.name
    wanted = (skill.id, skill.name)
    figures = demand.read(skill)
    return page("curate/learning/add.html", form=form, wanted=wanted, level=level, figures=figures)


def _page(row, form=None, *, status=None, **more):
    """The page of an item; `more` may be forms with errors, or with `theirs`, what is saved."""
    others = {"taught": TaughtForm, "needed": NeededForm, "date": DateForm}
    forms: dict[str, Any] = {
        name: more.pop(name, None) or kind(formdata=None) for name, kind in others.items()
    }
    if any(one.errors for one in forms.values()):
        status = 422
    return page(
        "curate/learning/item.html",
        form=_with_providers(form or ItemForm.of(entry_of(row))),
        status=status,
        item=row,
        teaches=sorted(row.skills, key=lambda one: one.skill.name),
        needs=queries.needs_of(row.id),
        dates=queries.dates_of(row.id),
        now=clock.now(),
        places_taken=queries.places_taken(row.id),
        **forms,
        **more,
    )


@bp.get("/<uuid:id>")
@allow("learning.edit", LearningItem)
def item(row: LearningItem):
    return _page(queries.item(row.id))


@bp.post("/<uuid:id>")
@allow("learning.edit", LearningItem)
def edit(row: LearningItem):
    form = _with_providers(ItemForm())
    if not form.validate():
        return _page(row, form)
    theirs = entry_of(row)
    if saved_elsewhere(form, theirs.stamp, form.said, theirs):
        return _page(row, form, status=409, theirs=theirs)
    no_payer = payer_refused(row.id, form.said.payer)
    if no_payer:
        form.payer.errors = [no_payer]
        return _page(row, form)
    try:
        rules.edit(row, form.said)
    except Refused as no:
        form.status.errors = [no.message]
        return _page(row, form)
    return _saved(row, "Saved.")


def _saved(row, words, undo=None):
    return changed(words, back_to=url_for(".item", id=row.id), undo=undo)


@bp.post("/<uuid:id>/retire")
@allow("learning.edit", LearningItem)
def retire(row: LearningItem):
    rules.retire(row)
    told = "Who has a place keeps it; who only wished for it is told."
    undo = ("Undo", url_for(".bring_back", id=row.id))
    return _saved(row, f"{row.title} is no longer offered. {told}", undo)


@bp.post("/<uuid:id>/bring-back")
@allow("learning.edit", LearningItem)
def bring_back(row: LearningItem):
    rules.bring_back(row)
    return _saved(row, f"{row.title} is offered again.")


@bp.post("/<uuid:id>/skills")
@allow("learning.edit", LearningItem)
def teach(row: LearningItem):
    form = TaughtForm()
    if not form.validate():
        return _page(row, taught=form)
    skill = by_folded(form.skill.data)
    if skill is None:
        near = [one.name for one in likeness.near(form.skill.data, 3)]
        meant = f" Do you mean {', '.join(near)}?" if near else ""
        form.skill.errors = [f"There is no skill called “{form.skill.data}”.{meant}"]
        return _page(row, taught=form)
    rules.teach(row, heir(skill), int(form.level.data))
    return _saved(row, f"It teaches {skill.name}.")


@bp.post("/<uuid:id>/skills/remove")
@allow("learning.edit", LearningItem)
def teach_no_more(row: LearningItem):
    rules.teach_no_more(row, _id("skill"))
    return _saved(row, "Saved.")


def _id(name):
    try:
        return UUID(request.form.get(name, ""))
    except ValueError:
        raise BadInput("There is no such button.") from None


@bp.post("/<uuid:id>/needs")
@allow("learning.edit", LearningItem)
def need(row: LearningItem):
    form = NeededForm()
    if not form.validate():
        return _page(row, needed=form)
    found = queries.called(form.needed.data)
    if len(found) != 1:
        form.needed.errors = [
            f"{'Several things are' if found else 'Nothing is'} called “{form.needed.data}”. "
            "Write the title as it stands in the catalogue."
        ]
        return _page(row, needed=form)
    try:
        rules.need(row, found[0])
    except Refused as no:
        form.needed.errors = [no.message]
        return _page(row, needed=form)
    return _saved(row, f"{found[0].title} comes before it.")


@bp.post("/<uuid:id>/needs/remove")
@allow("learning.edit", LearningItem)
def need_no_more(row: LearningItem):
    rules.need_no_more(row, _id("needed"))
    return _saved(row, "Saved.")


@bp.post("/<uuid:id>/dates")
@allow("learning.edit", LearningItem)
def hold(row: LearningItem):
    form = DateForm()
    if not form.validate():
        return _page(row, date=form)
    try:
        starts, ends = form.times
        made = rules.hold(row, starts, ends, form.place.data, form.places.data)
    except Refused as no:
        form.day.errors = [no.message]
        return _page(row, date=form)
    return _saved(row, f"It is held on {until(made.starts_at, made.ends_at)}.")


@bp.post("/dates/<uuid:id>/cancel")
@allow("learning.edit", LearningDate)
def cancel(row: LearningDate):
    rules.cancel(row)
    words = "The date is cancelled. Who had a place is told, and can choose another one."
    return changed(words, back_to=url_for(".item", id=row.item_id))
