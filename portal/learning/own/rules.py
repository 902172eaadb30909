"""Saying what something was like, once it is done; and keeping lists of what to learn."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select

from portal import clock
from portal.db import db, lock
from portal.errors import Refused
from portal.learning.models import LearningItem
from portal.learning.own import queries
from portal.learning.own.models import LearningList, ListEntry, Review
from portal.people.models import Person

MOST_LISTS, MOST_ENTRIES = 30, 100
NAME_LENGTH, WORDS_LENGTH = 100, 1000
PUT_BACK = timedelta(days=30)
_KEPT = LearningList.removed_at.is_(None)


def review(person_id: UUID, item_id: UUID, stars: int, words: str) -> Review:
    """Say what something was like, or say it anew; the item's row is locked.

    Raises Refused for somebody who has not done it.
    """
    if not queries.has_learned(person_id, item_id):
        raise Refused("You can say what it was like once you have done it. Nothing was saved.")
    row = queries.any_review_of(person_id, item_id)
    if row is None:
        row = Review(person_id=person_id, item_id=item_id, stars=stars, words=words)
        db.session.add(row)
    elif row.removed_at or (row.stars, row.words) != (stars, words):
        row.stars, row.words, row.at = stars, words, clock.now()
        row.removed_at = None
        row.version += 1
    db.session.flush()
    return row


def unsay(row: Review) -> None:
    """Take a review back; the row is locked. Done again, it changes nothing."""
    row.removed_at = row.removed_at or clock.now()


def say_again(row: Review) -> None:
    """The review that was taken back is read again; the row is locked."""
    row.removed_at = None


def start_list(person_id: UUID, name: str) -> LearningList:
    """A new list that nobody else reads; one of the same name is taken as it is.

    Raises Refused when there are too many.
    """
    lock(Person, person_id)
    names = select(LearningList).where(LearningList.person_id == person_id)
    known = {row.name: row for row in db.session.scalars(names.where(_KEPT))}
    if name in known:
        return known[name]
    if len(known) >= MOST_LISTS:
        raise Refused(f"You have {MOST_LISTS} lists. Remove one you no longer need.")
    _free(person_id, name)
    row = LearningList(person_id=person_id, name=name)
    db.session.add(row)
    db.session.flush()
    return row


def rename(row: LearningList, name: str) -> None:
    """Give a list another name; the row is locked. Raises Refused when another one has it."""
    there(row)
    same = select(LearningList.id).where(
        LearningList.person_id == row.person_id, LearningList.name == name
    )
    if db.session.scalar(same.where(LearningList.id != row.id, _KEPT)):
        raise Refused(f"Another list of yours is called “{name}”. Nothing was changed.")
    if name != row.name:
        _free(row.person_id, name)
    row.name = name


def _free(person_id: UUID, name: str) -> None:
    """A list that was removed gives its name, and itself, up for another one."""
    same = (LearningList.person_id == person_id, LearningList.name == name, ~_KEPT)
    db.session.execute(delete(LearningList).where(*same))


def there(row: LearningList) -> None:
    """Raises Refused for a list that was removed."""
    if row.removed_at is not None:
        raise Refused(f"You removed “{row.name}”. Nothing was changed.")


def keep_in(person_id: UUID, item: LearningItem, list_ids: Collection[UUID]) -> None:
    """The item is in these lists of the person and in no other of theirs.

    Raises Refused when one of them is full.
    """
    mine = select(LearningList).where(LearningList.person_id == person_id, _KEPT)
    for row in db.session.scalars(mine):
        if row.id in list_ids:
            put(row, item.id)
        else:
            take_out(row, item.id)


def put(row: LearningList, item_id: UUID) -> None:
    """Put an item at the end of a list; one that is in it stays. Raises Refused when it is full."""
    if db.session.get(ListEntry, (row.id, item_id)) is not None:
        return
    number, last = db.session.execute(
        select(func.count(), func.max(ListEntry.position)).where(ListEntry.list_id == row.id)
    ).one()
    if number >= MOST_ENTRIES:
        raise Refused(f"“{row.name}” holds {MOST_ENTRIES} things, and there is no room for more.")
    db.session.add(ListEntry(list_id=row.id, item_id=item_id, position=(last or 0) + 1))
    db.session.flush()


def take_out(row: LearningList, item_id: UUID) -> None:
    """Take an item out of a list."""
    entry = (ListEntry.list_id == row.id, ListEntry.item_id == item_id)
    db.session.execute(delete(ListEntry).where(*entry))


def move(row: LearningList, item_id: UUID, by: int) -> None:
    """Move an item one place up (-1) or down (1); the row is locked. At the end nothing moves."""
    listed = list(
        db.session.scalars(
            select(ListEntry).where(ListEntry.list_id == row.id).order_by(ListEntry.position)
        )
    )
    at = next((n for n, entry in enumerate(listed) if entry.item_id == item_id), None)
    if at is None or not 0 <= at + by < len(listed):
        return
    listed[at], listed[at + by] = listed[at + by], listed[at]
    for place, entry in enumerate(listed, start=1):
        entry.position = place


def drop_list(row: LearningList) -> None:
    """Remove a list; the row is locked. Done again, it changes nothing."""
    row.removed_at = row.removed_at or clock.now()


def put_back(row: LearningList) -> None:
    """A list that was removed is there again, with what was in it; the row is locked.

    Raises Refused when there are too many by now.
    """
    mine = (LearningList.person_id == row.person_id, _KEPT, LearningList.id != row.id)
    number = db.session.scalar(select(func.count()).select_from(LearningList).where(*mine)) or 0
    if number >= MOST_LISTS:
        raise Refused(f"You have {MOST_LISTS} lists. Remove one you no longer need.")
    row.removed_at = None


def forget_removed() -> None:
    """What was removed so long ago is not put back any more."""
    for model in (Review, LearningList):
        db.session.execute(delete(model).where(model.removed_at < clock.now() - PUT_BACK))
