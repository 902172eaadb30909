"""Writing an opportunity, having it approved, and leading it to its end."""

from flask import abort, request, url_for

from portal.access import can
from portal.answers import changed, page
from portal.db import db
from portal.errors import Refused
from portal.fields import one_id
from portal.guard import actor, allow
from portal.opportunities import machine, queries, standing, words
from portal.opportunities.models import Opportunity
from portal.opportunities.posting import outlines, rules
from portal.opportunities.posting.forms import (
    LEGENDS,
    ROWS,
    SOUGHT,
    ChangesForm,
    CompleteForm,
    PostForm,
    SeekForm,
)
from portal.opportunities.states import CHANGEABLE, Kind, State
from portal.people.models import Person
from portal.transitions import Past

# What a button does: the event, and what is said once it is done.
DEEDS = {
    "pause": ("paused", "It takes no applications until you open it again."),
    "resume": ("resumed", "It takes applications again."),
    "close": ("closed", "It takes no more applications. Now answer everybody."),
    "reopen": ("reopened", "It takes applications again."),
    "start": ("started", "It has begun. Everybody who takes part is told."),
    "cancel": ("cancelled", "It is cancelled, and everybody who applied is told."),
    "restore": ("restored", "It takes place after all, and everybody is told."),
    "take-back": ("taken_back", "It is a draft again."),
}
SOUGHT_DEEDS = {
    "pause": "Nobody can answer until you show it again.",
    "resume": "It is shown again.",
    "reopen": "It is shown again.",
    "close": "It is not shown any more. Now answer everybody.",
    "cancel": "You look for it no more, and everybody who answered is told.",
    "restore": "It is shown again, and everybody who answered is told.",
}
SEEK = "opportunities/seek.html"
BACK = {"pause": "resume", "close": "reopen", "cancel": "restore"}


def register(bp):
    """Put the pages of offering under the blueprint of opportunities."""
    bp.add_url_rule("/new", "new", new, methods=["GET", "POST"])
    bp.add_url_rule("/seek", "seek", seek, methods=["GET", "POST"])
    bp.add_url_rule("/<uuid:id>/edit", "edit", edit, methods=["GET", "POST"])
    bp.add_url_rule("/<uuid:id>/publish", "publish", publish, methods=["POST"])
    deeds = ",".join(f'"{deed}"' for deed in DEEDS)
    bp.add_url_rule(f"/<uuid:id>/<any({deeds}):deed>", "lead", lead, methods=["POST"])
    bp.add_url_rule("/<uuid:id>/complete", "complete", complete, methods=["GET", "POST"])
    bp.add_url_rule("/approvals", "approvals", approvals)
    bp.add_url_rule("/<uuid:id>/approve", "approve", approve, methods=["POST"])
    bp.add_url_rule("/<uuid:id>/ask-changes", "ask_changes", ask_changes, methods=["POST"])
    bp.add_url_rule("/<uuid:id>/take-over", "take_over", take_over, methods=["POST"])


def me():
    """The row of whoever is signed in."""
    return db.session.get_one(Person, actor().id)


def _see(one):
    return url_for("opportunities.one", id=one.id)


def _kinds():
    """The kinds this person may offer."""
    every = can(actor(), "opportunity.staff")
    return {key: said for key, said in words.KINDS.items() if every or key in words.OWN_TIME}


@allow("opportunity.make")
def new():
    kinds = _kinds()
    form, source = _begun(kinds)
    if form.validate_on_submit():
        one = rules.make(form.said, me())
        return _saved(one, "publish" in request.form)
    return page("opportunities/edit.html", form=form, one=None, source=source, **_edit(kinds))


def _begun(kinds):
    """The form as it begins: a copy of an earlier one, or an outline of a kind."""
    key = one_id(request.args.get("from"))
    source = queries.whole(key) if key else None
    if source is not None and (source.seeking or actor().id not in source.owner_ids):
        abort(404)
    kind = request.args.get("kind", "")
    begin = outlines.copy_of(source) if source else outlines.of_kind(
        kind if kind in kinds else next(iter(kinds))
    )  # fmt: skip
    form = PostForm(data=begin, kinds=kinds, owner_id=actor().id)
    if kind == Kind.OPENING and not form.is_submitted():
        form.role.data = request.args.get("role", "")[:200]
    if source is not None and not form.is_submitted():
        form.location_id.data = str(source.location_id or "")
        form.show_skills(source)
    return form, source


