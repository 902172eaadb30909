"""Asking a mentor, answering, and what comes of it; mentors themselves are registered here."""

from flask import Blueprint, redirect, request, url_for

from portal import clock, dates
from portal.answers import changed, page
from portal.db import db
from portal.errors import Refused
from portal.fields import name_after, page_number
from portal.guard import actor, allow
from portal.mentorship import lists, queries, rules, words
from portal.mentorship.approaches import views as approaches
from portal.mentorship.asking import views as asking
from portal.mentorship.forms import DeclineForm, EndForm
from portal.mentorship.mentors import finding
from portal.mentorship.mentors import views as mentors
from portal.mentorship.models import Mentorship, MentorshipRequest, RequestState
from portal.mentorship.together import reading
from portal.mentorship.together import views as together
from portal.mentorship.turns import views as turns
from portal.people.models import Person
from portal.transitions import Past

bp = Blueprint("mentorship", __name__)
approaches.register(bp)
asking.register(bp)
mentors.register(bp)
together.register(bp)
turns.register(bp)
# How a request ends that leaves its mentee to look for somebody else.
ALONE = (RequestState.DECLINED, RequestState.EXPIRED, RequestState.CLOSED)
# How many requests to the reader stand on their page with all of their answer.
SHOWN_AT_ONCE = 2
REQUEST, PAIR = "mentorship/_request.html", "mentorship/_pair.html"


@bp.record_once
def _filters(state):
    """How templates say a date, a reason and what happens next."""
    state.app.jinja_env.filters.update(
        age=words.age,
        decline_words=words.DECLINE_REASONS.get,
        next_step=words.next_step,
    )


@bp.get("/mentorship")
@allow("mentorship.read")
def mine():
    me = actor()
    rows, asking_me = lists.at_hand(me, to_me=SHOWN_AT_ONCE)
    pairs = lists.mentorships(me, asked=False)
    to_me = [row for row in rows if row.open and row.mentor_id == me.id]
    mine = [row for row in rows if row.mentee_id == me.id]
    queue = [row for row in mine if row.ranked_id and row.state == RequestState.DRAFT]
    return page(
        "mentorship/mine.html",
        mentor=lists.mentor_or_none(me.id),
        inbox=[(row, _decline_form(row, formdata=None)) for row in to_me],
        asking_me=asking_me,
        mine=mine,
        drafts=[row for row in mine if row.state == RequestState.DRAFT and row not in queue],
        follows=words.follows(queue),
        approaches=lists.approaches(me.id),
        no_form=approaches.blank,
        pairs=pairs,
        beside=reading.beside(pairs, dates.local(clock.now(), me.time_zone).date()),
        live=sum(pair.live and pair.mentor_id == me.id for pair in pairs),
    )


@bp.get("/mentorship/requests")
@allow("mentorship.read")
def inbox():
    """All who ask the reader for help, a page at a time, to be answered one after the other."""
    number = page_number()
    found, count = lists.to_answer(actor().id, number)
    if not found and number > 1:
        return redirect(url_for(".inbox"), 303)
    return page(
        "mentorship/inbox.html",
        inbox=found,
        count=count,
        number=number,
        pages=-(-count // lists.PER_INBOX),
        paged=lambda n: url_for(".inbox", page=n),
    )


@bp.get("/mentorship/before")
@allow("mentorship.read")
def before():
    """All that is over: whoever worked together keeps the way to what they wrote."""
    number = page_number()
    found = lists.over(actor().id, number)
    return page(
        "mentorship/before.html",
        pairs=found[: lists.PER_PAGE],
        more=len(found) > lists.PER_PAGE,
        number=number,
        paged=lambda n: url_for(".before", page=n),
    )


def _decline_form(asked, **typed):
    """How to say no, with ids of its own, since a page may show several."""
    form = DeclineForm(**typed)
    name_after(form, asked.id.hex[:12])
    return form


@bp.get("/mentorship/requests/<uuid:id>")
@allow("mentorship.see", MentorshipRequest)
def see(asked: MentorshipRequest):
    if asked.state == RequestState.DRAFT and asked.ranked_id is None:
        return redirect(url_for(".ask", id=asked.mentor_id), 303)
    return _see(asked, _decline_form(asked, formdata=None))


def _see(asked, form):
    pair = queries.pair_of(queries.with_parts(asked))
    events = queries.history(asked.id, *([pair.id] if pair else []))
    mine = asked.mentee_id == actor().id
    chosen = lists.chosen(asked.ranked_id) if mine and asked.ranked_id else []
    alone = mine and asked.state in ALONE and not _goes_on(chosen)
    return page(
        "mentorship/request.html",
        REQUEST,
        form=form,
        asked=asked,
        pair=pair,
        chosen=chosen,
        follows=words.follows(row for row in chosen if row.state == RequestState.DRAFT),
        history=[_told(event, name, asked, mine) for event, name in events],
        others=finding.alternatives(actor(), asked) if alone else [],
        alone=alone,
        say_no=request.args.get("answer") == "no",
    )


def _told(event, name, asked, mine):
    """A line of the history. That they were not the first choice is not for the mentor to know."""
    if event.event == "asked_next" and not mine:
        return f"{asked.mentee.name} asked", event.at
    return words.happened(event, name), event.at


def _goes_on(chosen):
    """Whether one of the choices is asked, or will be, or said yes."""
    return any(not row.over or row.state == RequestState.ACCEPTED for row in chosen)


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
            until=form.until.data if form.pause.data else None,
        ),
        f"Your answer is on its way to {asked.mentee.name}."
        + (" You take a break from new requests." if form.pause.data else ""),
    )


@bp.post("/mentorship/requests/<uuid:id>/withdraw")
@allow("mentorship.withdraw", MentorshipRequest)
def withdraw(asked: MentorshipRequest):
    ask_next = "next" in request.form
    said = "You took your request back."
    if ask_next:
        said += " The next of your choices is asked now."
    return _done(asked, lambda: rules.withdraw(asked, ask_next=ask_next), said)


def _done(asked, act, message):
    """What a change of a request is answered with; a click that came late is told, not blamed."""
    try:
        act()
    except Past as past:
        message = past.message
    # Whoever answers from the list of all goes on there.
    of_all = "page" in request.args and actor().id == asked.mentor_id
    back = url_for(".inbox", page=page_number()) if of_all else url_for(".mine")
    return changed(message, REQUEST, back_to=back, asked=asked)


@bp.post("/mentorship/<uuid:id>/end")
@allow("mentorship.end", Mentorship)
def end(pair: Mentorship):
    form = EndForm()
    if not form.validate():
        raise Refused(" ".join(form.reason.errors) or "Please try again.")
    message = "Your mentorship has ended. Thank you for the time you gave each other."
    undo: tuple[str, str] | None = ("Undo", url_for(".reopen", id=pair.id))
    try:
        rules.end(pair, db.session.get_one(Person, actor().id), form.reason.data or "")
    except Past as past:
        message, undo = past.message, None
    return changed(message, PAIR, back_to=url_for(".pair", id=pair.id), undo=undo, pair=pair)
