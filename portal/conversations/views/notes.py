"""What the two write: an agenda and notes for both, and what is nobody's but its author's."""

from flask import url_for

from portal.answers import changed
from portal.conversations import rules
from portal.conversations.forms import AgendaForm, NotesForm, OwnNoteForm
from portal.conversations.models import Conversation, ConversationOwnNote
from portal.conversations.views.course import at, shown
from portal.db import db
from portal.fields import saved_elsewhere
from portal.guard import actor, allow


def register(bp):
    """Put the views on the blueprint."""
    bp.post("/conversations/<uuid:id>/agenda")(say_agenda)
    bp.post("/conversations/<uuid:id>/notes")(say_notes)
    bp.post("/conversations/<uuid:id>/own-note")(say_own)
    bp.post("/conversations/own-notes/<uuid:id>/remove")(remove_own)


@allow("conversation.work", Conversation)
def say_agenda(one):
    """Who saved it elsewhere meanwhile is shown beside."""
    form = AgendaForm()
    wanted = form.agenda.data or ""
    if not form.validate():
        return shown(one, agenda=form)
    if saved_elsewhere(form, one.agenda_version, wanted, one.agenda):
        return shown(one, agenda=form, status=409, theirs_agenda=one.agenda)
    rules.say_agenda(one, wanted)
    return changed("Saved for you both.", back_to=at(one) + "#talk")


@allow("conversation.work", Conversation)
def say_notes(one):
    """Who saved it elsewhere meanwhile is shown beside."""
    form = NotesForm()
    wanted = form.notes.data or ""
    if not form.validate():
        return shown(one, notes=form)
    if saved_elsewhere(form, one.notes_version, wanted, one.notes):
        return shown(one, notes=form, status=409, theirs_notes=one.notes)
    rules.say_notes(one, wanted)
    return changed("Saved for you both.", back_to=at(one) + "#both")


@allow("conversation.see", Conversation)
def say_own(one):
    """For nobody else; what was saved in another window is shown beside."""
    form = OwnNoteForm()
    wanted = form.words.data or ""
    if not form.validate():
        return shown(one, own=form)
    kept = rules.note_of(one.id, actor().id)
    version, before = (str(kept.version), kept.words) if kept else ("0", "")
    if saved_elsewhere(form, version, wanted, before):
        return shown(one, own=form, status=409, theirs_own=before)
    rules.own_note(one, actor().id, wanted)
    return changed("Saved. Nobody else reads this.", back_to=at(one) + "#own")


@allow("conversation.own-note", ConversationOwnNote)
def remove_own(note):
    db.session.delete(note)
    return changed("Your note is gone.", back_to=url_for("conversations.my_notes"))