def _edit(kinds):
    return {
        "kinds": kinds,
        "hints": words.KIND_HINTS,
        "uses": [(use, LEGENDS[use][0]) for use in ROWS],
        "mine": [led.one for led in queries.led_by(actor().id) if not led.one.seeking][:6],
    }


def _saved(one, go):
    if not go:
        return changed("Saved as a draft. Only you see it.", back_to=_see(one))
    return changed(_published(rules.publish(one, me()), one.seeking), back_to=_see(one))


def _published(state, seeking=False):
    if seeking:
        return "Everybody here can find it now. Who has something for you can answer."
    if state == State.SUBMITTED:
        return "It is with HR for approval, and opens by itself once they agree."
    return "It is open for applications."


@allow("opportunity.make")
def seek():
    """Say what one would like to do and offers for it."""
    form = SeekForm(data=outlines.sought(), owner_id=actor().id)
    if form.validate_on_submit():
        return _saved(rules.make(form.said, me()), "publish" in request.form)
    return page(SEEK, form=form, one=None, legends=SOUGHT)


@allow("opportunity.edit", Opportunity)
def edit(one: Opportunity):
    if one.state not in CHANGEABLE:
        raise Refused("It cannot be changed any more as it stands now.")
    kinds = _kinds() | {one.kind: words.KINDS[Kind(one.kind)]}
    make = SeekForm if one.seeking else PostForm
    form = make.of(one, kinds=words.SOUGHT if one.seeking else kinds, owner_id=one.owner_id)
    if form.validate_on_submit():
        version = int(form.version.data) if form.version.data.isdecimal() else 0
        rules.change(one, form.said, me(), version)
        if "publish" in request.form and one.state == State.DRAFT:
            return _saved(one, go=True)
        sent = " HR looks at it again first." if one.state == State.SUBMITTED else ""
        return changed(f"Saved.{sent}", back_to=_see(one))
    if one.seeking:
        return page(SEEK, form=form, one=one, legends=SOUGHT)
    return page("opportunities/edit.html", form=form, one=one, source=None, **_edit(kinds))


@allow("opportunity.edit", Opportunity)
def publish(one: Opportunity):
    return changed(_published(rules.publish(one, me()), one.seeking), back_to=_see(one))


@allow("opportunity.edit", Opportunity)
def lead(one: Opportunity, deed):
    event, said = DEEDS[deed]
    undo = None
    try:
        machine.advance(one, event, by=me())
    except Past as past:
        said = past.message
    else:
        if one.seeking:
            said = SOUGHT_DEEDS.get(deed, said)
        if deed in BACK:
            undo = ("Undo", url_for("opportunities.lead", id=one.id, deed=BACK[deed]))
    return changed(said, back_to=_see(one), undo=undo)


@allow("opportunity.edit", Opportunity)
def complete(one: Opportunity):
    form = CompleteForm()
    if form.validate_on_submit():
        rules.complete(one, me(), form.learned.data)
        return changed(
            "Completed. Everybody who took part is asked what it means for their skills.",
            back_to=url_for("opportunities.applications", id=one.id),
        )
    return page("opportunities/complete.html", form=form, one=one)


@allow("opportunity.queue")
def approvals():
    waiting, orphans = queries.with_hr()
    return page(
        "opportunities/approvals.html",
        waiting=[(one, _why(one)) for one in waiting],
        orphans=orphans,
    )


def _why(one):
    """Why HR looks at it, in words."""
    whys = (
        (one.hours >= standing.APPROVE_HOURS, words.hours(one.hours)),
        ((one.ends_on - one.starts_on).days > standing.APPROVE_DAYS, "more than three months"),
        (one.places >= standing.APPROVE_PLACES, words.places(one.places)),
    )
    return ", ".join(said for is_so, said in whys if is_so)


@allow("opportunity.approve", Opportunity)
def approve(one: Opportunity):
    rules.approve(one, me())
    return changed(
        f"Approved: “{one.title}” is open for applications.",
        back_to=url_for("opportunities.approvals"),
    )


@allow("opportunity.approve", Opportunity)
def ask_changes(one: Opportunity):
    form = ChangesForm()
    if not form.validate():
        raise Refused(" ".join(form.words.errors))
    rules.ask_changes(one, me(), form.words.data)
    return changed(
        "Your words are on their way to its owner.", back_to=url_for("opportunities.approvals")
    )


@allow("opportunity.take-over", Opportunity)
def take_over(one: Opportunity):
    rules.take_over(one, me())
    return changed(f"You lead “{one.title}” now.", back_to=_see(one))
