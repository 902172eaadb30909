"""Notes: for both, and for oneself alone. Two ways in, so that nobody ticks the wrong one."""

from uuid import UUID

from flask import request, url_for

from portal.answers import changed, page
from portal.errors import BadInput, Refused
from portal.fields import page_number, saved_elsewhere
from portal.guard import actor, allow
from portal.mentorship import lists
from portal.mentorship.models import Mentorship
from portal.mentorship.together import notes, reading
from portal.mentorship.together.forms import NoteForm
from portal.mentorship.together.models import MentorshipNote, PrivateNote
from portal.mentorship.together.paging import paged
from portal.mentorship.together.pairs import working

NOTE = "mentorship/together/note.html"


def register(bp):
    """Put the views on the blueprint of mentorship."""
    bp.get("/mentorship/<uuid:id>/notes")(notes_of_pair)
    bp.route("/mentorship/<uuid:id>/notes/add", methods=["GET", "POST"])(add_note)
    bp.route("/mentorship/<uuid:id>/notes/add-own", methods=["GET", "POST"])(add_own_note)
    bp.route("/mentorship/notes/<uuid:id>", methods=["GET", "POST"])(edit_note)
    bp.post("/mentorship/notes/<uuid:id>/remove")(remove_note)
    bp.post("/mentorship/notes/<uuid:id>/put-back")(put_back_note)
    bp.route("/mentorship/own-notes/<uuid:id>", methods=["GET", "POST"])(edit_own_note)
    bp.post("/mentorship/own-notes/<uuid:id>/remove")(remove_own_note)
    bp.post("/mentorship/own-notes/<uuid:id>/put-back")(put_back_own_note)


@allow("mentorship.pair", Mentorship, reading=lists.pair)
def notes_of_pair(pair):
    return page(
        "mentorship/together/notes.html",
        pair=pair,
        **both_kinds(
            reading.shared_notes(pair.id),
            reading.own_notes(pair.id, actor().id),
            lambda **at: url_for("mentorship.notes_of_pair", id=pair.id, **at),
        ),
        sessions={session.id: session for session in reading.sessions(pair.id)},
    )


def both_kinds(shared, own, url):
    """A page of what both read and one of what one keeps, each turned without the other."""
    here, mine = page_number(), page_number("own")
    return {
        "shared": paged(shared, here, lambda n: url(page=n, own=mine, _anchor="shared-h")),
        "own": paged(own, mine, lambda n: url(page=here, own=n, _anchor="own-h")),
    }


def _back(note):
    if note.session_id is not None:
        return url_for("mentorship.session", id=note.session_id) + "#notes"
    return url_for("mentorship.notes_of_pair", id=note.mentorship_id)


def _session(pair):
    """The session of this mentorship that a note is about, if it is about one."""
    raw = request.values.get("session", "")
    known = {str(session.id): session for session in reading.sessions(pair.id)}
    if raw and raw not in known:
        raise BadInput("That session is not one of yours.")
    return known.get(raw)


@allow("mentorship.work", Mentorship)
def add_note(pair):
    working(pair)
    return _add(pair, notes.share, own=False)


@allow("mentorship.work", Mentorship)
def add_own_note(pair):
    return _add(pair, notes.keep, own=True)


def _add(pair, write, own):
    session = _session(pair)
    form = NoteForm()
    if form.validate_on_submit():
        try:
            about: UUID | None = session.id if session else None
            note = write(pair, actor().id, form.words.data, about)
            said = "Only you can read this note." if own else "You both can read this note."
            return changed(said, back_to=_back(note))
        except Refused as no:
            form.words.errors = [no.message]
    shown = lists.pair(pair.id)
    return page(NOTE, form=form, pair=shown, session=session, own=own, note=None)


@allow("mentorship.work", MentorshipNote)
def edit_note(note):
    working(lists.pair(note.mentorship_id))
    return _edit(note, own=False)


@allow("mentorship.own-note", PrivateNote)
def edit_own_note(note):
    return _edit(note, own=True)


def _edit(note, own):
    """Who saved it elsewhere meanwhile is shown beside."""
    form = NoteForm(obj=note) if request.method == "GET" else NoteForm()
    shown = {"form": form, "pair": lists.pair(note.mentorship_id), "note": note, "own": own}
    if request.method == "POST" and form.validate():
        if saved_elsewhere(form, note.version, form.words.data, note.words):
            return page(NOTE, status=409, session=None, theirs=note, **shown)
        notes.edit(note, form.words.data)
        return changed("Saved.", back_to=_back(note))
    return page(NOTE, session=None, **shown)


@allow("mentorship.work", MentorshipNote)
def remove_note(note):
    return _removed(note, "mentorship.put_back_note")


@allow("mentorship.own-note", PrivateNote)
def remove_own_note(note):
    return _removed(note, "mentorship.put_back_own_note")


def _removed(note, undo):
    notes.remove(note)
    way = ("Undo", url_for(undo, id=note.id))
    return changed("The note is taken out.", back_to=_back(note), undo=way)


@allow("mentorship.work", MentorshipNote)
def put_back_note(note):
    notes.put_back(note)
    return changed("The note is back.", back_to=_back(note))


@allow("mentorship.own-note", PrivateNote)
def put_back_own_note(note):
    notes.put_back(note)
    return changed("The note is back.", back_to=_back(note))
