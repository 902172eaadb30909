"""The course of a conversation: proposed, answered, moved, opened, closed, counted or not."""

from flask import Response, current_app, request, url_for

from portal import clock, dates, ical
from portal.answers import changed, page
from portal.conversations import beside, calendar, machine, queries, rules, words
from portal.conversations.forms import AgendaForm, NotesForm, OwnNoteForm, ProposeForm
from portal.conversations.models import Conversation
from portal.db import db
from portal.errors import Refused
from portal.fields import saved_elsewhere
from portal.guard import actor, allow
from portal.mentorship.together.forms import WhenForm
from portal.people.models import Person
from portal.transitions import Past

PLAN, ONE = "conversations/plan.html", "conversations/conversation.html"
# Path → what it does, what is said then, and the path that takes it back.
STEPS = {
    "accept": (rules.accept, "It is planned. You both find the file for your calendar here.", ""),
    "cancel": (rules.cancel, "It is cancelled, and the other one of you is told.", ""),
    "open": (rules.open_it, "It is open. Take your time.", ""),
    "close": (rules.close, "It is closed. It counts once you both say that you talked, or after 7 "
                           "days if nobody objects.", "reopen"),
    "reopen": (rules.reopen, "It is open again.", ""),
}  # fmt: skip


def register(bp):
    """Put the views on the blueprint."""
    bp.route("/conversations/with/<uuid:id>/propose", methods=["GET", "POST"])(propose)
    bp.get("/conversations/<uuid:id>")(conversation)
    bp.get("/conversations/<uuid:id>/help")(could_help)
    bp.get("/conversations/<uuid:id>/history")(history)
    bp.get("/conversations/<uuid:id>/conversation.ics")(calendar_file)
    bp.route("/conversations/<uuid:id>/move", methods=["GET", "POST"])(move)
    bp.post("/conversations/<uuid:id>/<any(accept,cancel,open,close,reopen):what>")(step)
    bp.post("/conversations/<uuid:id>/<any(agree,object):what>")(confirm)
    bp.post("/conversations/<uuid:id>/<any(show,hide):what>")(show)


def me():
    """The signed-in person as a row."""
    return db.session.get_one(Person, actor().id)


def at(one):
    """The page of a conversation."""
    return url_for("conversations.conversation", id=one.id)


@allow("conversation.propose", Person)
def propose(person):
    form = ProposeForm()
    form.zone = dates.zone(actor().time_zone).key
    if form.validate_on_submit():
        try:
            one = rules.propose(person, me(), form.when(), form.agenda.data or "")
            return changed("Proposed. The other one of you is told and says yes, or names another "
                           "time.", back_to=at(one))  # fmt: skip
        except Refused as no:
            form.day.errors = [no.message]
    boss = db.session.get(Person, person.manager_id) if person.manager_id else None
    other = boss if person.id == actor().id else person
    return page(PLAN, form=form, person=person, other=other, one=None)


@allow("conversation.see", Conversation, reading=queries.whole)
def conversation(one):
    return shown(one)


def shown(one, *, agenda=None, notes=None, own=None, **more):
    """The page of a conversation, with forms that were sent or as they stand."""
    kept = rules.note_of(one.id, actor().id)
    version = str(kept.version) if kept else "0"
    return page(
        ONE,
        one=one,
        form=agenda or notes or own,
        agenda=agenda or AgendaForm(None, agenda=one.agenda, version=str(one.agenda_version)),
        notes=notes or NotesForm(None, notes=one.notes, version=str(one.notes_version)),
        own=own or OwnNoteForm(None, words=kept.words if kept else "", version=version),
        shared=beside.shared(one),
        goals=queries.goals_at(one),
        last=one.closed_at + machine.OBJECT if one.closed_at else None,
        again=bool(one.closed_at and one.closed_at >= clock.now() - machine.AGAIN),
        today=dates.local(clock.now(), actor().time_zone).date(),
        **more,
    )


@allow("conversation.see", Conversation, reading=queries.whole)
def could_help(one):
    return page("conversations/help.html", one=one, found=beside.help_with(one))


@allow("conversation.see", Conversation, reading=queries.whole)
def history(one):
    return page("conversations/history.html", one=one, events=queries.history(one.id),
                said=words.happened)  # fmt: skip


@allow("conversation.see", Conversation, reading=queries.whole)
def calendar_file(one):
    """For a calendar, whether mail is wanted or not; once more after a change."""
    settings = current_app.config["SETTINGS"]
    answer = Response(ical.invitation(calendar.meeting(one, settings), calendar.host(settings)),
                      mimetype="text/calendar")  # fmt: skip
    answer.headers["Content-Disposition"] = 'attachment; filename="conversation.ics"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


@allow("conversation.work", Conversation)
def move(one):
    """To another time or place. Who moved it meanwhile is shown beside."""
    try:
        rules.may_move(one, me())
    except Past as past:
        return changed(past.message, back_to=at(one))
    zone = dates.zone(actor().time_zone).key
    form = WhenForm.of(one, zone) if request.method == "GET" else WhenForm()
    form.zone, theirs = zone, None
    if request.method == "POST" and form.validate():
        when = form.when()
        if saved_elsewhere(form, one.sequence, when, rules.set_for(one)):
            theirs = one
        else:
            try:
                rules.move(one, me(), when)
                return changed("The other one of you is told.", back_to=at(one))
            except Refused as no:
                form.day.errors = [no.message]
    other = one.manager if actor().id == one.person_id else one.person
    return page(PLAN, form=form, person=one.person, other=other, one=one, theirs=theirs,
                status=409 if theirs else None)  # fmt: skip


@allow("conversation.work", Conversation)
def step(one, what):
    """One change of state; a click that came late is told, not blamed."""
    act, said, undo = STEPS[what]
    return _done(one, said, lambda: act(one, me()), undo)


def _done(one, said, act, undo=""):
    try:
        act()
    except Past as past:
        said, undo = past.message, ""
    way = ("Undo", url_for("conversations.step", id=one.id, what=undo)) if undo else None
    return changed(said, back_to=at(one), undo=way)


@allow("conversation.confirm", Conversation)
def confirm(one, what):
    """Whether it took place, from one of the two."""
    yes = what == "agree"
    said = "Thank you." if yes else "It does not count unless you say so yourself."
    return _done(one, said, lambda: rules.confirm(one, me(), yes=yes))


@allow("conversation.own", Conversation)
def show(one, what):
    """The employee shows a conversation of the past to the manager of now, or not any more."""
    rules.show(one, wanted=what == "show")
    if what == "show":
        undo = ("Undo", url_for("conversations.show", id=one.id, what="hide"))
        said = "Your line manager of now reads this conversation."
        return changed(said, back_to=at(one), undo=undo)
    return changed("Only you read this conversation.", back_to=at(one))
