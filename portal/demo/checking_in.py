"""Check-ins of the demo organisation: many take part, energy follows the season of a department,
and whoever has been in a place for long without a change sees fewer prospects.
"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert

from portal import clock
from portal.aspirations.drivers import DRIVERS
from portal.audience import Audience
from portal.checkins.models import CheckIn
from portal.checkins.words import CONFIDENCE, ENERGY
from portal.db import db
from portal.demo.population import Member, identity

EVERY = 90
TAKE_PART = 0.64
SHOW = 0.22
SPREAD = ((5, 10, 5, 2, 0.6), (3, 8, 6, 4, 1.5))
"""How often each answer is given, the best first, by those here for less than five years or not."""
TIRED = {"Transit", "Public Health", "Customer Services"}
MAYA = (
    (97, "good", "fairly", ("helping", "learning"), ("quiet",), True,
     "The outreach evenings give me more than they take."),
    (188, "varies", "unsure", ("helping", "variety"), ("steady",), True, ""),
    (280, "low", "unsure", ("helping",), ("pay",), False,
     "The counter was short of two people all summer."),
)  # fmt: skip


def of(members: Iterable[Member]) -> list[dict[str, Any]]:
    """The check-ins of some people, as rows. The same people say the same each time."""
    return [row for member in members for row in _of(member, Random(member.id.int))]  # noqa: S311


def _of(member: Member, rng: Random) -> Iterator[dict[str, Any]]:
    days = (clock.today() - member.hired_on).days
    if days < EVERY or rng.random() > TAKE_PART:
        return
    ago = rng.randrange(1, EVERY + 25)
    energy, confidence = rng.random(), rng.random()
    codes = rng.sample(sorted(DRIVERS), 4)
    for _ in range(min(rng.choice((1, 2, 2, 3)), days // EVERY)):
        tired = member.role.department in TIRED
        yield {
            "id": identity(rng),
            "person_id": member.id,
            "at": clock.now() - timedelta(days=ago, minutes=rng.randrange(600)),
            "updated_at": clock.now() - timedelta(days=ago),
            "energy": _drawn(ENERGY, SPREAD[tired], energy, rng),
            "confidence": _drawn(CONFIDENCE, SPREAD[days > 1800], confidence, rng),
            "drives": " ".join(sorted(codes[: rng.randrange(1, 4)])),
            "drains": codes[3] if rng.random() < 0.6 else "",
            "words": "",
            "audience": Audience.MANAGER if rng.random() < SHOW else Audience.NOBODY,
        }
        ago += EVERY + rng.randrange(20)


def _drawn(answers: dict[str, str], weights: tuple[float, ...], mood: float, rng: Random) -> Any:
    """An answer, near the last one of the same person; a few leave the question out."""
    if rng.random() < 0.03:
        return None
    at = min(max(mood + rng.uniform(-0.12, 0.12), 0), 0.999) * sum(weights)
    for code, weight in zip(answers, weights, strict=True):
        at -= weight
        if at < 0:
            return code
    return [*answers][-1]


def stories(cast: dict[str, Member]) -> None:
    """Maya has checked in for most of a year, and is due again; Daniel reads what she shows him."""
    rng = Random(cast["employee"].id.int)  # noqa: S311
    rows = [
        {
            "id": identity(rng),
            "person_id": cast["employee"].id,
            "at": clock.now() - timedelta(days=days),
            "updated_at": clock.now() - timedelta(days=days),
            "energy": energy,
            "confidence": confidence,
            "drives": " ".join(drives),
            "drains": " ".join(drains),
            "words": words,
            "audience": Audience.MANAGER if shown else Audience.NOBODY,
        }
        for days, energy, confidence, drives, drains, shown, words in MAYA
    ]
    db.session.execute(insert(CheckIn), rows)
