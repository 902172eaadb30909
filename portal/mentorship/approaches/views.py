"""A mentor reaches out first, and the answer; and who may do so."""

from flask import abort, url_for

from portal.answers import changed, page
from portal.dates import day
from portal.db import db, lock
from portal.errors import Refused
from portal.fields import name_after
from portal.guard import actor, allow
from portal.mentorship import lists, queries, words
from portal.mentorship.approaches import rules
from portal.mentorship.approaches.forms import NoForm, OpenForm, ReachOutForm
from portal.mentorship.approaches.models import Approach, OpenTo
from portal.mentorship.models import Mentor
from portal.people.models import Person
from portal.transitions import Past

OFFER = "mentorship/approaches/_offer.html"


def register(bp):
    """The addresses of these pages, with those of mentoring."""
    bp.route("/people/<uuid:person_id>/mentor", methods=["GET", "POST"])(reach_out)
    bp.get("/mentorship/offers/<uuid:id>")(offered)
    bp.post("/mentorship/offers/<uuid:id>/accept")(take)
    bp.post("/mentorship/offers/<uuid:id>/decline")(refuse)
    bp.post("/mentorship/offers/<uuid:id>/withdraw")(take_back)
    bp.route("/mentorship/reach", methods=["GET", "POST"])(reach)


@allow("approach.make")
def reach_out(person_id):
    """The mentor is locked before the person, as everywhere: the guard would lock whom the address
    names first.
    """
    person = db.session.get(Person, person_id)
    if person is None or not person.active or person.id == actor().id:
        abort(404)
    form = ReachOutForm()
    mentor = db.session.get(Mentor, actor().id)
    reason = ""
    if mentor is None:
        reason = "Say first what you offer as a mentor, then reach out."
    elif form.validate_on_submit():
        try:
            mentor = lock(Mentor, mentor.id)
            approach = rules.offer(mentor, person, form.message.data, form.months.data)
            said = f"{person.name} has your offer and can answer until {day(approach.due_at)}."
            return changed(said, back_to=url_for(".offered", id=approach.id))
        except Refused as no:
            form.form_errors = [no.message]
    if mentor is not None and not form.errors:
        reason = rules.why_not(mentor, person)
    return page(
        "mentorship/approaches/reach_out.html",
        form=form,
        person=person,
        mentor=mentor,
        reason=reason,
    )


@allow("approach.see", Approach, reading=lists.approach)
def offered(approach: Approach):
    return _offered(approach, blank(approach))


def _offered(approach, form):
    events = queries.history(approach.id)
    return page(
        "mentorship/approaches/offer.html",
        OFFER,
        form=form,
        approach=approach,
        history=[(words.happened(event, name), event.at) for event, name in events],
    )


def blank(approach):
    """How to say no to an offer, where nothing is typed yet."""
    return _no_form(approach, formdata=None)


def _no_form(approach, **typed):
    form = NoForm(**typed)
    name_after(form, approach.id.hex[:12])
    return form


@allow("approach.answer", Approach)
def take(approach: Approach):
    said = f"{approach.mentor.person.name} is your mentor now. Say hello."
    return _done(approach, lambda: rules.accept(approach), said)


@allow("approach.answer", Approach)
def refuse(approach: Approach):
    form = _no_form(approach)
    if not form.validate():
        return _offered(approach, form)
    return _done(
        approach,
        lambda: rules.decline(approach, form.answer.data or "", no_more=form.no_more.data),
        f"Your answer is on its way to {approach.mentor.person.name}."
        + (" No mentor reaches out to you from now on." if form.no_more.data else ""),
    )


@allow("approach.withdraw", Approach)
def take_back(approach: Approach):
    said = "You took your offer back. The place is free again."
    return _done(approach, lambda: rules.withdraw(approach), said)


def _done(approach, act, message):
    """What a change of an offer is answered with; a click that came late is told, not blamed."""
    try:
        act()
    except Past as past:
        message = past.message
    back = url_for(".offered", id=approach.id)
    return changed(message, OFFER, back_to=back, approach=approach, form=None)


@allow("approach.allow")
def reach():
    form = OpenForm(data={"open_to": rules.open_to(actor().id)})
    if form.validate_on_submit():
        rules.be_open_to(actor().id, OpenTo(form.open_to.data))
        return changed("Saved.", back_to=url_for(".reach"))
    return page("mentorship/approaches/reach.html", form=form)
