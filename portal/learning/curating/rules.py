"""Changing the catalogue. Rows of items are locked by whoever calls."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select, text

from portal import clock, outbox
from portal.db import db
from portal.errors import Refused
from portal.learning.curating.entry import Entry, entry_of
from portal.learning.models import (
    LearningDate,
    LearningItem,
    LearningSkill,
    Provider,
    learning_prerequisite,
)
from portal.skills.models import Skill, Status

PAIRS = learning_prerequisite.c
MOST_DATES = 200
LONGEST = timedelta(days=3 * 366)


def provider_called(name: str) -> Provider | None:
    """The provider of this name, however it is written large or small."""
    known = {row.name.casefold(): row for row in db.session.scalars(select(Provider))}
    return known.get(name.casefold())


def add(entry: Entry, provider: Provider | None = None) -> LearningItem:
    """A new item, of `provider` where it is known already. Raises Refused without such a one."""
    item = LearningItem()
    _write(item, entry, provider)
    db.session.add(item)
    db.session.flush()
    return item


def edit(item: LearningItem, entry: Entry, provider: Provider | None = None) -> bool:
    """Say something else of an item; whether anything changed. Raises Refused without such a
    provider.
    """
    if entry == entry_of(item):
        return False
    # Whoever is on it plays no part: the answer would tell that somebody is.
    if entry.status == "draft" and item.status == "active":
        raise Refused(
            f"“{item.title}” is offered, and whoever planned it would not find it any more. Offer "
            "it no longer instead. Nothing was saved."
        )
    _write(item, entry, provider)
    item.version = (item.version or 0) + 1
    return True


def _write(item: LearningItem, entry: Entry, provider: Provider | None) -> None:
    provider = provider or provider_called(entry.provider)
    if provider is None:
        raise Refused(f"There is no provider called “{entry.provider}”. Add it first.")
    item.provider_id = provider.id
    retired = item.status == "retired"
    for name, value in vars(entry).items():
        if name != "provider" and not (name == "status" and retired):
            setattr(item, name, value)
    item.updated_at = clock.now()


def retire(item: LearningItem) -> None:
    """Offer it to nobody any more. Who has a place keeps it; who only wished for it is told, by the
    clock of enrolments.
    """
    if item.status != "active":
        raise Refused(f"“{item.title}” is not offered just now. Nothing was changed.")
    item.status, item.updated_at, item.version = "retired", clock.now(), item.version + 1


def bring_back(item: LearningItem) -> None:
    """Offer it again."""
    if item.status != "retired":
        raise Refused(f"“{item.title}” is offered already. Nothing was changed.")
    item.status, item.updated_at, item.version = "active", clock.now(), item.version + 1


def teach(item: LearningItem, skill: Skill, level: int) -> None:
    """It teaches a skill up to a level; said again, the new level counts."""
    if skill.status != Status.ACTIVE:
        raise Refused(f"“{skill.name}” is not a skill in use. Choose another one.")
    row = db.session.get(LearningSkill, (item.id, skill.id))
    if row is None:
        db.session.add(LearningSkill(item_id=item.id, skill_id=skill.id, level=level))
    else:
        row.level = level
    db.session.flush()


def teach_no_more(item: LearningItem, skill_id: UUID) -> None:
    """It does not teach this skill."""
    row = db.session.get(LearningSkill, (item.id, skill_id))
    if row is not None:
        db.session.delete(row)


def one_at_a_time() -> None:
    """Two who say at once what comes before what might close a circle that neither sees."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("select pg_advisory_xact_lock(hashtext('aspire prerequisites'))"))


def need(item: LearningItem, needed: LearningItem) -> None:
    """`needed` is to be learned before it. Raises Refused where nobody could ever begin."""
    one_at_a_time()
    pairs = [(one, other) for one, other in db.session.execute(select(*PAIRS))]
    if (item.id, needed.id) in pairs:
        return
    circle = around([*pairs, (item.id, needed.id)], item.id)
    if circle:
        titles = _titles(circle)
        way = "”, which needs “".join(titles[key] for key in circle[1:])
        raise Refused(
            f"Nobody could ever begin: “{titles[item.id]}” would need “{way}”. Nothing was changed."
        )
    link(item, [needed.id])


def link(item: LearningItem, needed: Iterable[UUID]) -> None:
    """Write that these come before it, which is known to be possible."""
    rows = [{"item_id": item.id, "needs_id": key} for key in needed]
    db.session.execute(insert(learning_prerequisite), rows)


def around(pairs: list[tuple[UUID, UUID]], start: UUID) -> list[UUID]:
    """A way from an item over what it needs back to itself, both ends named; empty without one."""
    needs: dict[UUID, list[UUID]] = {}
    for one, other in pairs:
        needs.setdefault(one, []).append(other)
    came: dict[UUID, UUID] = {}
    todo = [start]
    while todo:
        here = todo.pop()
        for other in needs.get(here, ()):
            if other == start:
                back = [start, here]
                while back[-1] != start:
                    back.append(came[back[-1]])
                return back[::-1]
            if other not in came:
                came[other] = here
                todo.append(other)
    return []


def _titles(keys: list[UUID]) -> dict[UUID, str]:
    rows = select(LearningItem.id, LearningItem.title).where(LearningItem.id.in_(keys))
    return {key: title for key, title in db.session.execute(rows)}


def need_no_more(item: LearningItem, needed_id: UUID) -> None:
    """It can be learned without the other."""
    pair = (PAIRS.item_id == item.id, PAIRS.needs_id == needed_id)
    db.session.execute(delete(learning_prerequisite).where(*pair))


def hold(
    item: LearningItem, starts_at: datetime, ends_at: datetime, place: str, places: int | None
) -> LearningDate:
    """A date on which it is held. Raises Refused for a time that is past, or ends before it
    begins, and for the same time at the same place.
    """
    if starts_at <= clock.now():
        raise Refused("That time is past. Choose a time to come.")
    if ends_at <= starts_at:
        raise Refused("It would end before it begins. Choose a later end.")
    if ends_at - starts_at > LONGEST:
        raise Refused("It would last more than three years. Look at the last day again.")
    open_dates = [row for row in item.dates if row.cancelled_at is None]
    if any((row.starts_at, row.place) == (starts_at, place) for row in open_dates):
        raise Refused("It is held at that time and place already. Nothing was added.")
    if len(open_dates) >= MOST_DATES:
        raise Refused(f"It has {MOST_DATES} dates. Cancel some first.")
    row = LearningDate(
        item_id=item.id, starts_at=starts_at, ends_at=ends_at, place=place, places=places
    )
    db.session.add(row)
    db.session.flush()
    return row


def cancel(row: LearningDate) -> None:
    """The date is not held; who has a place is told by the clock of enrolments, and keeps the wish.

    Raises Refused once it has begun.
    """
    if row.cancelled_at is not None:
        return
    if row.starts_at <= clock.now():
        raise Refused("It has begun already, so it cannot be cancelled any more.")
    row.cancelled_at = clock.now()


def save_provider(row: Provider, **said: str) -> None:
    """What is said of a provider. Raises Refused when another one has the name."""
    other = provider_called(said["name"])
    if other is not None and other.id != row.id:
        raise Refused(f"“{other.name}” is there already. Change that one, or choose another name.")
    for name, value in said.items():
        setattr(row, name, value)
    db.session.add(row)
    db.session.flush()
    offers = select(LearningItem.id).where(LearningItem.provider_id == row.id)
    for key in db.session.scalars(offers):  # its name stands in what search knows of them
        outbox.put(outbox.INDEX, f"learning:{key}")
