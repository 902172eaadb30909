"""Pages of conversations: the list, one of them, its times, its goals, and notes of one's own."""

from flask import Blueprint

from portal.conversations import words
from portal.conversations.views import course, goals, lists, notes

bp = Blueprint("conversations", __name__)
for part in (lists, course, notes, goals):
    part.register(bp)


@bp.app_context_processor
def _words():
    return {"CONVERSATION_STATES": words.STATES}
