"""The pages of office hours: what is coming, one date, and offering one."""

from flask import abort, make_response, request, url_for

from portal.answers import changed, page
from portal.dates import local, moment
from portal.db import db, lock
from portal.errors import Refused
from portal.fields import page_number
from portal.guard import actor, allow
from portal.mentorship import lists
from portal.mentorship.apart import apart
from portal.mentorship.mentors.hours import inviting, queries, rules
from portal.mentorship.mentors.hours.forms import KINDS, CancelForm, DateForm, MoveForm
from portal.mentorship.mentors.models import OfficeHours
from portal.mentorship.models import Mentor
from portal.people.models import Person

ROW = "mentorship/hours/_date.html"


def register(bp):
    """The addresses of these pages, with those of mentoring."""
    bp.get("/mentorship/hours")(hours)
    bp.route("/mentorship/hours/offer", methods=["GET", "POST"])(offer_hours)
    bp.get("/mentorship/hours/<uuid:id>")(see_hours)
    bp.get("/mentorship/hours/<uuid:id>/calendar.ics")(hours_calendar)
    bp.post("/mentorship/hours/<uuid:id>/take")(take_place)
    bp.post("/mentorship/hours/<uuid:id>/give-back")(give_place_back)
    bp.route("/mentorship/hours/<uuid:id>/move", methods=["GET", "POST"])(move_hours)
    bp.post("/mentorship/hours/<uuid:id>/cancel")(cancel_hours)
    bp.add_app_template_filter(KINDS.get, "hours_kind")


@allow("mentors.read")
def hours():
    me, number = actor(), page_number()
    coming = queries.coming(me.id, number)
    mine = queries.mine(me.id) if number == 1 else []
    return page(
        "mentorship/hours/all.html",
        coming=[row for row in coming[: queries.PER_PAGE] if not row.mine],
        more=len(coming) > queries.PER_PAGE,
        number=number,
        mine=[row for row in mine if row.mine],
        offered=[row for row in mine if row.hours.mentor_id == me.id],
        mentor=lists.mentor_or_none(me.id),
        paged=lambda n: url_for(".hours", page=n),
    )


@allow("mentor.edit")
def offer_hours():
    me = actor()
    form = DateForm(zone_name=me.time_zone)
    if lists.mentor_or_none(me.id) is None:
        raise Refused("Say what you offer as a mentor first, then offer a date.")
    if form.validate_on_submit():
        what = rules.Date(
            starts_at=form.starts_at,
            **{n: form[n].data for n in ("kind", "title", "words", "minutes", "places", "place")},
        )
        try:
            made = rules.offer(lock(Mentor, me.id), what)
            return changed("Your date is on.", back_to=url_for(".see_hours", id=made.id))
        except Refused as no:
            form.form_errors = [no.message]
    return page("mentorship/hours/offer.html", form=form)


@allow("hours.see", OfficeHours)
def see_hours(row: OfficeHours):
    return _see(row, CancelForm(formdata=None))


def _see(row, form):
    me = actor()
    _not_kept_apart(row)
    theirs = row.mentor_id == me.id
    return page(
        "mentorship/hours/date.html",
        form=form,
        shown=queries.one(row.id, me.id),
        guests=queries.guests(row.id) if theirs else [],
    )


def _not_kept_apart(row):
    """To either of two who are kept apart, the other offers nothing."""
    if apart(actor().id, row.mentor_id):
        abort(404)


@allow("hours.take", OfficeHours)
def take_place(row: OfficeHours):
    _not_kept_apart(row)
    rules.take(row, db.session.get_one(Person, actor().id))
    undo = ("Undo", url_for(".give_place_back", id=row.id))
    return _changed(row, "You have a place.", undo=undo)


@allow("hours.take", OfficeHours)
def give_place_back(row: OfficeHours):
    rules.give_back(row, actor().id)
    return _changed(row, "Your place is free for somebody else.")


def _changed(row, message, undo=None):
    db.session.flush()
    back_to = url_for(".see_hours", id=row.id)
    shown = queries.one(row.id, actor().id)
    return changed(message, ROW, back_to=back_to, undo=undo, shown=shown)


@allow("hours.edit", OfficeHours)
def cancel_hours(row: OfficeHours):
    form = CancelForm()
    if not form.validate():
        return _see(row, form)
    rules.cancel(row, form.because.data or "")
    said = "Cancelled. Everybody who has a place is told."
    return changed(said, back_to=url_for(".see_hours", id=row.id))


@allow("hours.edit", OfficeHours)
def move_hours(row: OfficeHours):
    """Another time, length or place."""
    zone = actor().time_zone
    here, at = url_for(".see_hours", id=row.id), local(row.starts_at, zone)
    before = {"day": at.date(), "at": at.time(), "minutes": row.minutes, "place": row.place}
    form = MoveForm(zone_name=zone, data=before | {"version": str(row.sequence)})
    if form.validate_on_submit():
        if form.version.data != str(row.sequence):
            form.form_errors = [f"It was moved meanwhile, to {moment(at)}. Save again to move it."]
            form.version.data = str(row.sequence)
            return page("mentorship/hours/move.html", form=form, hours=row, status=409)
        try:
            new = rules.move(row, form.starts_at, form.minutes.data, form.place.data or "")
            said = "Moved. Whoever has a place is told." if new else "It stays as it was."
            return changed(said, back_to=here)
        except Refused as no:
            form.form_errors = [no.message]
    elif request.method == "GET" and not row.ahead:
        raise Refused("Only a date that is still to come can be moved.")
    return page("mentorship/hours/move.html", form=form, hours=row)


@allow("hours.see", OfficeHours)
def hours_calendar(row: OfficeHours):
    """The date as a file for one's calendar; only who has a place reads where it is."""
    _not_kept_apart(row)
    shown = queries.one(row.id, actor().id)
    knows = shown.mine or row.mentor_id == actor().id
    response = make_response(inviting.file(row, place=knows))
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'attachment; filename="office-hours.ics"'
    return response
