"""What people of Port Ashby say of what they learned; Maya's lists, and her short mornings."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from portal import clock
from portal.db import db
from portal.demo import learning
from portal.demo.population import Member
from portal.demo.structure import City
from portal.learning.drip.models import DripRead, DripUnit
from portal.learning.models import Enrolment, EnrolmentEvent
from portal.learning.own.models import LearningList, ListEntry, Review
from portal.learning.queries import HAS_LEARNED

COURSE = "Your part in keeping us safe online"
# Stars and words, by those who have done it.
SAID: dict[str, tuple[tuple[int, str], ...]] = {
    "Plain words": (
        (5, "My letter went from two pages to one, and nobody has called about it since."),
        (4, "Bring a real letter. The examples they have are too easy."), (5, ""),
        (4, "Half a day is enough. I use the list above my desk every week."),
    ),
    "First aid at work": (
        (5, "Two weeks later I needed it. Do not put it off."), (4, ""),
        (4, "Wear old trousers: you spend half of it on the floor."),
    ),
    "Talking with residents": (
        (4, "The people from the groups say what they think. That is the best of it."),
        (3, "Good day, too many of us for one room."),
    ),
    "Grants basics": (
        (4, "Clear and short. The template alone is worth it."),
        (3, "Fine for a start; you will want the eight weeks afterwards."), (5, ""),
    ),
    "Leading a shift": ((5, "The hour about handovers changed how we start every morning."),),
}  # fmt: skip
LISTS = {
    "On the way to outreach": (
        "Engaging communities", "Running community events", "Talking about health",
        "Spanish for public service, B1",
    ),
    "One day, for fun": ("Telling local history", "Sign language, level 1"),
}  # fmt: skip


def stories(cast: dict[str, Member], city: City) -> None:
    """Reviews by some who have been there; Maya's lists and course."""
    items = learning.build(city)
    for title, said in SAID.items():
        been = (
            select(Enrolment.person_id)
            .where(Enrolment.item_id == items[title], Enrolment.state.in_(HAS_LEARNED))
            .distinct()
            .order_by(Enrolment.person_id)
        )
        people = db.session.scalars(been.limit(len(said))).all()
        for n, (person_id, (stars, words)) in enumerate(zip(people, said, strict=False)):
            at = clock.now() - timedelta(days=20 + 33 * n)
            db.session.add(
                Review(item_id=items[title], person_id=person_id, stars=stars, words=words, at=at)
            )
    maya = cast["employee"].id
    for name, titles in LISTS.items():
        row = LearningList(person_id=maya, name=name)
        db.session.add(row)
        db.session.flush()
        entries = [
            {"list_id": row.id, "item_id": items[title], "position": n}
            for n, title in enumerate(titles, start=1)
        ]
        db.session.execute(insert(ListEntry), entries)
    _mornings(maya, items[COURSE])


def _mornings(person_id: UUID, item_id: UUID) -> None:
    """She began yesterday and has read the first day; the second opened this morning."""
    began = clock.now() - timedelta(days=1)
    row = Enrolment(
        id=uuid4(), person_id=person_id, item_id=item_id, state="enrolled", created_at=began,
        updated_at=began,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    db.session.add(
        EnrolmentEvent(
            enrolment_id=row.id, event="enrolled", from_state="planned", to_state="enrolled",
            actor_id=person_id, at=began,
        )
    )  # fmt: skip
    first = select(DripUnit.id).where(DripUnit.item_id == item_id, DripUnit.day == 1)
    db.session.add(DripRead(person_id=person_id, unit_id=db.session.scalars(first).one(), at=began))
    db.session.flush()
