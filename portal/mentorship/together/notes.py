"""Notes: those both read and may change, and those that are nobody's but their author's."""

from uuid import UUID

from sqlalchemy import func, select

from portal import clock
from portal.db import db
from portal.errors import Refused
from portal.mentorship.models import Mentorship
from portal.mentorship.together.models import MentorshipNote, PrivateNote
from portal.mentorship.together.pairs import between, pair_of, working

MOST = 200

Note = MentorshipNote | PrivateNote


def share(pair: Mentorship, author_id: UUID, words: str, session_id: UUID | None) -> MentorshipNote:
    """Write what both read. Raises Refused beyond MOST, and after the end."""
    working(pair)
    _room(MentorshipNote, MentorshipNote.mentorship_id == pair.id)
    note = MentorshipNote(**between(pair), author_id=author_id, words=words, session_id=session_id)
    db.session.add(note)
    db.session.flush()
    return note


def keep(pair: Mentorship, person_id: UUID, words: str, session_id: UUID | None) -> PrivateNote:
    """Write what nobody else reads, after the end as well. Raises Refused beyond MOST."""
    mine = PrivateNote.person_id == person_id
    _room(PrivateNote, mine, PrivateNote.mentorship_id == pair.id)
    note = PrivateNote(
        person_id=person_id, mentorship_id=pair.id, words=words, session_id=session_id
    )
    db.session.add(note)
    db.session.flush()
    return note


def _room(kind: type[Note], *whose: object) -> None:
    there = select(func.count()).where(kind.removed_at.is_(None), *whose)  # type: ignore[arg-type]
    if (db.session.scalar(there) or 0) >= MOST:
        raise Refused(f"You have {MOST} notes here. Take one out to make room.")


def _may_change(note: Note) -> None:
    """Own notes may be changed at any time, shared ones while the two work together."""
    if isinstance(note, MentorshipNote):
        pair_of(note)


def edit(note: Note, words: str) -> None:
    """Say it otherwise. Raises Refused for a shared one after the end."""
    _may_change(note)
    if words != note.words:
        note.words = words
        note.changed_at = clock.now()
        note.version += 1


def remove(note: Note) -> None:
    """Take it out; it can be put back for a while."""
    _may_change(note)
    note.removed_at = note.removed_at or clock.now()


def put_back(note: Note) -> None:
    """There again."""
    _may_change(note)
    note.removed_at = None
