"""What HR of the demonstration has done of starting the portal."""

from datetime import timedelta

from sqlalchemy import insert

from portal import clock
from portal.acting.models import LaunchTick
from portal.db import db
from portal.demo.population import Member

# The step, and how many days ago it was ticked.
DONE = (
    ("council", 96), ("people", 88), ("roles", 80), ("courses", 74), ("mentors", 61),
    ("announce", 45), ("figures", 30),
)  # fmt: skip


def stories(people: dict[str, Member]) -> None:
    """Most steps are ticked; the managers and the leaders are still to come."""
    by, now = people["hr"].id, clock.now()
    rows = [{"step": step, "person_id": by, "at": now - timedelta(days=d)} for step, d in DONE]
    db.session.execute(insert(LaunchTick), rows)
