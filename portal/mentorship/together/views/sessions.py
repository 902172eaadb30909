"""Sessions: plan, prepare, move, say that they took place, call off; and a file for a calendar."""

from flask import Response, request, url_for

from portal import clock, dates, ical
from portal.answers import changed, page
from portal.db import db
from portal.errors import Refused
from portal.fields import saved_elsewhere
from portal.guard import actor, allow
from portal.mentorship import lists
from portal.mentorship.models import Mentorship
from portal.mentorship.together import inviting, reading, sessions
from portal.mentorship.together.forms import AgendaForm, SessionForm, WhenForm
from portal.mentorship.together.models import MentorshipSession
from portal.mentorship.together.pairs import working
from portal.mentorship.together.views.notes import both_kinds
from portal.people.models import Person
from portal.transitions import Past

PLAN, ONE = "mentorship/together/plan.html", "mentorship/together/session.html"


def register(bp):
    """Put the views on the blueprint of mentorship."""
    bp.route("/mentorship/<uuid:id>/sessions/plan", methods=["GET", "POST"])(plan_session)
    bp.get("/mentorship/sessions/<uuid:id>")(session)
    bp.post("/mentorship/sessions/<uuid:id>")(say_session)
    bp.route("/mentorship/sessions/<uuid:id>/move", methods=["GET", "POST"])(move_session)
    bp.get("/mentorship/sessions/<uuid:id>/session.ics")(session_file)
    for path, view in (
        ("held", session_held),
        ("missed", session_missed),
        ("open-again", session_open_again),
        ("cancel", cancel_session),
        ("put-on", put_on_session),
    ):
        bp.post(f"/mentorship/sessions/<uuid:id>/{path}")(view)


def _me():
    return db.session.get_one(Person, actor().id)


def _at(row):
    return url_for("mentorship.session", id=row.id)


@allow("mentorship.work", Mentorship)
def plan_session(pair):
    working(pair)
    form = SessionForm()
    form.zone = dates.zone(actor().time_zone).key
    clash = False
    if form.validate_on_submit():
        when = form.when()
        clash = not form.anyway.data and sessions.clash(pair, when)
        try:
            if not clash:
                topic, agenda = form.topic.data or "", form.agenda.data or ""
                row = sessions.plan(pair, _me(), when, topic, agenda)
                return changed(_planned(row), back_to=_at(row))
        except Refused as no:
            form.day.errors = [no.message]
    return page(PLAN, form=form, pair=lists.pair(pair.id), session=None, clash=clash,
                status=422 if clash else None)  # fmt: skip


def _planned(row):
    if row.state == "held":
        return "This session is kept."
    return "The session is planned. Your calendars hear of it by mail."


@allow("mentorship.pair", MentorshipSession)
def session(row):
    return _shown(row, AgendaForm(obj=row))


def _shown(row, form, **more):
    pair = lists.pair(row.mentorship_id)
    shared = reading.shared_notes(pair.id)
    own = reading.own_notes(pair.id, actor().id)
    return page(
        ONE,
        form=form,
        pair=pair,
        session=row,
        work=reading.work(pair.id),
        now=clock.now(),
        earlier=[note for note in shared if note.session_id != row.id][:3],
        **both_kinds(
            [note for note in shared if note.session_id == row.id],
            [note for note in own if note.session_id == row.id],
            lambda **at: url_for("mentorship.session", id=row.id, **at),
        ),
        **more,
    )


@allow("mentorship.work", MentorshipSession)
def say_session(row):
    """What it is about. Who saved it elsewhere meanwhile is shown beside."""
    form = AgendaForm()
    if not form.validate():
        return _shown(row, form)
    wanted = (form.topic.data or "", form.agenda.data or "")
    if saved_elsewhere(form, row.version, wanted, (row.topic, row.agenda)):
        return _shown(row, form, status=409, theirs=row)
    sessions.say(row, *wanted)
    return changed("Saved for you both.", back_to=_at(row))


@allow("mentorship.work", MentorshipSession)
def move_session(row):
    """To another time or place. Who moved it meanwhile is shown beside."""
    pair = lists.pair(row.mentorship_id)
    working(pair)
    sessions.still_planned(row)
    zone = dates.zone(actor().time_zone).key
    form = WhenForm.of(row, zone) if request.method == "GET" else WhenForm()
    form.zone, clash, theirs = zone, False, None
    if request.method == "POST" and form.validate():
        when = form.when()
        if saved_elsewhere(form, row.sequence, when, sessions.set_for(row)):
            theirs = row
        else:
            clash = not form.anyway.data and sessions.clash(pair, when, row.id)
        try:
            if not clash and not theirs:
                return _done(row, "Moved. Your calendars hear of it by mail.",
                             lambda: sessions.move(row, _me(), when))  # fmt: skip
        except Refused as no:
            form.day.errors = [no.message]
    return page(PLAN, form=form, pair=pair, session=row, clash=clash, theirs=theirs,
                status=409 if theirs else 422 if clash else None)  # fmt: skip


def _done(row, said, act, undo=None):
    """What a change of a session is answered with; a click that came late is told, not blamed."""
    try:
        act()
    except Past as past:
        said, undo = past.message, None
    way = ("Undo", url_for(undo, id=row.id)) if undo else None
    return changed(said, back_to=_at(row), undo=way)


@allow("mentorship.work", MentorshipSession)
def session_held(row):
    said = "Kept. Write down together what you take from it."
    return _done(row, said, lambda: sessions.held(row, _me()), "mentorship.session_open_again")


@allow("mentorship.work", MentorshipSession)
def session_missed(row):
    said = "Kept. It happens; plan the next one."
    return _done(row, said, lambda: sessions.missed(row, _me()), "mentorship.session_open_again")


@allow("mentorship.work", MentorshipSession)
def session_open_again(row):
    return _done(row, "It is open again.", lambda: sessions.open_again(row, _me()))


@allow("mentorship.work", MentorshipSession)
def cancel_session(row):
    said = "The session is cancelled. Your calendars hear of it by mail."
    return _done(row, said, lambda: sessions.cancel(row, _me()), "mentorship.put_on_session")


@allow("mentorship.work", MentorshipSession)
def put_on_session(row):
    return _done(row, "The session takes place after all.", lambda: sessions.put_on(row, _me()))


@allow("mentorship.pair", MentorshipSession)
def session_file(row):
    """For a calendar, whether mail is wanted or not."""
    text = ical.invitation(inviting.meeting(row, None), inviting.host())
    answer = Response(text, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'attachment; filename="mentoring-session.ics"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
