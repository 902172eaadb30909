"""Asking a mentor, answering, and what comes of it; mentors themselves are registered here."""

from flask import Blueprint, url_for

from portal.answers import changed, page
from portal.db import db
from portal.errors import Refused
from portal.fields import name_after
from portal.guard import actor, allow
from portal.mentorship import lists, queries, rules, standing, words
from portal.mentorship.forms import AskForm, DeclineForm, EndForm
from portal.mentorship.mentors import finding
from portal.mentorship.mentors import views as mentors
from portal.mentorship.models import Mentor, Mentorship, MentorshipRequest
from portal.mentorship.together import views as together
from portal.people.models import Person
from portal.transitions import Past

bp = Blueprint("mentorship", __name__)
mentors.register(bp)
together.register(bp)
REQUEST, PAIR = "mentorship/_request.html", "mentorship/_pair.html"


@bp.record_once
def _filters(state):
    """How templates say a date, a reason and what happens next."""
    state.app.jinja_env.filters.update(
        age=words.age,
        decline_words=words.DECLINE_REASONS.get,
        next_step=words.next_step,
    )


@bp.route("/mentors/<uuid:id>/ask", methods=["GET", "POST"])
@allow("mentorship.ask", Mentor, reading=lists.mentor)
def ask(mentor: Mentor):
    me = actor()
    now = standing.of(mentor.id, me.id)
    found = finding.one(mentor, now, finding.wanted_skills(me.id))
    form = AskForm()
    form.skills.choices = {taught.skill.id: taught.skill.name for taught in found.taught}
    if form.validate_on_submit():
        try:
            person = db.session.get_one(Person, me.id)
            return _sent(rules.ask(mentor, person, _what(form, mentor)))
        except Refused as no:
            form.form_errors = [no.message]
    return page(
        "mentorship/ask.html",
        form=form,
        person=mentor.person,
        found=found,
        reason="" if form.errors else rules.why_not(mentor, me, now),
        is_manager=me.manager_id == mentor.id,
    )


def _what(form, mentor):
    chosen = set(form.skills.data or ())
    return rules.Ask(
        goals=form.goal_lines(),
        message=form.message.data,
        months=form.months.data,
        skills=[skill for skill in mentor.skills if skill.id in chosen],
    )


def _sent(asked):
    name = asked.mentor.person.name
    waits = asked.state == "waitlisted"
    said = f"You are on the waiting list of {name}." if waits else f"You have asked {name}."
    return changed(said, back_to=url_for(".see", id=asked.id))


@bp.get("/mentorship")
@allow("mentorship.read")
def mine():
    me = actor()
    rows = lists.requests(me)
    pairs = lists.mentorships(me)
    to_me = [row for row in rows if row.open and row.mentor_id == me.id]
    return page(
        "mentorship/mine.html",
        mentor=lists.mentor_or_none(me.id),
        inbox=[(row, _decline_form(row, formdata=None)) for row in to_me],
        mine=[row for row in rows if row.mentee_id == me.id],
        pairs=pairs,
        live=sum(pair.live and pair.mentor_id == me.id for pair in pairs),
    )


def _decline_form(asked, **typed):
    """How to say no, with ids of its own, since a page may show several."""
    form = DeclineForm(**typed)
    name_after(form, asked.id.hex[:12])
    return form


@bp.get("/mentorship/requests/<uuid:id>")
@allow("mentorship.see", MentorshipRequest)
def see(asked: MentorshipRequest):
    return _see(asked, _decline_form(asked, formdata=None))


def _see(asked, form):
    pair = queries.pair_of(queries.with_parts(asked))
    events = queries.history(asked.id, *([pair.id] if pair else []))
    alone = asked.mentee_id == actor().id and asked.state in ("declined", "expired", "closed")
    return page(
        "mentorship/request.html",
        REQUEST,
        form=form,
        asked=asked,
        pair=pair,
        history=[(words.happened(event, name), event.at) for event, name in events],
        others=finding.alternatives(actor(), asked) if alone else [],
    )


@bp.post("/mentorship/requests/<uuid:id>/accept")
@allow("mentorship.answer", MentorshipRequest)
def accept(asked: MentorshipRequest):
    return _done(
        asked, lambda: rules.accept(asked), f"You now mentor {asked.mentee.name}. Say hello."
    )


@bp.post("/mentorship/requests/<uuid:id>/decline")
@allow("mentorship.answer", MentorshipRequest)
def decline(asked: MentorshipRequest):
    form = _decline_form(asked)
    if not form.validate():
        return _see(asked, form)
    return _done(
        asked,
        lambda: rules.decline(
            asked,
            form.reason.data,
            answer=form.answer.data or "",
            instead=form.instead.data or "",
            pause=form.pause.data,
        ),
        f"Your answer is on its way to {asked.mentee.name}."
        + (" You take a break from new requests." if form.pause.data else ""),
    )


@bp.post("/mentorship/requests/<uuid:id>/withdraw")
@allow("mentorship.withdraw", MentorshipRequest)
def withdraw(asked: MentorshipRequest):
    return _done(asked, lambda: rules.withdraw(asked), "You took your request back.")


def _done(asked, act, message):
    """What a change of a request is answered with; a click that came late is told, not blamed."""
    try:
        act()
    except Past as past:
        message = past.message
    return changed(message, REQUEST, back_to=url_for(".mine"), asked=asked)


@bp.post("/mentorship/<uuid:id>/end")
@allow("mentorship.end", Mentorship)
def end(pair: Mentorship):
    form = EndForm()
    if not form.validate():
        raise Refused(" ".join(form.reason.errors) or "Please try again.")
    message = "Your mentorship has ended. Thank you for the time you gave each other."
    try:
        rules.end(pair, db.session.get_one(Person, actor().id), form.reason.data or "")
    except Past as past:
        message = past.message
    return changed(message, PAIR, back_to=url_for(".mine"), pair=pair)
