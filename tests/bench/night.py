"""The night: what the worker does by the clock, where many people wait for an answer.

    python -m tests.bench.night FOLDER evening|nights

brings the instance in FOLDER up to an evening on which many wait, or does the nights that follow
and says what each piece of them took. The benchmark runs both in processes of their own, on a copy
of the large organisation.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice, product
from pathlib import Path
from random import Random
from uuid import UUID, uuid5

from flask import Flask
from sqlalchemy import insert, or_, select

from portal import clock, create_app, outbox, peak, schema, work
from portal.config import read
from portal.db import db, transaction
from portal.mentorship.models import (
    LASTS,
    Mentor,
    Mentorship,
    MentorshipEvent,
    MentorshipRequest,
    RequestState,
)
from portal.outbox import OutboxRow
from portal.people.models import Person
from portal.search.keeping import Index
from tests.bench.place import environment
from tests.bench.report import Line

REQUESTS = 20_000
SECONDS, MEGABYTES = 120, 300
SPACE = UUID(int=6)
MESSAGE = "I would like to hear how you came to your work, and where mine could lead."


def measured(source: Path, folder: Path, people: int) -> Iterator[Line]:
    """A night in a copy of the organisation in `source`, and the next one after three days off."""
    part = f"The night over {people:,} people, {REQUESTS:,} open requests"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(source, folder, symlinks=True)
    for what in ("evening", "nights"):
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.night", str(folder), what],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    told = json.loads(done.stdout.splitlines()[-1])
    for what, night in told["nights"].items():
        slowest = sorted(night["pieces"].items(), key=lambda piece: -piece[1])[:6]
        note = ", ".join(f"{name} {seconds:.1f}" for name, seconds in slowest)
        budget = SECONDS if what == "a night" else None
        yield Line(part, what, night["seconds"], "s", budget, note)
    yield Line(part, "memory at most", told["megabytes"], "MB", MEGABYTES)
    yield Line(part, "left undone", told["left"], "", 0)
    shutil.rmtree(folder)


def ask(app: Flask) -> None:
    """Open requests of every age, none of them due before tonight, to mentors who are open."""
    rng = Random(6)
    with app.app_context(), transaction() as session:
        open_ = (Mentor.state == "open", Mentor.capacity > 0)
        mentors = session.scalars(select(Mentor.id).where(*open_).order_by(Mentor.id)).all()
        taken = set(
            session.execute(select(MentorshipRequest.mentor_id, MentorshipRequest.mentee_id))
        )
        taken |= set(session.execute(select(Mentorship.mentor_id, Mentorship.mentee_id)))
        here = or_(Person.left_on.is_(None), Person.left_on > clock.today() + timedelta(days=30))
        people = list(session.scalars(select(Person.id).where(here).order_by(Person.id)))
        rng.shuffle(people)
        each = -(-REQUESTS // len(mentors))
        pairs = zip(people, (mentor for mentor, _ in product(mentors, range(each))), strict=False)
        free = (pair for pair in pairs if pair[0] != pair[1] and pair[::-1] not in taken)
        rows = [_request(*pair, rng) for pair in islice(free, REQUESTS)]
        session.execute(insert(MentorshipRequest), rows)
        session.execute(insert(MentorshipEvent), [_event(row) for row in rows])


def _request(mentee: UUID, mentor: UUID, rng: Random) -> dict[str, object]:
    sent = clock.now() - timedelta(seconds=rng.randrange(14 * 24 * 3600))
    reached = max(day for day in (0, 3, 7, 12) if clock.now() - sent >= timedelta(days=day))
    return {
        "id": uuid5(SPACE, f"{mentor} {mentee}"),
        "mentor_id": mentor, "mentee_id": mentee, "state": RequestState.REQUESTED,
        "message": MESSAGE, "months": 6, "sent_at": sent, "reminded": reached,
        "due_at": sent + LASTS[RequestState.REQUESTED],
    }  # fmt: skip


def _event(row: dict[str, object]) -> dict[str, object]:
    return {
        "thing_kind": "mentorship_request", "thing_id": row["id"], "event": "asked",
        "from_state": "draft", "to_state": "requested", "actor_id": row["mentee_id"],
        "at": row["sent_at"],
    }  # fmt: skip


def night(app: Flask, moment: datetime) -> dict[str, object]:
    """What the worker has to do at this moment, piece by piece, in seconds on the clock."""
    clock.fix(moment)
    pieces: dict[str, float] = {}

    def timed(name: str, act: object) -> None:
        began = time.monotonic()
        act()  # type: ignore[operator]
        pieces[name] = pieces.get(name, 0.0) + time.monotonic() - began

    with app.app_context():
        index = Index(app.config["SETTINGS"].index_folder)
        for one in work.TIMED:
            timed(one.name, lambda one=one: one.run(moment))
        timed("the index", index.drain)
        while _jobs(index, timed):
            pass
    return {"seconds": sum(pieces.values()), "pieces": pieces}


def _jobs(index: Index, timed: object) -> int:
    """One round of the outbox, each kind with a figure of its own."""
    rows = outbox.due(OutboxRow.kind != outbox.INDEX)
    db.session.rollback()
    for key, kind, ref in rows:
        timed(kind, lambda key=key, kind=kind, ref=ref: work._do(key, kind, ref))  # type: ignore[operator]
    timed("the index", index.drain)  # type: ignore[operator]
    return len(rows)


def main(folder: str, what: str) -> None:
    app = create_app(read(environment(Path(folder))))
    evening = clock.now().replace(hour=20, minute=0)
    clock.fix(evening)
    if what == "evening":
        with app.app_context():
            schema.upgrade(db.engine)
            work.once()
        return ask(app)
    nights = {
        "a night": night(app, evening + timedelta(hours=9)),
        "the night after three days off": night(app, evening + timedelta(days=3, hours=9)),
    }
    with app.app_context():
        left = len(outbox.due(OutboxRow.id > 0))
    print(json.dumps({"nights": nights, "megabytes": peak.megabytes(), "left": left}))


if __name__ == "__main__":
    main(*sys.argv[1:])
