"""Asking colleagues about one's skills, answering them, and saying something unasked."""

from uuid import UUID

from flask import Blueprint, abort, request, url_for
from sqlalchemy.exc import NoResultFound

from portal import clock
from portal.answers import changed, page, wants_fragment
from portal.db import db
from portal.errors import BadInput, Refused
from portal.fields import line, name_after
from portal.guard import actor, allow
from portal.mentorship import apart
from portal.mentorship import queries as mentorship
from portal.people import queries as people
from portal.people.models import Person
from portal.skills import own_queries
from portal.skills import queries as taxonomy
from portal.skills.models import Skill, Status
from portal.transitions import Past
from portal.validation import queries, rules, words
from portal.validation.forms import AcceptForm, AskForm, ConfirmForm, DeclineForm, OfferForm
from portal.validation.models import Validation

bp = Blueprint("validation", __name__)
ONE, CARD = "validation/one.html", "validation/_one.html"


@bp.record_once
def _filters(state):
    """How templates say where it stands, and how old a confirmation is."""
    state.app.jinja_env.filters.update(
        validation_state=words.state_line,
        validation_beside=words.beside,
        validation_reason=words.DECLINE_REASONS.get,
        confirmed_ago=lambda at: words.age(at, clock.now()),
        confirmed_long_ago=lambda at: words.stale(at, clock.now()),
    )
    state.app.jinja_env.globals["THEIR_HINTS"] = words.HINTS


@bp.get("/validation")
@allow("validation.read")
def mine():
    me, rows = actor().id, queries.inbox(actor())
    return page(
        "validation/mine.html",
        to_answer=[row for row in rows if row.answerer_id == me],
        waiting=[row for row in rows if row.answerer_id != me],
        said=queries.said(actor()),
    )


@bp.get("/validation/<uuid:id>")
@allow("validation.see", Validation)
def see(row: Validation):
    return _one(row)


def _one(row, **forms):
    """One of them with what the reader may do about it; one of the `forms` may have errors."""
    wrong = next((form for form in forms.values() if form.errors), None)
    return page(ONE, CARD, form=wrong, **_shown(row, **forms))


def _shown(row, **forms):
    """What the page of one of them needs, read afresh."""
    row = queries.whole(row.id)
    mine = row.person_id == actor().id
    decline = forms.get("decline") or DeclineForm(formdata=None)
    name_after(decline, "no")
    return {
        "row": row,
        "mine": mine,
        "held": queries.listed(row.person_id, row.skill_id) if mine else None,
        "confirm": forms.get("confirm") or ConfirmForm(formdata=None),
        "accept": forms.get("accept") or AcceptForm(formdata=None),
        "decline": decline,
        "history": _history(row),
    }


def _history(row):
    return [(words.happened(event, who), event.at) for event, who in queries.history(row.id)]


@bp.post("/validation/<uuid:id>/confirm")
@allow("validation.answer", Validation)
def confirm(row: Validation):
    form = ConfirmForm()
    if not form.validate() and row.state == "asked":
        return _one(row, confirm=form)
    return _done(
        row,
        lambda: rules.confirm(row, form.said, form.word.data or ""),
        f"Thank you. {row.person.name} reads it now.",
    )


@bp.post("/validation/<uuid:id>/accept")
@allow("validation.answer", Validation)
def accept(row: Validation):
    form = AcceptForm()
    valid = form.validate()
    if row.state == "offered" and not valid and not queries.listed(row.person_id, row.skill_id):
        return _one(row, accept=form)
    rating = form.rating() if valid else None
    message = f"{row.skill.name}: {row.by.name}’s word stands on your page now."
    return _done(row, lambda: rules.accept(row, rating), message)


@bp.post("/validation/<uuid:id>/decline")
@allow("validation.answer", Validation)
def decline(row: Validation):
    form = DeclineForm()
    if row.state == "asked" and not form.validate():
        return _one(row, decline=form)
    message = (
        f"Your answer is on its way to {row.person.name}."
        if row.origin == "asked"
        else "Nothing was added to your page."
    )
    return _done(
        row, lambda: rules.decline(row, form.reason.data or "", form.word.data or ""), message
    )


@bp.post("/validation/<uuid:id>/withdraw")
@allow("validation.withdraw", Validation)
def withdraw(row: Validation):
    return _done(row, lambda: rules.withdraw(row), "You took it back.")


