"""Applying, answering, letting go, and what comes at the end."""

from flask import request, url_for

from portal.answers import changed, page
from portal.db import db
from portal.errors import BadInput, Refused
from portal.fields import name_after, one_id
from portal.guard import actor, allow
from portal.opportunities import guards, queries, standing, words
from portal.opportunities.applying import forms, meaning, rules
from portal.opportunities.models import Application, Opportunity
from portal.opportunities.states import Standing
from portal.people.models import Person
from portal.transitions import Past

ANSWERS = {
    "read": ("read", "They are told that you are reading it."),
    "shortlist": ("shortlisted", "They are on your shortlist, and told so."),
    "offer": ("offered", "The place is offered. They answer within seven days."),
}
OWN = {
    "accept": (rules.accept, "You have the place. Now, and not before, your manager is told."),
    "decline": (rules.decline, "You declined. Thank you for saying so."),
}
ONE = "opportunities/application.html"


def register(bp):
    """Put the pages of applying under the blueprint of opportunities."""
    row = "/applications/<uuid:id>"
    posts = {
        f'/<any({_any(ANSWERS)}):deed>': answer, "/not-selected": not_selected,
        "/end-early": end_early, "/withdraw": withdraw, f'/<any({_any(OWN)}):deed>': decide,
        "/release": release, "/defer": defer, "/refuse": refuse, "/skills": skills,
        "/words": say_words,
    }  # fmt: skip
    bp.add_url_rule("/mine", "mine", mine, alias=True)  # /applications is its address
    bp.add_url_rule("/<uuid:id>/apply", "apply", apply, methods=["GET", "POST"])
    bp.add_url_rule("/<uuid:id>/applications", "applications", applications)
    bp.add_url_rule(row, "application", application)
    for path, view in posts.items():
        bp.add_url_rule(row + path, view.__name__, view, methods=["POST"])


def _any(deeds):
    return ",".join(f'"{deed}"' for deed in deeds)


def _me():
    return db.session.get_one(Person, actor().id)


def _see(row):
    return url_for("opportunities.application", id=row.id)


def _all(row):
    return url_for("opportunities.applications", id=row.opportunity_id)


@allow("opportunity.read")
def mine():
    who = actor()
    return page(
        "opportunities/mine.html",
        applied=queries.of_person(who.id),
        led=queries.led_by(who.id),
        releases=queries.to_release(who.id),
    )


@allow("opportunity.apply", Opportunity)
def apply(one: Opportunity):
    if one.seeking:
        return _answer_seeker(one)
    why = guards.why_not(one, actor().id)
    form = forms.ApplyForm()
    if form.validate_on_submit():
        row = rules.apply(one, _me(), form.words.data)
        said = f"Your application is on its way. Only {_led(one)} can read it."
        return changed(said, back_to=_see(row))
    return page("opportunities/apply.html", form=form, one=one, why=why, led=_led(one))


def _answer_seeker(one):
    """Somebody has something for whoever seeks it."""
    offered = queries.offered_by(actor().id)
    form = forms.AnswerForm(offered)
    if form.validate_on_submit():
        key = one_id(form.with_id.data)
        suggested = db.session.get_one(Opportunity, key) if key else None
        row = rules.apply(one, _me(), form.words.data, suggested)
        return changed(f"It is on its way. Only {_led(one)} can read it.", back_to=_see(row))
    why = guards.why_not(one, actor().id)
    return page("opportunities/answer.html", form=form, one=one, why=why, offered=offered)


def _led(one):
    names = [who.name for who in (one.owner, one.co_owner) if who]
    return " and ".join(names) or "HR"


@allow("opportunity.edit", Opportunity)
def applications(one: Opportunity):
    rows = queries.of_opportunity(one.id)
    return page(
        "opportunities/applications.html",
        one=queries.whole(one.id),
        waiting=[
            (
                row,
                _named(forms.ThanksForm if row.opportunity.seeking else forms.NotSelectedForm, row),
            )
            for row in rows
            if row.waiting
        ],
        in_it=[row for row in rows if row.taken or row.state == Standing.COMPLETED],
        over=[row for row in rows if not row.live and row.state != Standing.COMPLETED],
        free=standing.free(one),
    )


