"""A mentorship of Ingrid's that has come to its end, with what both said; who reads concerns."""

from datetime import timedelta
from random import Random
from uuid import UUID

from sqlalchemy import insert, select, update

from portal import clock
from portal.concerns.models import Safeguarding
from portal.db import db
from portal.demo import mentoring
from portal.demo.population import Member, identity
from portal.demo.structure import City
from portal.mentorship.models import Mentorship, MentorshipEvent, RelationState
from portal.mentorship.turns.models import Feedback

ASKED, ENDED = 230, 24
READERS = ("Public Health", "Libraries and Culture")
MENTEE = "You never told me what to do. You asked until I knew it myself."
MENTOR = "You came with one real question each time. I learned as much as you did."


def stories(
    cast: dict[str, Member], crew: list[Member], city: City, heads: dict[str, UUID], rng: Random
) -> None:
    """Half a year that ended well; and two people who are named to read concerns."""
    ingrid, mentee = cast["mentor"], crew[3]
    asked = mentoring.request(ingrid, mentee, city, rng, "accepted", days=ASKED)
    pair = db.session.scalars(select(Mentorship.id).where(Mentorship.request_id == asked)).one()
    end = clock.now() - timedelta(days=ENDED)
    over = {"state": RelationState.COMPLETED, "ended_at": end, "ends_on": end.date()}
    db.session.execute(update(Mentorship).where(Mentorship.id == pair).values(**over))
    db.session.execute(
        insert(MentorshipEvent),
        [
            {"thing_kind": "mentorship", "thing_id": pair, "event": event, "from_state": before,
             "to_state": after, "reason": "", "actor_id": by, "department_id": None, "at": at}
            for event, before, after, by, at in (
                ("started", None, "active", ingrid.id, end - timedelta(days=180)),
                ("finish_asked", "active", "active", mentee.id, end - timedelta(days=2)),
                ("finished", "active", "completed", ingrid.id, end),
            )
        ],
    )  # fmt: skip
    said = {"mentorship_id": pair, "again": "yes"}
    db.session.execute(
        insert(Feedback),
        [
            said | {"id": identity(rng), "person_id": mentee.id, "helped": "listening people",
                    "word": MENTEE, "may_show": True, "shown": True, "at": end + timedelta(days=1)},
            said | {"id": identity(rng), "person_id": ingrid.id, "helped": "prepared learning",
                    "word": MENTOR, "may_show": False, "shown": False,
                    "at": end + timedelta(days=3)},
        ],
    )  # fmt: skip
    _readers(cast, heads)


def _readers(cast: dict[str, Member], heads: dict[str, UUID]) -> None:
    named = [heads[name] for name in READERS if name in heads]
    if named:
        at = clock.now() - timedelta(days=200)
        db.session.execute(
            insert(Safeguarding),
            [{"person_id": key, "named_by_id": cast["admin"].id, "at": at} for key in named],
        )
