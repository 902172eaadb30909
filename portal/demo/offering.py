"""What the mentors of the demonstration offer besides skills, and their office hours."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import insert, select

from portal import clock
from portal.db import db
from portal.demo.population import Member
from portal.mentorship.mentors.models import OfficeHours, OfficeHoursPlace
from portal.mentorship.mentors.offering import FORMATS, LANGUAGES, TOPICS
from portal.mentorship.models import Mentor

TIMES = (
    "Tuesday and Thursday afternoons", "Early mornings, before the phones start",
    "A walk at lunch, most days", "Fridays after two", "Any morning but Monday",
    "Every other Wednesday, from four", "When my shift ends, at half past three", "",
)  # fmt: skip
SECOND = ("es", "es", "fr", "de", "pl", "pt", "uk", "ar", "so", "vi", "zh", "cy", "sign")
# Title, what it is about, kind.
DATES = (
    ("Open hour: where could I go next?", "Bring one question; ten minutes each.", "hours"),
    ("My first months as a team lead", "Three of us tell what went wrong, and you ask.", "group"),
    ("Practise your interview", "I play the panel; you get honest and kind feedback.", "hours"),
    ("Coming back after a long leave", "What helped, what did not, and who to talk to.", "group"),
    ("Questions about moving department", "How I did it, and what I would do again.", "hours"),
    ("Speaking to a full room", "Everybody speaks for two minutes. Promise.", "group"),
)  # fmt: skip


def offer(member: Member) -> dict[str, Any]:
    """The columns of a mentor that say in what, how, when and in which languages."""
    rng = Random(member.id.int)  # noqa: S311 - the same offer for the same person
    topics = rng.sample([*TOPICS.words], rng.choice((2, 3, 3, 4)))
    formats = ["one", *rng.sample(("video", "person", "group", "message"), rng.choice((1, 2, 2)))]
    languages = ["en", rng.choice(SECOND)] if rng.random() < 0.35 else ["en"]
    return {
        "topics": TOPICS.number(topics),
        "formats": FORMATS.number(formats),
        "languages": LANGUAGES.number(languages),
        "times": rng.choice(TIMES),
        "answers_within": rng.choice((1, 3, 3, 7, None, None)),
    }


def stories(cast: dict[str, Member], crew: list[Member]) -> None:
    """Ingrid and five others hold office hours; Maya has a place with Ingrid."""
    maya, ingrid = cast["employee"].id, cast["mentor"].id
    others = db.session.scalars(
        select(Mentor.id)
        .where(Mentor.state == "open", Mentor.id.not_in([maya, ingrid]))
        .order_by(Mentor.id)
        .limit(len(DATES) - 1)
    )
    guests = [maya, *(member.id for member in crew)]
    dates, places = [], []
    for number, mentor_id in enumerate((ingrid, *others)):
        date = _date(mentor_id, number)
        dates.append(date)
        # Some have few places left, one has none.
        taken = date["places"] if number == 2 else date["places"] // 2
        come = [one for one in guests[number:] if one != mentor_id][:taken]
        places += [{"hours_id": date["id"], "person_id": one} for one in come]
    db.session.execute(insert(OfficeHours), dates)
    db.session.execute(insert(OfficeHoursPlace), places)


def _date(mentor_id: UUID, number: int) -> dict[str, Any]:
    title, words, kind = DATES[number]
    day = clock.today() + timedelta(days=4 + 3 * number)
    return {
        "id": uuid5(mentor_id, title), "mentor_id": mentor_id, "title": title, "words": words,
        "kind": kind, "starts_at": datetime.combine(day, time(14 + number % 3), UTC), "minutes": 60,
        "places": (3, 8, 2, 6, 3, 10)[number], "place": "City Hall, room 2.14",
    }  # fmt: skip