def _named(form, row):
    """The form with ids of its own, since a page may show several."""
    made = form(formdata=None)
    name_after(made, row.id.hex[:12])
    return made


@allow("application.see", Application)
def application(row: Application):
    who = actor().id
    mine = row.person_id == who
    return page(
        ONE,
        row=row,
        one=row.opportunity,
        mine=mine,
        leads=who in row.owner_ids,
        manages=row.manager_id == who and not mine,
        history=[(words.happened(e, n), e.at) for e, n in queries.history(row.id)] if mine else [],
        meanings=meaning.meanings(row) if mine and row.state == Standing.COMPLETED else [],
        withdraw=forms.WithdrawForm(formdata=None),
        defer=forms.DeferForm(formdata=None),
        refuse=forms.RefuseForm(formdata=None),
        thank=forms.ThankForm(formdata=None),
    )


def _done(act, said, back_to):
    """A click that came late is told, not blamed."""
    try:
        act()
    except Past as past:
        said = past.message
    return changed(said, back_to=back_to)


def _sound(form):
    """What was written. Raises Refused with the words of the form."""
    if not form.validate():
        raise Refused(" ".join(str(one) for many in form.errors.values() for one in many))
    return form


@allow("application.answer", Application)
def answer(row: Application, deed):
    event, said = ANSWERS[deed]
    if row.opportunity.seeking and event == "shortlisted":
        said = f"{row.person.name} is told that you would like to talk."
    return _done(lambda: rules.answer(row, _me(), event), said, _all(row))


@allow("application.answer", Application)
def not_selected(row: Application):
    if row.opportunity.seeking:
        form, reason = _sound(forms.ThanksForm()), "other"
    else:
        form = _sound(forms.NotSelectedForm())
        reason = form.reason.data
    return _done(
        lambda: rules.answer(row, _me(), "not_selected", reason=reason, note=form.note.data or ""),
        f"Your words are on their way to {row.person.name}.",
        _all(row),
    )


@allow("application.answer", Application)
def end_early(row: Application):
    return _done(
        lambda: rules.answer(row, _me(), "released_early"),
        f"{row.person.name} is told that their part has ended.",
        _all(row),
    )


@allow("application.edit", Application)
def withdraw(row: Application):
    form = _sound(forms.WithdrawForm())
    return _done(
        lambda: rules.withdraw(row, _me(), form.note.data or ""), "You took it back.", _see(row)
    )


@allow("application.edit", Application)
def decide(row: Application, deed):
    act, said = OWN[deed]
    return _done(lambda: act(row, _me()), said, _see(row))


@allow("application.release", Application)
def release(row: Application):
    said = f"Thank you. {row.person.name} is told."
    return _done(lambda: rules.release(row, _me()), said, _see(row))


@allow("application.release", Application)
def defer(row: Application):
    form = _sound(forms.DeferForm())
    return _done(
        lambda: rules.defer(row, _me(), form.until.data),
        f"{row.person.name} is told by when you answer.",
        _see(row),
    )


@allow("application.release", Application)
def refuse(row: Application):
    form = _sound(forms.RefuseForm())
    return _done(
        lambda: rules.refuse(row, _me(), form.note.data),
        f"{row.person.name} is told, with your reason.",
        _see(row),
    )


@allow("application.edit", Application)
def skills(row: Application):
    wanted = {one_id(key) for key in request.form.getlist("skill")}
    known = {one.skill_id for one in meaning.meanings(row)}
    if not wanted <= known:
        raise BadInput("There is no such skill here.")
    names = rules.say_skills(row, {key for key in wanted if key})
    said = f"In your skills: {', '.join(names)}." if names else "Your skills stay as they are."
    return changed(said, back_to=_see(row))


@allow("application.thank", Application)
def say_words(row: Application):
    rules.thank(row, actor().id, _sound(forms.ThankForm()).words.data)
    return changed("Your words are with them.", back_to=_see(row))