@bp.post("/validation/<uuid:id>/take-off")
@allow("validation.take-off", Validation)
def take_off(row: Validation):
    message = f"{row.by.name}’s confirmation is off your page. They are not told."
    return _done(row, lambda: rules.take_off(row), message)


def _done(row, act, message):
    """What a change is answered with; a click that came late is told, not blamed."""
    try:
        act()
    except Past as past:
        message = past.message
    context = _shown(row) if wants_fragment() else {}
    return changed(message, CARD, back_to=url_for(".see", id=row.id), **context)


@bp.get("/validation/ask")
@allow("validation.ask")
def whom():
    """Whom to ask: those who know one's work, those who know the skill, anybody by name."""
    chosen = _chosen()
    skill = db.session.get(Skill, chosen[0]) if chosen else None
    typed = line(request.args.get("q"))[:120]
    found = people.called(typed, actor().id)
    if wants_fragment():
        return page("validation/_found.html", "validation/_found.html", found=found,
                    typed=typed, chosen=chosen)  # fmt: skip
    me = people.whole(actor().id)
    return page(
        "validation/whom.html",
        chosen=chosen,
        skill=skill,
        typed=typed,
        found=found,
        manager=me.manager if me.manager and me.manager.active else None,
        mentors=mentorship.mentors_of(me.id),
        able=queries.who_know(skill.id, actor()) if skill else [],
    )


def _chosen():
    """The skills the address names."""
    try:
        return [UUID(value) for value in request.args.getlist("skill")[: rules.AT_ONCE]]
    except ValueError:
        raise BadInput("That skill is not one of ours.") from None


@bp.route("/validation/ask/<uuid:person_id>", methods=["GET", "POST"])
@allow("validation.ask")
def ask(person_id: UUID):
    try:
        other = people.whole(person_id)
    except NoResultFound:
        abort(404)
    if not other.active or other.id == actor().id:
        abort(404)
    form = AskForm(data={"skills": _chosen()})
    rated = [row for row in own_queries.of_person(actor().id) if row.level]
    form.skills.choices = {row.skill_id: row.skill.name for row in rated}
    if form.validate_on_submit():
        try:
            me, them = (db.session.get_one(Person, key) for key in (actor().id, other.id))
            _within_reach(other)
            skills = [db.session.get_one(Skill, key) for key in form.skills.data]
            asked = rules.ask(me, them, skills, form.message.data or "")
        except Refused as no:
            form.form_errors = [no.message]
        else:
            back_to = url_for(".see", id=asked[0].id) if len(asked) == 1 else url_for(".mine")
            return changed(f"You have asked {other.name}.", back_to=back_to)
    levels = {row.skill_id: row.level for row in rated}
    return page("validation/ask.html", form=form, other=other, levels=levels)


@bp.route("/people/<uuid:id>/suggest", methods=["GET", "POST"])
@allow("validation.offer", Person, reading=people.whole)
def offer(person: Person):
    groups = mentorship.groups_of(actor(), person)
    listed = own_queries.of_person(person.id, groups)
    form = OfferForm()
    if request.method == "GET":
        wanted = set(_chosen())
        form.skill.data = next((r.skill.name for r in listed if r.skill_id in wanted), "")
    elif form.validate():
        skill = taxonomy.by_folded(form.skill.data)
        known = {row.skill_id for row in listed}
        if skill is None or (skill.status != Status.ACTIVE and skill.id not in known):
            form.skill.errors = [
                f"We do not know “{form.skill.data}”. Choose one of those offered."
            ]
        else:
            try:
                return _offered(form, person, skill, groups)
            except Refused as no:
                form.form_errors = [no.message]
    return page("validation/offer.html", form=form, person=person, listed=listed)


def _within_reach(person):
    """Two who are kept apart write nothing to each other, and are not told why. Raises Refused."""
    if apart.apart(actor().id, person.id):
        raise Refused(f"{person.name} cannot be asked at present. Please turn to somebody else.")


def _offered(form, person, skill, groups):
    _within_reach(person)
    me = db.session.get_one(Person, actor().id)
    row = rules.offer(
        person, me, skill, level=int(form.level.data), word=form.word.data or "", groups=groups
    )
    return changed(f"{person.name} reads it now, and decides.", back_to=url_for(".see", id=row.id))
